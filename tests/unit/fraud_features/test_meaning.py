"""What each feature says of small histories that were made by hand."""

from collections.abc import Iterator
from datetime import timedelta
from math import exp, expm1, log1p

import pytest

from kernel.clock import KIGALI
from kernel.events.detections import Location
from kernel.events.plays import RecognizedPlay
from kernel.ids import ArtistId, SongId
from stream_processors.fraud.features import vector
from stream_processors.fraud.features.names import FEATURES, INDEX
from stream_processors.fraud.features.profile import Facts, Profile
from tests.unit.fraud_features.plays import NOON, after, named, observed, play, seen

HOUR = 60.0
DAY = 24 * HOUR


def many(count: int = 150, every: float = 4.0, **changes: object) -> Iterator[RecognizedPlay]:
    """Plays one after another, every one of another song and artist."""
    for number in range(count):
        yield play(number * every, song=number, artist=number, **changes)


def test_names_are_unique_and_for_people() -> None:
    assert len(INDEX) == len(FEATURES)
    assert all(feature.words and feature.unit and feature.risk in {"high", "low", "both"} for feature in FEATURES)
    by_scale = {feature.scale: feature for feature in FEATURES}
    assert by_scale["log1p"].natural(log1p(12.0)) == pytest.approx(12.0)
    assert by_scale["log"].natural(0.0) == 1.0
    assert by_scale["linear"].natural(0.25) == 0.25


def test_a_first_play_looks_usual() -> None:
    first = after([play()])
    assert first["top_artist_share"] == pytest.approx((1 + 8 * vector.USUAL_ARTIST_SHARE) / 9)
    assert first["top_song_share"] == pytest.approx((1 + 8 * vector.USUAL_SONG_SHARE) / 9)
    assert first["distinct_songs"] > 0.7
    assert expm1(first["plays_per_day"]) < 2
    assert first["longest_run"] == log1p(0.05)
    assert first["surplus"] == 0.0
    assert first["interval_spread"] == pytest.approx(vector.USUAL_INTERVAL_SPREAD)
    assert exp(first["artists"]) > 6


def test_plays_and_music_a_day() -> None:
    steady = after(play(number * HOUR, song=number) for number in range(24 * 10))
    assert expm1(steady["plays_per_day"]) == pytest.approx(24, rel=0.02)
    assert steady["heard_per_day"] == pytest.approx(24 * 0.05, rel=0.02)


def test_loop_of_one_song_by_one_artist() -> None:
    looped = after(play(4.0 * number) for number in range(150))
    assert looped["top_song_share"] > 0.94
    assert looped["top_artist_share"] > 0.94
    assert looped["this_artist_share"] == looped["top_artist_share"]
    assert looped["distinct_songs"] < 0.05
    assert exp(looped["artists"]) < 1.2
    assert looped["repeated_transitions"] > 0.9
    varied = after(many())
    assert varied["top_song_share"] < 0.02
    assert varied["top_artist_share"] < 0.02
    assert varied["distinct_songs"] == pytest.approx(1.0, abs=0.1)
    assert exp(varied["artists"]) > 100
    assert varied["repeated_transitions"] < 0.05


def test_share_of_this_plays_artist() -> None:
    profile = Profile.load(None)
    observed(profile, (play(4.0 * number, song=number, artist=number % 4) for number in range(100)))
    [new] = observed(profile, [play(4.0 * 100, song=500, artist=77)])
    assert named(new)["this_artist_share"] < 0.03
    assert named(new)["top_artist_share"] == pytest.approx(0.25, abs=0.02)
    assert profile.share_of(ArtistId("artist-2")) == pytest.approx(0.25, abs=0.02)
    assert profile.share_of(ArtistId("artist-77")) == pytest.approx(named(new)["this_artist_share"])


def test_plays_of_this_plays_artist() -> None:
    of_two = after(play(number * HOUR / 2, song=number, artist=number % 2) for number in range(48 * 10))
    assert of_two["this_artist_plays"] == pytest.approx(24, rel=0.02)


def test_a_heavy_artist_is_found_among_hundreds() -> None:
    shares = after(play(4.0 * number, number, 999 if number % 3 == 0 else number) for number in range(300))
    assert shares["top_artist_share"] == pytest.approx(1 / 3, abs=0.02)
    assert after(many(300))["top_artist_share"] < 0.02


