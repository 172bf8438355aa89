"""What a record makes of the live figures: pure, so that the streamed and the rebuilt ones cannot differ.

A window's total is absolute: the newest one replaces what was there, and applying it again changes nothing. A play is
a member of its lists by its own text, so adding it again changes nothing either.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

import msgspec

from kernel.dimensions import COUNTED
from kernel.events.aggregates import Dimension, Measures, Window, WindowTotal
from kernel.events.event import Event
from kernel.events.plays import ScoredPlay, Verdict
from sinks.redis import keys
from sinks.redis.keys import FigureKeys

Command = tuple[str | bytes | int, ...]
Place = tuple[Window, datetime, Dimension]

MEASURES = tuple(field.name for field in msgspec.structs.fields(Measures))


class LastPlay(Event, frozen=True, kw_only=True):
    """What the lists of last plays say of a play."""

    event_id: str
    song_id: str
    artist_id: str
    source_id: str
    source_type: str
    station_id: str | None = None
    venue_id: str | None = None
    district: str | None = None
    played_at: datetime
    duration_ms: int
    verdict: Verdict
    revision: int


def last_play(play: ScoredPlay) -> LastPlay:
    """The part of a play that its lists hold."""
    return LastPlay(**{name: getattr(play, name) for name in LastPlay.__struct_fields__})


def milliseconds(at: datetime) -> int:
    """Milliseconds since 1970, the scores of our sorted sets."""
    return round(at.timestamp() * 1000)


def measures_text(total: Measures) -> str:
    """A total as its hash holds it: six numbers in the order of Measures."""
    return " ".join(str(getattr(total, name)) for name in MEASURES)


def measures_of(text: bytes) -> Measures:
    """The total that `measures_text` wrote."""
    return Measures(**dict(zip(MEASURES, map(int, text.split()), strict=True)))


def expires(window: Window, start: datetime) -> int:
    """When a window's figures go, in seconds since 1970: counted from the window, so that a replay renews nothing."""
    return int((start + keys.KEPT[window]).timestamp())


def total_commands(totals: Iterable[WindowTotal], to: FigureKeys) -> Iterator[Command]:
    """The commands that make the totals current; of several for one window and id the last one holds."""
    places: dict[Place, dict[str, WindowTotal]] = defaultdict(dict)
    for total in totals:
        places[total.window, total.start, total.dimension][total.id] = total
    for (window, start, dimension), by_id in places.items():
        expiry = expires(window, start)
        key = to.totals(window, start, dimension)
        yield "HSET", key, *(part for id_, total in by_id.items() for part in (id_, measures_text(total)))
        yield "EXPIREAT", key, expiry
        key = to.top(window, start, dimension)
        ranked = [(total.accepted_plays, id_) for id_, total in by_id.items() if total.accepted_plays > 0]
        gone = [id_ for id_, total in by_id.items() if total.accepted_plays <= 0]
        if ranked:
            yield "ZADD", key, *(part for pair in ranked for part in pair)
            yield "EXPIREAT", key, expiry
        if gone:
            yield "ZREM", key, *gone


def play_commands(plays: Iterable[ScoredPlay], to: FigureKeys) -> Iterator[Command]:
    """The commands that add the plays to the last plays and their sources to the active ones.

    A revision replaces the play's member of the revision before; a duplicate is on no list, as it is in no total.
    """
    lists: dict[str, list[tuple[LastPlay, bool]]] = defaultdict(list)
    seen: dict[str, int] = {}
    for play in plays:
        told = last_play(play)
        changes = [(told, True)] if play.verdict in COUNTED else []
        if play.revision and play.previous_verdict in COUNTED:
            changes.insert(0, (told.evolve(revision=play.revision - 1, verdict=play.previous_verdict), False))
        for which in (keys.last_of_country(), keys.last_of_song(play.song_id), keys.last_of_source(play.source_id)):
            lists[which] += changes
        if play.verdict in COUNTED:
            seen[play.source_id] = max(milliseconds(play.played_at), seen.get(play.source_id, 0))
    for which, changes in lists.items():
        yield from _list_commands(to.last(which), changes, bound(which))
    yield from active_commands(seen, to)


def bound(which: str) -> int:
    """How many plays a list keeps."""
    return keys.LAST_COUNTRY if which == keys.last_of_country() else keys.LAST_EACH


def _list_commands(key: str, changes: Iterable[tuple[LastPlay, bool]], limit: int) -> Iterator[Command]:
    present: dict[bytes, int] = {}
    absent: set[bytes] = set()
    for told, there in changes:
        text = msgspec.json.encode(told)
        if there:
            present[text] = milliseconds(told.played_at)
            absent.discard(text)
        else:
            present.pop(text, None)
            absent.add(text)
    if absent:
        yield "ZREM", key, *sorted(absent)
    if present:
        yield from list_commands(key, present, limit)


def list_commands(key: str, members: dict[bytes, int], limit: int) -> Iterator[Command]:
    """Adds members to a list of last plays and cuts it to its newest."""
    yield "ZADD", key, *(part for member, score in members.items() for part in (score, member))
    yield "ZREMRANGEBYRANK", key, 0, -limit - 1
    yield "EXPIRE", key, int(keys.LAST_KEPT.total_seconds())


def active_commands(seen: dict[str, int], to: FigureKeys) -> Iterator[Command]:
    """Notes the newest play of each source, in ms, and forgets sources silent for a day before the newest of all."""
    if not seen:
        return
    oldest = max(seen.values()) - int(keys.ACTIVE_FOR.total_seconds() * 1000)
    yield "ZADD", to.active, "GT", *(part for source_id, at in seen.items() for part in (at, source_id))
    yield "ZREMRANGEBYSCORE", to.active, "-inf", f"({oldest}"
    yield "EXPIRE", to.active, int(keys.LAST_KEPT.total_seconds())


def at_milliseconds(score: float) -> datetime:
    """The time of a score."""
    return datetime.fromtimestamp(score / 1000, UTC)
