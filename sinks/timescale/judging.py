"""What becomes of a record whose id the ledger may hold already: pure, so that every case can be tested."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Any, TypeVar

from kernel.errors import Unprocessable
from kernel.events.detections import Heard
from kernel.events.plays import ScoredPlay
from kernel.stage import Received
from ledger.copying import is_uuid

H = TypeVar("H", bound=Heard)

EARLIEST_YEAR = 2020
"""Nothing was heard before this system existed; what claims so would only make endless partitions."""
AHEAD = timedelta(days=1)
"""The gateway allows 5 minutes; a day leaves room for its successors and still bounds the partitions."""


class Fate(Enum):
    """What to do with a record."""

    PROMOTE = auto()
    """A detection that waited unrecognised is a play now."""
    REVISE = auto()
    """The next revision of a play."""
    ALREADY = auto()
    """Nothing: it is in the ledger."""
    CONFLICT = auto()
    """Another content under an id that is taken: noted, counts nowhere."""
    PREMATURE = auto()
    """A revision of what the ledger does not hold yet: can never be applied in order, so a dead letter."""


@dataclass(frozen=True, slots=True)
class Held:
    """The ledger's row of an id."""

    outcome: str
    played_at: datetime
    content_hash: int
    revision: int


def fate_of_play(play: ScoredPlay, held: Held | None) -> Fate:
    """What to do with a play whose id was not claimed just now."""
    if held is None:
        return Fate.PREMATURE
    if _differs(play, held):
        return Fate.CONFLICT
    if held.outcome == "unrecognised":
        return Fate.PREMATURE if play.revision else Fate.PROMOTE
    if play.revision <= held.revision:
        return Fate.ALREADY
    return Fate.REVISE if play.revision == held.revision + 1 else Fate.PREMATURE


def fate_of_unrecognised(heard: Heard, held: Held | None) -> Fate:
    """What to do with an unrecognised detection whose id was not claimed just now: a play stays a play."""
    return Fate.CONFLICT if held is None or _differs(heard, held) else Fate.ALREADY


def _differs(heard: Heard, held: Held) -> bool:
    return heard.content_hash != held.content_hash or heard.played_at != held.played_at


def checked(heard: Heard) -> None:
    """Unprocessable where the record can never be a row: no UUID, or a time that no source can mean."""
    if not is_uuid(heard.event_id):
        raise Unprocessable(f"the id {heard.event_id!r} is no UUID in its usual form")
    if heard.played_at.year < EARLIEST_YEAR or heard.played_at > heard.received_at + AHEAD:
        raise Unprocessable(
            f"played at {heard.played_at:%Y-%m-%d %H:%M} but received {heard.received_at:%Y-%m-%d %H:%M}"
        )


def waves(received: Sequence[Received[H]]) -> Iterator[list[Received[H]]]:
    """The records in their order, cut so that no id comes twice within one wave."""
    if len({each.event.event_id for each in received}) == len(received):
        yield list(received)
        return
    found: list[list[Received[H]]] = []
    wave_of: dict[str, int] = {}
    for each in received:
        number = wave_of[each.event.event_id] = wave_of.get(each.event.event_id, -1) + 1
        if number == len(found):
            found.append([])
        found[number].append(each)
    yield from found


def without_repeats(received: Sequence[Received[H]]) -> list[Received[H]]:
    """The records less those that say again what an earlier one of the batch said, which keeps the waves few."""
    first: dict[tuple[Any, ...], Received[H]] = {}
    for each in received:
        event = each.event
        first.setdefault((event.event_id, getattr(event, "revision", 0), event.content_hash, event.played_at), each)
    return list(first.values())