def test_pauses() -> None:
    seamless = after(many(every=3.0))
    assert seamless["seamless_share"] > 0.94
    assert expm1(seamless["pause"]) < 0.5
    slow = after(many(every=13.0))
    assert slow["seamless_share"] < 0.03
    assert expm1(slow["pause"]) == pytest.approx(600, rel=0.2)


def test_steady_and_unsteady_intervals() -> None:
    steady = after(many())
    assert steady["interval_spread"] < 0.13
    unsteady = after(play(number * 4.0 + number % 3, song=number) for number in range(150))
    assert unsteady["interval_spread"] > 2 * steady["interval_spread"]


def test_night_and_hours_of_the_day_are_those_of_kigali() -> None:
    for minute, at_night in ((11.99 * HOUR, True), (17.1 * HOUR, False), (12.01 * HOUR, True), (16.9 * HOUR, True)):
        event = play(minute)
        local = event.played_at.astimezone(KIGALI)
        share = after([event])["night_share"]
        assert (share > 0.1) == (local.hour < 5) == (at_night and local.hour != 23)
    around_the_clock = after(play(number * HOUR, song=number) for number in range(24 * 8))
    assert exp(around_the_clock["active_hours"]) > 18
    at_noon = after(play(number * DAY, song=number) for number in range(40))
    assert exp(at_noon["active_hours"]) < exp(vector.USUAL_HOURS)


def test_longest_run_ends_at_a_break_and_is_remembered_for_a_week() -> None:
    plays = [*many(120), *(play(30 * HOUR + 4.0 * number, song=number) for number in range(15))]
    assert expm1(after(plays)["longest_run"]) == pytest.approx(8, abs=0.1)
    assert expm1(after([*plays, play(9 * DAY)])["longest_run"]) < 0.1


def test_speed_decays() -> None:
    profile = Profile.load(None)
    seen(profile, play(), Facts(speed_kmh=400.0))
    got = seen(profile, play(2 * DAY, song=2), Facts(speed_kmh=30.0))
    assert expm1(got["top_speed"]) == pytest.approx(200.0)


def test_places() -> None:
    home = after(many(location=Location(lat=-1.944, lon=30.062)))
    assert exp(home["places"]) < 1.1
    roaming = after(
        play(4.0 * number, song=number, location=Location(lat=-1.9 - 0.05 * (number % 4), lon=30.0))
        for number in range(150)
    )
    assert exp(roaming["places"]) == pytest.approx(4, abs=0.3)
    assert exp(after(many())["places"]) == pytest.approx(1.5)


@pytest.mark.parametrize(
    ("name", "facts"), [("duplicate_share", Facts(duplicate=True)), ("overlap_share", Facts(overlap=True))]
)
def test_what_the_rules_found(name: str, facts: Facts) -> None:
    profile = Profile.load(None)
    for number, event in enumerate(many(100)):
        got = seen(profile, event, facts if number % 2 else Facts())
    assert got[name] == pytest.approx(0.5, abs=0.05)
    assert after(many(100))[name] < 0.01


def test_self_play() -> None:
    plays = [play(4.0 * number, artist=number % 2) for number in range(100)]
    assert after(plays, Facts(owner_artist_id=ArtistId("artist-1")))["self_play_share"] == pytest.approx(0.5, abs=0.05)
    assert after(plays)["self_play_share"] < 0.01


def test_clock() -> None:
    right = after(event.evolve(sent_at=event.received_at, skew_ms=500) for event in many())
    wrong = after(event.evolve(sent_at=event.received_at, skew_ms=3_600_000) for event in many())
    assert expm1(wrong["clock_skew"]) > 1000
    assert expm1(right["clock_skew"]) < 1
    assert expm1(wrong["clock_spread"]) < 1.5
    moved = after(
        event.evolve(sent_at=event.received_at, skew_ms=3_600_000 * (number % 2)) for number, event in enumerate(many())
    )
    assert expm1(moved["clock_spread"]) > 1000


