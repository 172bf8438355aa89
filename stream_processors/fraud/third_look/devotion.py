"""What one payee is to one phone: the rows of which the third look compares millions, a few for each phone.

A phone's rows are a function of its own plays of the window, whatever the order in which they came.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from kernel.ids import ArtistId, SourceId
from stream_processors.fraud.third_look.heard import Heard, Listener
from stream_processors.fraud.thresholds import THRESHOLDS

LIMITS = THRESHOLDS.third_look.devotion
CELLS = 100
"""Cells of a hundredth of a degree, 1.1 km."""

Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Devotion:
    """`share`: the payee's part of the phone's plays; `days`: on which it was played; `asleep`: plays of runs that
    began out of silence at night; `nights`: on how many; `cell`: where it was mostly played, None where unknown."""

    source_id: SourceId
    artist_id: ArtistId
    plays: int
    share: float
    days: int
    asleep: int
    nights: int
    awake: int
    cell: Cell | None


def devotions(listener: Listener) -> Iterator[Devotion]:
    """One row for each payee that has enough of the phone's plays, in the order of payees.

    `awake` counts plays of other payees in runs that began at night out of silence: of people who are up then.
    """
    plays = listener.plays
    of: dict[ArtistId, list[Heard]] = defaultdict(list)
    for play in plays:
        of[play.artist_id].append(play)
    woken: Set[int] | None = None
    for artist_id in sorted(of):
        own = of[artist_id]
        if len(own) < LIMITS.plays.value or len(own) < LIMITS.share.value * len(plays):
            continue
        woken = out_of_silence(plays) if woken is None else woken
        asleep = [play for play in own if play.at_ms in woken]
        yield Devotion(
            source_id=listener.source_id,
            artist_id=artist_id,
            plays=len(own),
            share=len(own) / len(plays),
            days=len({play.day for play in own}),
            asleep=len(asleep),
            nights=len({play.day for play in asleep}),
            awake=len(woken) - len(asleep),
            cell=_mostly(own),
        )


def out_of_silence(plays: Sequence[Heard]) -> Set[int]:
    """When those plays of the small hours began that belong to a run which began there, after a long silence."""
    first, end = LIMITS.night.value
    woken: set[int] = set()
    asleep, silent_since = False, plays[0].at_ms - LIMITS.silence_ms.value
    for play in plays:
        if play.at_ms - silent_since >= LIMITS.silence_ms.value:
            asleep = first <= play.hour < end
        if asleep and play.hour < end:
            woken.add(play.at_ms)
        silent_since = max(silent_since, play.end_ms)
    return woken


def _mostly(plays: Sequence[Heard]) -> Cell | None:
    """The cell of the median place."""
    lats = sorted(play.lat for play in plays if play.lat is not None)
    lons = sorted(play.lon for play in plays if play.lon is not None)
    if not lats or not lons:
        return None
    return int(lats[len(lats) // 2] * CELLS), int(lons[len(lons) // 2] * CELLS)
