"""Each rule: what hits, what just does not, and the evidence in words."""

from datetime import timedelta
from uuid import UUID

import pytest

from kernel.events import Location, Metadata, RecognizedPlay, Severity, SourceType, Standing
from kernel.ids import SongId
from stream_processors.fraud.history import History, Neighbour
from stream_processors.fraud.packing import Seen, song_hash
from stream_processors.fraud.rules import RULES, Rule
from stream_processors.fraud.rules.clock_jump import clock_jump
from stream_processors.fraud.rules.clock_skew import clock_skew
from stream_processors.fraud.rules.declared_differs import declared_differs
from stream_processors.fraud.rules.duplicate_in_time import duplicate_in_time
from stream_processors.fraud.rules.impossible_travel import impossible_travel
from stream_processors.fraud.rules.overlap import overlap
from stream_processors.fraud.rules.rate import rate
from stream_processors.fraud.rules.source_standing import source_standing
from tests.unit.fraud.plays import KIGALI_TOWN, MUSANZE, NOON, play, source

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
OTHER = UUID(int=99)


def neighbour(
    gap_ms: int = 0, overlap_ms: int = 0, song: str = "song-99", place: Location | None = None, skew_ms: int | None = 0
) -> Neighbour:
    seen = Seen(
        event_id=OTHER.bytes,
        start_ms=0,
        duration_ms=180_000,
        song=song_hash(SongId(song)),
        lat=place.lat if place else None,
        lon=place.lon if place else None,
        accuracy_m=place.accuracy_m if place else None,
        skew_s=None if skew_ms is None else skew_ms // 1000,
    )
    return Neighbour(seen, gap_ms, overlap_ms)


def evidence(rule: Rule, event: RecognizedPlay, history: History) -> str | None:
    signal = rule(event, history)
    return signal.evidence if signal else None


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_a_first_ordinary_play_hits_no_rule(rule: Rule) -> None:
    assert rule(play(location=KIGALI_TOWN), History(source=source(Standing.REGISTERED))) is None


def test_duplicate_in_time() -> None:
    same = neighbour(overlap_ms=170_000, song="song-1")
    signal = duplicate_in_time(play(1), History(overlapping=(same,)))
    assert signal is not None
    assert signal.severity is Severity.REJECT
    assert signal.evidence == "The same phone had already reported this song for 3 minutes of the same time."
    assert signal.details == {"other_event_id": str(OTHER), "overlap_ms": "170000"}
    assert duplicate_in_time(play(1), History(overlapping=(neighbour(overlap_ms=2000, song="song-1"),))) is None
    assert duplicate_in_time(play(1), History(overlapping=(neighbour(overlap_ms=170_000),))) is None


@pytest.mark.parametrize(
    ("source_type", "overlap_ms", "hit"),
    [
        (SourceType.PHONE, 15_000, False),
        (SourceType.PHONE, 15_001, True),
        (SourceType.DJ, 120_000, False),
        (SourceType.DJ, 120_001, True),
        (SourceType.RADIO, 60_000, True),
    ],
)
def test_overlap(source_type: SourceType, overlap_ms: int, hit: bool) -> None:
    history = History(overlapping=(neighbour(overlap_ms=overlap_ms), neighbour(overlap_ms=10)))
    assert (overlap(play(source_type=source_type), history) is not None) is hit


def test_overlap_in_words() -> None:
    history = History(overlapping=(neighbour(overlap_ms=30_000), neighbour(overlap_ms=150_000)))
    assert evidence(overlap, play(), history) == "Two songs at once for 2 minutes by the same phone."
    same_song = History(overlapping=(neighbour(overlap_ms=150_000, song="song-1"),))
    assert overlap(play(1), same_song) is None


def test_rate_by_count() -> None:
    assert rate(play(), History(plays_in_hour=239, heard_ms_in_hour=0)) is None
    assert evidence(rate, play(), History(plays_in_hour=240, heard_ms_in_hour=0)) == (
        "241 plays within the hour from 2 November 2026, 14:00 by the same phone: more than an hour can hold."
    )
    assert rate(play(source_type=SourceType.STREAMING), History(plays_in_hour=100_000)) is None


