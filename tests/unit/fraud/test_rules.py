"""Each rule: what hits, what just does not, and the evidence in words."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec
import pytest

from kernel.clock import KIGALI
from kernel.events.detections import Location, Metadata
from kernel.events.flags import Severity
from kernel.events.plays import RecognizedPlay
from kernel.events.sources import OpeningHours, SourceType, Standing
from kernel.ids import ArtistId, SongId, VenueId
from stream_processors.fraud.history import History, Neighbour, Run
from stream_processors.fraud.packing import Seen, song_hash
from stream_processors.fraud.rules import OF_CONTRADICTIONS, RULES, Rule
from stream_processors.fraud.rules.caught_often import caught_often
from stream_processors.fraud.rules.clock_jump import clock_jump
from stream_processors.fraud.rules.clock_skew import clock_skew
from stream_processors.fraud.rules.clock_variance import clock_variance
from stream_processors.fraud.rules.closed_venue import closed_venue
from stream_processors.fraud.rules.copied_sound import copied_sound
from stream_processors.fraud.rules.declared_differs import declared_differs
from stream_processors.fraud.rules.duplicate_in_time import duplicate_in_time
from stream_processors.fraud.rules.impossible_travel import impossible_travel
from stream_processors.fraud.rules.long_past import long_past
from stream_processors.fraud.rules.out_of_order import out_of_order
from stream_processors.fraud.rules.overlap import overlap
from stream_processors.fraud.rules.rate import rate
from stream_processors.fraud.rules.rate_of_day import rate_of_day
from stream_processors.fraud.rules.replayed_run import replayed_run
from stream_processors.fraud.rules.same_song import same_song
from stream_processors.fraud.rules.self_play import self_play
from stream_processors.fraud.rules.source_standing import source_standing
from stream_processors.fraud.rules.unbroken import unbroken
from stream_processors.fraud.rules.unregistered import unregistered
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


@pytest.mark.parametrize("rule", OF_CONTRADICTIONS)
def test_a_rule_that_is_not_asked_of_quiet_plays_hits_none_of_them(rule: Rule) -> None:
    much = History(
        source=source(),
        speed_kmh=1e6,
        plays_in_hour=10**6,
        heard_ms_in_hour=10**9,
        plays_in_day=10**6,
        same_song_in_day=10**6,
        unbroken_ms=10**12,
        plays=10**6,
        own_plays=10**6,
        misnamed=10**6,
        lately=10**6,
    )
    event = play(location=KIGALI_TOWN, declared_song_id=SongId("other"), sequence=1, fingerprint_hash=1, skew_ms=10**9)
    assert not much.contradicts
    assert rule(event, much) is None


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


def test_duplicate_in_time_is_held_where_the_clock_moved_between() -> None:
    moved = History(overlapping=(neighbour(overlap_ms=170_000, song="song-1", skew_ms=60_000),))
    signal = duplicate_in_time(play(1), moved)
    assert signal is not None
    assert signal.severity is Severity.HOLD
    untold = duplicate_in_time(play(1, sent_at=None), moved)
    assert untold is not None
    assert untold.severity is Severity.REJECT


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
        (3 * DAY_MS, "The clock of this DJ computer was 3 days behind when it reported."),
        (-30 * HOUR_MS, "The clock of this DJ computer was 30 hours ahead when it reported."),
    ],
)
def test_clock_skew(skew_ms: int, said: str | None) -> None:
    assert evidence(clock_skew, play(skew_ms=skew_ms, source_type=SourceType.DJ), History()) == said


def test_a_phone_s_flat_battery_and_a_game_set_its_clock() -> None:
    assert clock_skew(play(skew_ms=20 * 365 * DAY_MS), History()) is None
    assert clock_skew(play(skew_ms=-12 * DAY_MS), History()) is None


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
    assert evidence(declared_differs, event, History(misnamed=2, plays=98)) == (
        "The phone named “Umurerwa” by Somebody, but what was heard is another song of the catalogue; so it was with 3"
        " of its last 99 plays."
    )
    assert declared_differs(event, History(misnamed=2, plays=99)) is None
    assert declared_differs(event, History(misnamed=1, plays=1)) is None
    often = History(misnamed=50, plays=50)
    assert declared_differs(play(1, declared=declared, declared_song_id=SongId("song-1")), often) is None
    assert declared_differs(play(1, declared=declared), often) is None


def test_unregistered() -> None:
    event = play()
    late = source(registered_at=event.received_at + timedelta(minutes=2))
    assert evidence(unregistered, event, History(source=late)) == (
        "This phone was registered on 2 November 2026, 15:02, after it had reported the play."
    )
    just = source(registered_at=event.received_at + timedelta(minutes=1))
    assert unregistered(event, History(source=just)) is None
    assert unregistered(event, History(source=source())) is None
    assert unregistered(event, History()) is None


def test_rate_of_day() -> None:
    assert rate_of_day(play(), History(plays_in_day=599)) is None
    assert evidence(rate_of_day, play(), History(plays_in_day=600)) == (
        "More than 600 plays within one day by the same phone."
    )
    assert rate_of_day(play(source_type=SourceType.STREAMING), History(plays_in_day=10_000)) is None


def test_same_song() -> None:
    assert same_song(play(), History(same_song_in_day=179)) is None
    assert evidence(same_song, play(), History(same_song_in_day=180)) == (
        "The same phone played this song 181 times within 24 hours."
    )
    assert same_song(play(source_type=SourceType.DJ), History(same_song_in_day=40)) is not None
    assert same_song(play(source_type=SourceType.STREAMING), History(same_song_in_day=10_000)) is None


def test_unbroken() -> None:
    assert unbroken(play(), History(unbroken_ms=20 * HOUR_MS)) is None
    assert evidence(unbroken, play(), History(unbroken_ms=21 * HOUR_MS)) == (
        "Music without a pause for 21 hours, day and night, by the same phone."
    )
    assert unbroken(play(source_type=SourceType.RADIO), History(unbroken_ms=100 * HOUR_MS)) is None


def test_self_play() -> None:
    own = source(owner_artist_id=ArtistId("artist"))
    assert evidence(self_play, play(), History(source=own, own_plays=119, plays=149)) == (
        "This phone belongs to the artist, and 120 of its last 150 plays pay the artist."
    )
    assert self_play(play(), History(source=own, own_plays=89, plays=149)) is None
    assert self_play(play(), History(source=own, own_plays=98, plays=98)) is None
    assert self_play(play(artist_id=ArtistId("other")), History(source=own, own_plays=119, plays=149)) is None
    assert self_play(play(), History(source=source(), own_plays=119, plays=149)) is None


@pytest.mark.parametrize(
    ("clock", "hit"), [("05:59", True), ("06:00", False), ("22:00", False), ("00:59", False), ("01:01", True)]
)
def test_closed_venue(clock: str, hit: bool) -> None:
    """Open from 08:00 to 23:00 in Kigali, two hours more on either side."""
    venue = VenueId("bar")
    known = source(opening_hours=(OpeningHours(venue_id=venue, opens=480, closes=1380),))
    hours, minutes = map(int, clock.split(":"))
    at = datetime(2026, 11, 2, hours, minutes, tzinfo=KIGALI).astimezone(UTC)
    event = play(source_type=SourceType.VENUE, venue_id=venue, played_at=at)
    assert evidence(closed_venue, event, History(source=known)) == (
        f"This venue is open from 08:00 to 23:00, and the play began at {clock}." if hit else None
    )


def test_closed_venue_knows_nights_and_says_nothing_of_unknown_hours() -> None:
    venue, noon = VenueId("club"), play(source_type=SourceType.VENUE, venue_id=VenueId("club"))
    night = source(opening_hours=(OpeningHours(venue_id=venue, opens=1320, closes=240),))
    assert closed_venue(noon, History(source=night)) is not None
    assert closed_venue(noon.evolve(played_at=NOON + timedelta(hours=12)), History(source=night)) is None
    always = source(opening_hours=(OpeningHours(venue_id=venue, opens=0, closes=0),))
    assert closed_venue(noon, History(source=always)) is None
    assert closed_venue(noon.evolve(venue_id=VenueId("other")), History(source=night)) is None
    assert closed_venue(noon, History(source=source())) is None


def test_clock_variance() -> None:
    assert clock_variance(play(), History(clock_moves=5)) is None
    assert evidence(clock_variance, play(), History(clock_moves=6)) == (
        "The clock of this phone was moved 6 times within 8 days."
    )


def test_long_past() -> None:
    assert evidence(long_past, play(), History(days_behind=9)) == (
        "This phone reported the play after plays from 9 days later, too late to compare it with what was heard around"
        " it."
    )


def test_copied_sound() -> None:
    earlier, later = neighbour(gap_ms=-5 * HOUR_MS), neighbour(gap_ms=DAY_MS)
    assert evidence(copied_sound, play(), History(same_sound=earlier)) == (
        "This phone reported exactly the same recording for a play 5 hours earlier."
    )
    assert evidence(copied_sound, play(), History(same_sound=later)) == (
        "This phone reported exactly the same recording for a play 24 hours later."
    )
    assert copied_sound(play(source_type=SourceType.DJ), History(same_sound=earlier)) is None


def test_replayed_run() -> None:
    run = Run(neighbour().play, -DAY_MS, 6, 4)
    assert evidence(replayed_run, play(), History(repeated=run)) == (
        "This phone reported the same 6 plays in a row, as long and with the same pauses, 24 hours earlier as well."
    )


@pytest.mark.parametrize(
    ("sequence", "other", "gap_ms", "hit"),
    [
        (500, 499, -60_000, False),
        (500, 501, 60_000, False),
        (500, 504, -60_000, True),
        (500, 501, -3_600_000, True),
        (500, 500, -3_600_000, True),
        (500, 499, 3_600_000, True),
        (500, 503, -60_000, False),
        (500, 500, -60_000, False),
        (500, 496, 60_000, True),
        (500, 501, 0, False),
        (65_536 + 500, 499, -60_000, False),
        (65_536, 65_535, -60_000, False),
        (3, 5000, -60_000, False),
        (5000, 3, 60_000, False),
        (None, 501, -60_000, False),
    ],
)
def test_out_of_order(sequence: int | None, other: int, gap_ms: int, hit: bool) -> None:
    seen = neighbour(gap_ms=gap_ms).play
    numbered = Neighbour(msgspec.structs.replace(seen, sequence=other), gap_ms)
    event = play(sequence=sequence)
    assert (out_of_order(event, History(numbered=(numbered,))) is not None) is hit
    assert out_of_order(event.evolve(source_type=SourceType.RADIO), History(numbered=(numbered,))) is None


def test_out_of_order_in_words() -> None:
    seen = neighbour(gap_ms=-540_000).play
    numbered = Neighbour(msgspec.structs.replace(seen, sequence=600), -540_000)
    assert evidence(out_of_order, play(sequence=512), History(numbered=(numbered,))) == (
        "This phone numbers its plays, and the numbers contradict the times: a play 9 minutes earlier does not have a"
        " lower one."
    )


def test_caught_often() -> None:
    assert caught_often(play(), History(caught_lately=2, lately=2)) is None
    assert caught_often(play(), History(caught_lately=3, lately=30)) is None
    assert evidence(caught_often, play(), History(caught_lately=4, lately=30)) == (
        "4 of the 30 plays that this phone reported of this day and the day before were already held or rejected for"
        " other reasons."
    )
