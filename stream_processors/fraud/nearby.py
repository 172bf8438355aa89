"""The nearest plays before and after a moment, where they contradict it."""

from collections.abc import Iterable
from math import hypot

from kernel.events.plays import RecognizedPlay
from stream_processors.fraud.days import Day
from stream_processors.fraud.history import Neighbour
from stream_processors.fraud.packing import (
    COUNTED,
    FLAGS_AT,
    NUMBERED,
    OFFSET,
    PLACED,
    SIZE,
    TELLS,
    TELLS_AT,
    TOLD_CLOCK,
    ahead_of,
    place_of,
    unpack,
)
from stream_processors.fraud.thresholds import THRESHOLDS

REACH = 40
"""Plays that are looked through on either side: an evening of a phone that told something once."""

HOUR_MS = 3_600_000
SHORTEST_MS = 60_000
"""Two fixes within a minute are as old as the phone pleased; a shorter time would make any step a flight."""
DEGREE_KM = 111.2
"""Of latitude, and near the equator of longitude."""
NEAR_KM = THRESHOLDS.impossible_travel.distance_km.value / 2
"""Fixes nearer than this are no travel, however wrong the flat measure of a curved earth is."""
CLOCK_MOVE_MS = THRESHOLDS.clock_variance.change_ms.value

Stretch = tuple[Day, range]
"""Places of a day in the order in which they are looked at."""


class Nearby:
    """What the nearest plays tell against a play that tells the same: its place, its clock, its number.

    `speed_kmh`: the least speed from the nearest earlier fix, or else to the nearest later one; None without two fixes.
    `fixes`: the nearest ones that the rules accepted, before and after, where they are kilometres away.
    `clocks`: the nearest ones that told a clock, likewise, where it was another; `numbered`: the nearest ones with a
    number, where the numbers are not in the order of time.
    """

    __slots__ = ("_play", "_start_ms", "clocks", "fixes", "numbered", "speed_kmh")

    def __init__(
        self, play: RecognizedPlay, days: tuple[Day | None, Day | None, Day | None], place: int, start_ms: int
    ) -> None:
        self._play = play
        self._start_ms = start_ms
        self.speed_kmh: float | None = None
        self.fixes: tuple[Neighbour, ...] = ()
        self.clocks: tuple[Neighbour, ...] = ()
        self.numbered: tuple[Neighbour, ...] = ()
        wanted = (
            (PLACED if play.location is not None else 0)
            | (TOLD_CLOCK if play.sent_at is not None else 0)
            | (NUMBERED if play.sequence is not None else 0)
        )
        if not wanted:
            return
        before, day, after = days
        self._look(backwards(before, day, place), wanted, 1)
        if after is not None or (day is not None and place < len(day)):
            self._look(onwards(day, place, after), wanted, -1)

    def _look(self, stretches: Iterable[Stretch], wanted: int, ahead: int) -> None:
        """`ahead` is 1 where the play's own number has to be higher than theirs, -1 where it has to be lower."""
        left = REACH
        for day, places in stretches:
            for place in places[:left]:
                at = place * SIZE
                flags = day.data[at + FLAGS_AT]
                has = flags & wanted if flags & COUNTED else flags & wanted & ~PLACED
                if has:
                    self._compare(day, at, has, ahead)
                    wanted &= ~has
                    if not wanted:
                        return
            left = max(0, left - len(places))

    def _compare(self, day: Day, at: int, has: int, ahead: int) -> None:
        """With what another play tells that this one tells too: `has`."""
        place, skew_s, sequence = TELLS.unpack_from(day.data, at + TELLS_AT)
        if has & PLACED:
            self._travel(day, at, place)
        if has & TOLD_CLOCK and abs(self._play.skew_ms - skew_s * 1000) > CLOCK_MOVE_MS:
            self.clocks += (self._neighbour(day, at),)
        if has & NUMBERED and ahead_of(self._play.sequence or 0, sequence) * ahead <= 0:
            self.numbered += (self._neighbour(day, at),)

    def _travel(self, day: Day, at: int, place: int) -> None:
        here = self._play.location
        if here is None:
            return
        lat, lon, accuracy_m = place_of(place)
        km = hypot(here.lat - lat, here.lon - lon) * DEGREE_KM
        if km > NEAR_KM:
            self.fixes += (self._neighbour(day, at),)
        if self.speed_kmh is None:
            surely = km - ((here.accuracy_m or 0.0) + accuracy_m) / 1000
            gap_ms = abs(day.start_ms + OFFSET.unpack_from(day.data, at)[0] - self._start_ms)
            self.speed_kmh = surely * HOUR_MS / max(SHORTEST_MS, gap_ms) if surely > 0.0 else 0.0

    def _neighbour(self, day: Day, at: int) -> Neighbour:
        play = unpack(day.data, at, day.start_ms)
        return Neighbour(play, play.start_ms - self._start_ms)


def backwards(before: Day | None, day: Day | None, place: int) -> list[Stretch]:
    """The plays before a place of a day, the last first, then those of the day before."""
    found = []
    if day is not None:
        found.append((day, range(place - 1, -1, -1)))
    if before is not None:
        found.append((before, range(len(before) - 1, -1, -1)))
    return found


def onwards(day: Day | None, place: int, after: Day | None) -> list[Stretch]:
    """The plays from a place of a day on, then those of the day after."""
    found = []
    if day is not None:
        found.append((day, range(place, len(day))))
    if after is not None:
        found.append((after, range(len(after))))
    return found