def test_rate_by_heard_time_counts_only_what_falls_into_the_hour() -> None:
    full = History(plays_in_hour=20, heard_ms_in_hour=int(1.1 * HOUR_MS) - 180_000)
    assert rate(play(minute=10), full) is None
    assert evidence(rate, play(minute=10, duration_ms=180_001), full) == (
        "66 minutes of music within the hour from 2 November 2026, 14:00 by the same phone: more than an hour can hold."
    )
    assert rate(play(minute=59, duration_ms=14_400_000), full) is None


def test_impossible_travel() -> None:
    history = History(fixes=(neighbour(gap_ms=-9 * 60_000, place=MUSANZE),))
    signal = impossible_travel(play(location=KIGALI_TOWN), history)
    assert signal is not None
    assert signal.severity is Severity.HOLD
    assert signal.evidence == "Two plays 69 km apart within 9 minutes by the same phone."
    assert float(signal.details["distance_km"]) == pytest.approx(68.5, abs=0.1)


def test_impossible_travel_has_limits() -> None:
    here = play(location=KIGALI_TOWN)
    assert impossible_travel(here, History(fixes=(neighbour(gap_ms=-28 * 60_000, place=MUSANZE),))) is None
    assert impossible_travel(here, History(fixes=(neighbour(gap_ms=27 * 60_000, place=MUSANZE),))) is not None
    close = Location(lat=-1.9441, lon=30.1050, accuracy_m=20.0)
    assert impossible_travel(here, History(fixes=(neighbour(gap_ms=0, place=close),))) is None
    unsure = MUSANZE.evolve(accuracy_m=64_000.0)
    assert impossible_travel(here, History(fixes=(neighbour(gap_ms=0, place=unsure),))) is None
    assert impossible_travel(play(), History(fixes=(neighbour(gap_ms=0, place=MUSANZE),))) is None
    at_once = History(fixes=(neighbour(gap_ms=0, place=MUSANZE),))
    assert impossible_travel(play(location=KIGALI_TOWN, source_type=SourceType.VENUE), at_once) is None


@pytest.mark.parametrize(
    ("skew_ms", "said"),
    [
        (26 * HOUR_MS, None),
        (-26 * HOUR_MS, None),
        (3 * DAY_MS, "The clock of this phone was 3 days behind when it reported."),
        (-30 * HOUR_MS, "The clock of this phone was 30 hours ahead when it reported."),
    ],
)
def test_clock_skew(skew_ms: int, said: str | None) -> None:
    assert evidence(clock_skew, play(skew_ms=skew_ms), History()) == said


def test_clock_jump() -> None:
    history = History(told_clock=(neighbour(skew_ms=100), neighbour(skew_ms=3 * HOUR_MS)))
    assert evidence(clock_jump, play(), history) == "The clock of this phone moved by 3 hours between two reports."
    assert clock_jump(play(skew_ms=900_000), History(told_clock=(neighbour(skew_ms=0),))) is None
    assert clock_jump(play(skew_ms=900_001), History(told_clock=(neighbour(skew_ms=0),))) is not None
    assert clock_jump(play(sent_at=None), history) is None


@pytest.mark.parametrize("standing", [Standing.SUSPENDED, Standing.REVOKED])
def test_source_standing_is_that_of_the_moment_of_receipt(standing: Standing) -> None:
    event = play()
    before = History(source=source(standing, event.received_at + timedelta(milliseconds=1)))
    assert source_standing(event, before) is None
    signal = source_standing(event, History(source=source(standing, NOON)))
    assert signal is not None
    assert signal.severity is Severity.REJECT
    assert signal.evidence == (
        f"This phone has been {standing} since 2 November 2026, 14:00, before it reported the play."
    )
    assert source_standing(event, History(source=None)) is None


def test_declared_differs() -> None:
    declared = Metadata(title="Umurerwa", artist="Somebody")
    event = play(declared=declared, declared_song_id=SongId("song-2"))
    assert evidence(declared_differs, event, History()) == (
        "The phone named “Umurerwa” by Somebody, but what was heard is another song of the catalogue."
    )
    assert declared_differs(play(1, declared=declared, declared_song_id=SongId("song-1")), History()) is None
    assert declared_differs(play(1, declared=declared), History()) is None
