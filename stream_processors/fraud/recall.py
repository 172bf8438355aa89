"""From the days of a source to the history that the rules judge a play by."""

from kernel.events import RecognizedPlay, Source
from stream_processors.fraud.days import HEARD_BITS, HEARD_MS, Day, Past, heard_bits
from stream_processors.fraud.history import History, Neighbour
from stream_processors.fraud.nearby import TELLING, backwards, nearest, onwards
from stream_processors.fraud.packing import DAY_MS, NUMBERED, PLACED, SIZE, SPAN, TOLD_CLOCK, song_hash, unpack
from stream_processors.fraud.runs import repeated_run
from stream_processors.fraud.thresholds import THRESHOLDS, Ear

HOUR_MS = 3_600_000
EARS = THRESHOLDS.hears.value
CLOCK_MOVE_MS = THRESHOLDS.clock_variance.change_ms.value
UNBROKEN_DAYS = 2
"""Days before and after that a time without a pause is followed into."""


def has_ear(play: RecognizedPlay) -> bool:
    """Whether the source hears one thing at a time at all; of others nothing is remembered but ids and habits."""
    return EARS[play.source_type] is not Ear.NONE


def outlet_of(play: RecognizedPlay) -> str:
    """The ear: empty for the source itself, otherwise the station or venue that it reported for."""
    if EARS[play.source_type] is Ear.SOURCE:
        return ""
    return play.station_id or play.venue_id or ""


def start_ms_of(play: RecognizedPlay) -> int:
    """When the play began, in milliseconds since 1970."""
    return round(play.played_at.timestamp() * 1000)


def owned(play: RecognizedPlay, source: Source | None) -> bool:
    """Whether the play pays the artist who owns the source."""
    return source is not None and source.owner_artist_id == play.artist_id


def recall(play: RecognizedPlay, past: Past, start_ms: int, source: Source | None) -> History:
    """What is remembered of the source around the play's moment."""
    number = start_ms // DAY_MS
    if past.newest is None:
        return History(source=source)
    if not past.keeps(number):
        return History(source=source, days_behind=past.newest - number)
    before, day, after = past.day(number - 1), past.day(number), past.day(number + 1)
    place = day.first_from(start_ms + 1) if day else 0
    neighbours = _neighbours(play, before, day, after, place, start_ms)
    moved = any(abs(play.skew_ms - (near.play.skew_s or 0) * 1000) > CLOCK_MOVE_MS for near in neighbours[TOLD_CLOCK])
    plays, heard_ms = _hour(day, start_ms)
    own = owned(play, source)
    return History(
        source=source,
        overlapping=_overlapping(play, (before, day, after), start_ms),
        fixes=neighbours[PLACED],
        told_clock=neighbours[TOLD_CLOCK],
        numbered=neighbours[NUMBERED],
        plays_in_hour=plays,
        heard_ms_in_hour=heard_ms,
        plays_in_day=len(day) if day else 0,
        same_song_in_day=_same_song(song_hash(play.song_id), before, day, after, place, start_ms),
        unbroken_ms=_unbroken_ms(play, past, number, start_ms),
        clock_moves=1 + sum(each.clock_moves for each in past.kept) if moved else 0,
        plays=sum(len(each) for each in past.kept) if own else 0,
        own_plays=sum(each.own_plays for each in past.kept) if own else 0,
        repeated=repeated_run(play, past, number, place, start_ms),
    )


def _neighbours(
    play: RecognizedPlay, before: Day | None, day: Day | None, after: Day | None, place: int, start_ms: int
) -> dict[int, tuple[Neighbour, ...]]:
    """The nearest plays on either side that tell what this one tells as well."""
    wanted = 0
    if play.location is not None:
        wanted |= PLACED
    if play.sent_at is not None:
        wanted |= TOLD_CLOCK
    if play.sequence is not None:
        wanted |= NUMBERED
    found: dict[int, tuple[Neighbour, ...]] = dict.fromkeys(TELLING, ())
    for places in (backwards(before, day, place), onwards(day, place, after)):
        for flags, neighbour in nearest(places, start_ms, wanted):
            for flag in TELLING:
                if flags & flag:
                    found[flag] += (neighbour,)
    return found


def _overlapping(play: RecognizedPlay, days: tuple[Day | None, ...], start_ms: int) -> tuple[Neighbour, ...]:
    end_ms = start_ms + play.duration_ms
    found: list[Neighbour] = []
    for day in days:
        if day is None or day.start_ms >= end_ms or day.start_ms + DAY_MS + day.longest_ms <= start_ms:
            continue
        data, first_ms = day.data, day.start_ms
        for at in range(day.first_from(start_ms - day.longest_ms + 1) * SIZE, len(data), SIZE):
            offset_ms, duration_ms = SPAN.unpack_from(data, at)
            other_ms = first_ms + offset_ms
            if other_ms >= end_ms:
                break
            overlap_ms = min(end_ms, other_ms + duration_ms) - max(start_ms, other_ms)
            if overlap_ms > 0:
                found.append(Neighbour(unpack(data, at, first_ms), other_ms - start_ms, overlap_ms))
    return tuple(found)


def _hour(day: Day | None, start_ms: int) -> tuple[int, int]:
    """Plays that begin in the hour of a moment, and how much of the hour they fill."""
    if day is None:
        return 0, 0
    hour_ms = start_ms - start_ms % HOUR_MS
    first, last = day.first_from(hour_ms), day.first_from(hour_ms + HOUR_MS)
    end_ms = hour_ms + HOUR_MS - day.start_ms
    spans = SPAN.iter_unpack(day.data[first * SIZE : last * SIZE])
    return last - first, sum([min(duration_ms, end_ms - offset_ms) for offset_ms, duration_ms in spans])


def _same_song(song: bytes, before: Day | None, day: Day | None, after: Day | None, place: int, start_ms: int) -> int:
    """Plays of the song within 24 hours before or after, whichever are more."""
    earlier = later = 0
    if day is not None:
        earlier = day.data.count(song, 0, place * SIZE)
        later = day.data.count(song, place * SIZE)
    if before is not None:
        earlier += before.data.count(song, before.first_from(start_ms - DAY_MS) * SIZE)
    if after is not None:
        later += after.data.count(song, 0, after.first_from(start_ms + DAY_MS) * SIZE)
    return max(earlier, later)


def _unbroken_ms(play: RecognizedPlay, past: Past, number: int, start_ms: int) -> int:
    """How long something was heard in every ten minutes, around the play and with it."""
    first = number - UNBROKEN_DAYS
    heard = heard_bits(start_ms - first * DAY_MS, play.duration_ms)
    for other in range(first, number + UNBROKEN_DAYS + 1):
        day = past.day(other)
        if day is not None:
            heard |= day.heard << (other - first) * HEARD_BITS
    at = (start_ms - first * DAY_MS) // HEARD_MS
    onwards_bits = heard >> at
    ahead = (~onwards_bits & onwards_bits + 1).bit_length() - 1
    behind = at - (~heard & (1 << at) - 1).bit_length()
    return (ahead + behind) * HEARD_MS
