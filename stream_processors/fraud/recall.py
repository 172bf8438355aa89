"""From the hours of a source to the history that the rules judge a play by."""

from collections.abc import Callable, Iterable

from kernel.events import RecognizedPlay, SeenPlay, Source
from stream_processors.fraud.history import History, Neighbour
from stream_processors.fraud.hours import HOUR_MS, Hour, SourceHours
from stream_processors.fraud.thresholds import THRESHOLDS, Ear

LONGEST_HOURS = 4
"""No play is longer (the gateway's limit), so none that began earlier can still be heard."""

NEAR_HOURS = 2
"""How far the nearest fixes and clocks are looked for: Rwanda is crossed within two hours at the speed that the rule
for travel allows, and clocks are compared between neighbouring plays only."""

EARS = THRESHOLDS.hears.value


def has_ear(play: RecognizedPlay) -> bool:
    """Whether the source hears one thing at a time at all; of others nothing is remembered but ids."""
    return EARS[play.source_type] is not Ear.NONE


def outlet_of(play: RecognizedPlay) -> str:
    """The ear: empty for the source itself, otherwise the station or venue that it reported for."""
    if EARS[play.source_type] is Ear.SOURCE:
        return ""
    return play.station_id or play.venue_id or ""


def start_ms_of(play: RecognizedPlay) -> int:
    """When the play began, in milliseconds since 1970."""
    return round(play.played_at.timestamp() * 1000)


def recall(play: RecognizedPlay, hours: SourceHours, source: Source | None) -> History:
    """What is remembered of the source around the play's moment."""
    if not has_ear(play):
        return History(source=source)
    start_ms = start_ms_of(play)
    outlet = outlet_of(play)
    plays, heard_ms = hours.hour(start_ms // HOUR_MS).heard.get(outlet, (0, 0))
    return History(
        source=source,
        overlapping=_overlapping(play, hours, start_ms, outlet),
        fixes=_nearest(hours, start_ms, outlet, _has_fix) if play.location else (),
        told_clock=_nearest(hours, start_ms, outlet, _told_clock) if play.sent_at else (),
        plays_in_hour=plays,
        heard_ms_in_hour=heard_ms,
    )


def remembered(play: RecognizedPlay, event_id: bytes, *, counted: bool) -> SeenPlay:
    """What is kept of a play that was accepted (`counted`) or held."""
    place = play.location
    return SeenPlay(
        event_id=event_id,
        offset_ms=start_ms_of(play) % HOUR_MS,
        duration_ms=play.duration_ms,
        song_id=play.song_id,
        outlet=outlet_of(play),
        lat=place.lat if place else None,
        lon=place.lon if place else None,
        accuracy_m=place.accuracy_m if place else None,
        skew_ms=play.skew_ms if play.sent_at else None,
        counted=counted,
    )


def _overlapping(play: RecognizedPlay, hours: SourceHours, start_ms: int, outlet: str) -> tuple[Neighbour, ...]:
    end_ms = start_ms + play.duration_ms
    found = []
    for number in range(start_ms // HOUR_MS - LONGEST_HOURS, (end_ms - 1) // HOUR_MS + 1):
        hour = hours.hour(number)
        if hour.start_ms + HOUR_MS + hour.longest_ms <= start_ms:
            continue
        for other in hour.beginning_between(start_ms - hour.longest_ms, end_ms):
            other_start_ms = hour.start_ms + other.offset_ms
            overlap_ms = min(end_ms, other_start_ms + other.duration_ms) - max(start_ms, other_start_ms)
            if overlap_ms > 0 and other.outlet == outlet:
                found.append(Neighbour(other, other_start_ms - start_ms, overlap_ms))
    return tuple(found)


def _nearest(
    hours: SourceHours, start_ms: int, outlet: str, wanted: Callable[[SeenPlay], bool]
) -> tuple[Neighbour, ...]:
    """The nearest wanted play before and the nearest after, of the same ear."""
    number = start_ms // HOUR_MS
    before = _first(hours, range(number, number - NEAR_HOURS - 1, -1), Hour.until, start_ms, outlet, wanted)
    after = _first(hours, range(number, number + NEAR_HOURS + 1), Hour.after, start_ms, outlet, wanted)
    return before + after


def _first(
    hours: SourceHours,
    numbers: range,
    plays_of: Callable[[Hour, int], Iterable[SeenPlay]],
    start_ms: int,
    outlet: str,
    wanted: Callable[[SeenPlay], bool],
) -> tuple[Neighbour, ...]:
    for number in numbers:
        hour = hours.hour(number)
        if hour.plays:
            for other in plays_of(hour, start_ms):
                if other.outlet == outlet and wanted(other):
                    return (Neighbour(other, hour.start_ms + other.offset_ms - start_ms),)
    return ()


def _has_fix(other: SeenPlay) -> bool:
    return other.counted and other.lat is not None


def _told_clock(other: SeenPlay) -> bool:
    return other.skew_ms is not None