def test_agreement_of_sounds() -> None:
    copied = after(many(confidence=0.99, fingerprint_hash=7))
    assert copied["confidence"] > 0.95
    assert copied["confidence_spread"] < 0.1
    assert copied["repeated_fingerprints"] > 0.9
    heard = after(
        event.evolve(confidence=0.4 + 0.4 * (number % 2), fingerprint_hash=hash_ * 0x123456789ABCDEF % (1 << 63))
        for number, event in enumerate(many())
        for hash_ in [number + 1]
    )
    assert heard["confidence"] == pytest.approx(0.6, abs=0.01)
    assert heard["confidence_spread"] == pytest.approx(0.2, abs=0.01)
    assert heard["repeated_fingerprints"] < 0.02
    named_only = after(many(confidence=1.0))
    assert named_only["unheard_share"] > 0.94
    assert heard["unheard_share"] == 0.0
    assert named_only["confidence"] == pytest.approx(vector.USUAL_CONFIDENCE)


def test_named_as_another_song() -> None:
    other = after(many(declared_song_id=SongId("other")))
    assert other["mismatch_share"] > 0.9
    right = after(event.evolve(declared_song_id=event.song_id) for event in many())
    assert right["mismatch_share"] < 0.01
    assert after(many())["mismatch_share"] == 0.0


def test_durations() -> None:
    short = after(many(duration_ms=31_000))
    assert short["just_counting_share"] > 0.94
    assert short["duration_spread"] < 0.15
    varied = after(event.evolve(duration_ms=40_001 + 3_000 * n) for n, event in enumerate(many()))
    assert varied["just_counting_share"] < 0.01
    assert varied["duration_spread"] > 0.4


def test_surplus_of_the_latest_day() -> None:
    usual = [play(day * DAY + 5.0 * number, song=number) for day in range(7) for number in range(20)]
    burst = [play(7 * DAY + 5.0 * number, song=number) for number in range(120)]
    assert after([*usual, *burst[:20]])["surplus"] == pytest.approx(0.0, abs=0.1)
    assert after([*usual, *burst])["surplus"] > 10
    assert after([*usual, *burst[:1]])["surplus"] < -5
    assert after(burst)["surplus"] == 0.0


def test_age_since_registration_or_the_first_play() -> None:
    assert expm1(after([play()], Facts(registered_at=NOON - timedelta(days=90)))["age"]) == pytest.approx(90)
    assert expm1(after([play(), play(30 * DAY)])["age"]) == pytest.approx(30)
    assert after([play()], Facts(registered_at=NOON + timedelta(days=1)))["age"] == 0.0


def test_delay_of_the_report() -> None:
    assert expm1(after(many())["report_delay"]) < 1
    offline = after(event.evolve(received_at=event.played_at + timedelta(hours=6)) for event in many())
    assert expm1(offline["report_delay"]) > 10_000


def test_a_late_play_counts_but_breaks_nothing() -> None:
    profile = Profile.load(None)
    before = named(observed(profile, many(60))[-1])
    sequence = profile.sequence_hash()
    [late] = observed(profile, [play(17.0, song=900, artist=900)])
    got = named(late)
    for name in ("pause", "seamless_share", "interval_spread", "longest_run", "repeated_transitions"):
        assert got[name] == before[name], name
    assert got["plays_per_day"] > before["plays_per_day"]
    assert got["out_of_order_share"] > before["out_of_order_share"]
    assert profile.sequence_hash() is None
    assert sequence is not None
    [onwards] = observed(profile, [play(60 * 4.0, song=60, artist=60)])
    assert named(onwards)["interval_spread"] < before["interval_spread"]
    assert profile.sequence_hash() is not None


def test_sequence_of_four_songs() -> None:
    one, other = Profile.load(None), Profile.load(None)
    observed(one, many(3))
    assert one.sequence_hash() is None
    observed(one, [play(16.0, song=3, artist=3)])
    observed(other, (play(7.0 * number, song=number % 100, artist=number % 100) for number in range(95, 104)))
    assert one.sequence_hash() == other.sequence_hash()
    assert one.sequence_artists() == other.sequence_artists() == 4
    turned = Profile.load(None)
    observed(turned, (play(4.0 * number, song=3 - number) for number in range(4)))
    assert turned.sequence_hash() not in (None, one.sequence_hash())
    assert turned.sequence_artists() == 1
    looped = Profile.load(None)
    observed(looped, (play(4.0 * number, song=number % 2) for number in range(20)))
    assert looped.sequence_hash() is None
