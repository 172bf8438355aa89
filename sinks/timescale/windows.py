"""What new plays add to the rollups: pure sums by hour and by day, over the dimensions of kernel/dimensions.py."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from kernel.dimensions import COUNTRY, window_start
from kernel.events.aggregates import Dimension, Window
from kernel.events.plays import ScoredPlay, Verdict

Measures = list[int]
"""accepted_plays, accepted_ms, held_plays, held_ms, rejected_plays, rejected_ms."""
Row = tuple[str, str, datetime, str, *tuple[int, ...]]
"""A row of play_rollups: dimension, period, start, id and the measures."""

_Sums = dict[tuple[str | None, int], Measures]

MEASURES = 6


def windows(plays: Sequence[ScoredPlay]) -> Iterator[Row]:
    """The sums of revision 0, each window once. A duplicate counts nowhere."""
    counted = [play for play in plays if play.verdict is not Verdict.DUPLICATE]
    places = [_place(play.verdict) for play in counted]
    durations = [play.duration_ms for play in counted]
    hours = [play.played_at.toordinal() * 24 + play.played_at.hour for play in counted]
    starts = {hour: datetime.fromordinal(hour // 24).replace(hour=hour % 24, tzinfo=UTC) for hour in set(hours)}
    days = {hour: window_start(Window.DAY, start) for hour, start in starts.items()}
    for dimension, ids in _ids(counted).items():
        by_hour = _summed(ids, hours, places, durations)
        by_day: dict[tuple[str, datetime], Measures] = {}
        for (id_, hour), measures in by_hour.items():
            if not id_:
                continue
            yield dimension.value, Window.HOUR.value, starts[hour], id_, *measures
            of_day = by_day.get((id_, days[hour]))
            by_day[id_, days[hour]] = (
                measures if of_day is None else [a + b for a, b in zip(of_day, measures, strict=True)]
            )
        for (id_, start), measures in by_day.items():
            yield dimension.value, Window.DAY.value, start, id_, *measures


def _ids(plays: Sequence[ScoredPlay]) -> dict[Dimension, Sequence[str | None]]:
    return {
        Dimension.SONG: [play.song_id for play in plays],
        Dimension.ARTIST: [play.artist_id for play in plays],
        Dimension.SOURCE_TYPE: [play.source_type for play in plays],
        Dimension.COUNTRY: [COUNTRY] * len(plays),
        Dimension.STATION: [play.station_id for play in plays],
        Dimension.VENUE: [play.venue_id for play in plays],
        Dimension.DISTRICT: [play.district for play in plays],
    }


def _summed(ids: Sequence[str | None], hours: Sequence[int], places: Sequence[int], durations: Sequence[int]) -> _Sums:
    """By id and hour; plays without an id come under None or the empty text."""
    found: _Sums = {}
    for key, place, ms in zip(zip(ids, hours, strict=True), places, durations, strict=True):
        measures = found.get(key)
        if measures is None:
            measures = found[key] = [0] * MEASURES
        measures[place] += 1
        measures[place + 1] += ms
    return found


def _place(verdict: Verdict) -> int:
    """Where the verdict's plays stand among the measures; by identity, since an enum's hash is slow."""
    return 0 if verdict is Verdict.ACCEPTED else 2 if verdict is Verdict.HELD else 4
