"""From the days of a source to the history that the rules judge a play by."""

from datetime import UTC, datetime

from kernel.events.plays import RecognizedPlay
from kernel.events.sources import Source
from stream_processors.fraud.days import HEARD_BITS, HEARD_MS, HOUR_MS, Past, Three, heard_bits
from stream_processors.fraud.history import History, Neighbour
from stream_processors.fraud.nearby import Nearby
from stream_processors.fraud.packing import (
    DAY_MS,
    OFFSET,
    PRINT_AT,
    SIZE,
    SPAN,
    misnamed,
    print_hash,
    song_hash,
    unpack,
)
from stream_processors.fraud.runs import repeated_run
from stream_processors.fraud.thresholds import THRESHOLDS, Ear

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EARLESS = frozenset(of for of, ear in THRESHOLDS.hears.value.items() if ear is Ear.NONE)
ONE_EAR = frozenset(of for of, ear in THRESHOLDS.hears.value.items() if ear is Ear.SOURCE)
SAME_SONG = THRESHOLDS.same_song.plays_a_day.value
UNBROKEN_BITS = {of: hours * HOUR_MS // HEARD_MS for of, hours in THRESHOLDS.unbroken.hours.value.items()}
COPIED = THRESHOLDS.copied_sound.source_types.value


def has_ear(play: RecognizedPlay) -> bool:
    """Whether the source hears one thing at a time at all; of others nothing is remembered but ids and habits."""
    return play.source_type not in EARLESS


def outlet_of(play: RecognizedPlay) -> str:
    """The ear: empty for the source itself, otherwise the station or venue that it reported for."""
    if play.source_type in ONE_EAR:
        return ""
    return play.station_id or play.venue_id or ""


def start_ms_of(play: RecognizedPlay) -> int:
    """When the play began, in milliseconds since 1970."""
    since = play.played_at - EPOCH
    return since.days * DAY_MS + since.seconds * 1000 + since.microseconds // 1000


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
    days = past.around(number)
    day = days[1]
    place = day.first_from(start_ms + 1) if day is not None else 0
    near = Nearby(play, days, place, start_ms)
    plays_in_hour, heard_ms = day.hour(start_ms) if day is not None else (0, 0)
    lately = caught = 0
    for near_day in days[:2]:
        if near_day is not None and (near_day.caught or near_day.rejected):
            lately += len(near_day) + near_day.rejected
            caught += near_day.caught + near_day.rejected
    counts = owned(play, source) or misnamed(play)
    return History(
        source=source,
        overlapping=_overlapping(play, days, place, start_ms),
        fixes=near.fixes,
        told_clock=near.clocks,
        speed_kmh=near.speed_kmh,
        numbered=near.numbered,
        plays_in_hour=plays_in_hour,
        heard_ms_in_hour=heard_ms,
        plays_in_day=len(day.data) // SIZE if day is not None else 0,
        same_song_in_day=_same_song(play, days, place, start_ms),
        unbroken_ms=_unbroken_ms(play, past, days, number, start_ms),
        clock_moves=1 + sum([each.clock_moves for each in past.kept]) if near.clocks else 0,
        plays=sum([len(each) for each in past.kept]) if counts else 0,
        own_plays=sum([each.own_plays for each in past.kept]) if counts else 0,
        misnamed=sum([each.misnamed for each in past.kept]) if counts else 0,
        lately=lately,
        caught_lately=caught,
        same_sound=_same_sound(play, past, start_ms),
        repeated=repeated_run(play, past, number, place, start_ms),
    )


def _overlapping(play: RecognizedPlay, days: Three, place: int, start_ms: int) -> tuple[Neighbour, ...]:
    """The plays that were heard at the same time, the first first."""
    end_ms = start_ms + play.duration_ms
    found: list[Neighbour] = []
    for day in days:
        if day is None or day.start_ms >= end_ms or day.start_ms + DAY_MS + day.longest_ms <= start_ms:
            continue
        data, day_ms = day.data, day.start_ms
        at = (place if day is days[1] else day.first_from(start_ms + 1)) * SIZE
        while at and day_ms + OFFSET.unpack_from(data, at - SIZE)[0] + day.longest_ms > start_ms:
            at -= SIZE
        for here in range(at, len(data), SIZE):
            offset_ms, duration_ms = SPAN.unpack_from(data, here)
            other_ms = day_ms + offset_ms
            if other_ms >= end_ms:
                break
            overlap_ms = min(end_ms, other_ms + duration_ms) - max(start_ms, other_ms)
            if overlap_ms > 0:
                found.append(Neighbour(unpack(data, here, day_ms), other_ms - start_ms, overlap_ms))
    return tuple(found)


def _same_song(play: RecognizedPlay, days: Three, place: int, start_ms: int) -> int:
    """Plays of the song within 24 hours before or after, whichever are more; 0 where even three days have too few."""
    limit = SAME_SONG.get(play.source_type)
    if limit is None or sum([len(day.data) for day in days if day is not None]) < limit * SIZE:
        return 0
    song = song_hash(play.song_id)
    if sum([day.data.count(song) for day in days if day is not None]) < limit:
        return 0
    before, day, after = days
    earlier = later = 0
    if day is not None:
        earlier = day.data.count(song, 0, place * SIZE)
        later = day.data.count(song, place * SIZE)
    if before is not None:
        earlier += before.data.count(song, before.first_from(start_ms - DAY_MS) * SIZE)
    if after is not None:
        later += after.data.count(song, 0, after.first_from(start_ms + DAY_MS) * SIZE)
    return max(earlier, later)


def _same_sound(play: RecognizedPlay, past: Past, start_ms: int) -> Neighbour | None:
    """The newest remembered play with the same fingerprint."""
    if play.fingerprint_hash is None or play.source_type not in COPIED:
        return None
    sound = print_hash(play.fingerprint_hash)
    if not past.may_hold(sound):
        return None
    for day in reversed(past.kept):
        for at in reversed(day.places_of(sound, PRINT_AT)):
            other = unpack(day.data, at * SIZE, day.start_ms)
            return Neighbour(other, other.start_ms - start_ms)
    return None


def _unbroken_ms(play: RecognizedPlay, past: Past, days: Three, number: int, start_ms: int) -> int:
    """How long something was heard in every ten minutes, around the play and with it."""
    least = UNBROKEN_BITS.get(play.source_type)
    if least is None or sum([day.heard.bit_count() for day in days if day is not None]) < least // 2:
        return 0
    first = number - 2
    heard = heard_bits(start_ms - first * DAY_MS, play.duration_ms)
    for other in range(first, number + 3):
        day = past.day(other)
        if day is not None:
            heard |= day.heard << (other - first) * HEARD_BITS
    at = (start_ms - first * DAY_MS) // HEARD_MS
    later = heard >> at
    ahead = (~later & later + 1).bit_length() - 1
    behind = at - (~heard & (1 << at) - 1).bit_length()
    return (ahead + behind) * HEARD_MS
