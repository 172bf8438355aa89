"""Plays of a station, open and over, as songs are heard. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import msgspec

from kernel.ids import EventId, SongId, StationId, natural_event_id

NOT_HEARD = timedelta(seconds=35)
"""Listened to for so long without the song, a play is over: longer than a song is still looked for (listening.py)."""

AWAY = timedelta(minutes=20)
"""A play that could not be listened to for longer is over: who comes back later cannot tell one play from two."""

SAME_PLAY = timedelta(seconds=5)
"""How far two times of one song's beginning may lie apart: clocks of two connections, a speed between two steps."""

CORRECTED = timedelta(seconds=10)
"""By so much may a play's beginning move forward as more is heard; beyond it, the play goes on and began before."""


class Sounded(msgspec.Struct, frozen=True, kw_only=True):
    """A song on air. `zero` is when its own beginning would have been; `clip` (compressed) begins at `clip_at`.

    `cut` where it was on before anybody listened.
    """

    song: SongId
    began: datetime
    ended: datetime
    zero: datetime
    cut: bool
    speed: float
    confidence: float
    clip: bytes
    clip_at: datetime
    fit: float


class Play(msgspec.Struct, frozen=True, kw_only=True):
    """A song that was or is played. The id is made when it is first heard, and stays."""

    event_id: EventId
    sounded: Sounded


def continued(plays: Sequence[Play], station: StationId, sounded: Iterable[Sounded]) -> tuple[Play, ...]:
    """The open plays, longer by what sounded; what belongs to none of them is a new one.

    The same song belongs to the play that it can go on from: as far on as time went by (audio was lost, or something
    else was louder), or not so far (it was held).
    """
    made = list(plays)
    for each in sounded:
        place = next((place for place, play in enumerate(made) if _goes_on(play.sounded, each)), None)
        if place is None:
            began = int(each.began.timestamp() * 1000)
            made.append(Play(event_id=natural_event_id(station, "radio", str(began)), sounded=each))
        else:
            made[place] = Play(event_id=made[place].event_id, sounded=_longer(made[place].sounded, each))
    return tuple(made)


def over(plays: Sequence[Play], now: datetime, since: datetime, listened: datetime) -> tuple[Play, ...]:
    """Those of the open plays that have ended.

    The station was listened to from `since` up to `listened`, at the time `now`.
    """
    return tuple(
        play
        for play in plays
        if listened - max(play.sounded.ended, since) > NOT_HEARD or now - play.sounded.ended > AWAY
    )


def _goes_on(before: Sounded, after: Sounded) -> bool:
    gap = max(after.began - before.ended, timedelta(0))
    held = after.zero - before.zero
    return before.song == after.song and -SAME_PLAY <= held <= gap + SAME_PLAY


def _longer(before: Sounded, after: Sounded) -> Sounded:
    clearest = max(before, after, key=lambda each: each.fit)
    longest = max(before, after, key=lambda each: each.ended - each.began)
    return Sounded(
        song=before.song,
        began=before.began if after.cut or after.began - before.began > CORRECTED else after.began,
        ended=after.ended if after.ended > before.began else before.ended,
        zero=after.zero,
        cut=before.cut,
        speed=longest.speed,
        confidence=longest.confidence,
        clip=clearest.clip,
        clip_at=clearest.clip_at,
        fit=clearest.fit,
    )
