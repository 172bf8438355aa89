"""A run of plays that was there before: the same songs, heard as long, with the same gaps, at another time.

People and microphones are never that exact: durations and gaps are told in milliseconds.
"""

from collections.abc import Iterable

from kernel.events.plays import RecognizedPlay
from stream_processors.fraud.days import Past
from stream_processors.fraud.history import Run
from stream_processors.fraud.nearby import Stretch, backwards
from stream_processors.fraud.packing import SIZE, WHAT, WHAT_AT, Seen, song_hash, unpack
from stream_processors.fraud.thresholds import THRESHOLDS

LIMITS = THRESHOLDS.replayed_run
SOURCE_TYPES = LIMITS.source_types.value

CANDIDATES = 16
"""Earlier plays of the song with exactly this duration that are compared, the newest first."""


def repeated_run(play: RecognizedPlay, past: Past, number: int, place: int, start_ms: int) -> Run | None:
    """The run of LIMITS.plays plays that this one ends, where it was reported at another time."""
    if play.source_type not in SOURCE_TYPES:
        return None
    what = WHAT.pack(play.duration_ms, song_hash(play.song_id))
    if not past.may_hold(what):
        return None
    run = _plays(backwards(past.day(number - 1), past.day(number), place))
    songs = len({song_hash(play.song_id), *(other.song for other in run)})
    if len(run) < LIMITS.plays.value - 1 or songs < LIMITS.songs.value:
        return None
    candidates = [(day, at) for day in reversed(past.kept) for at in reversed(day.places_of(what, WHAT_AT))]
    for day, at in candidates[:CANDIDATES]:
        other = unpack(day.data, at * SIZE, day.start_ms)
        earlier = _plays(backwards(past.day(day.number - 1), day, at))
        if other.start_ms != start_ms and _same(start_ms, run, other.start_ms, earlier):
            return Run(other, other.start_ms - start_ms, LIMITS.plays.value, songs)
    return None


def _plays(stretches: Iterable[Stretch]) -> list[Seen]:
    found: list[Seen] = []
    for day, places in stretches:
        left = LIMITS.plays.value - 1 - len(found)
        found += [unpack(day.data, at * SIZE, day.start_ms) for at in places[:left]]
    return found


def _same(start_ms: int, run: list[Seen], other_ms: int, others: list[Seen]) -> bool:
    return len(run) == len(others) and all(
        one.song == other.song
        and one.duration_ms == other.duration_ms
        and abs((start_ms - one.start_ms) - (other_ms - other.start_ms)) <= LIMITS.tolerance_ms.value
        for one, other in zip(run, others, strict=True)
    )
