"""Whatever plays come, in whatever order: finite features, bounded state, the same bits by every way."""

from collections.abc import Sequence
from datetime import timedelta
from math import isfinite, nan

from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.events.detections import Location
from kernel.events.plays import RecognizedPlay
from kernel.ids import ArtistId, SongId
from stream_processors.fraud.features.names import FEATURES, INDEX, WIDTH
from stream_processors.fraud.features.profile import Facts, Profile
from stream_processors.fraud.features.state import MOST_BYTES
from stream_processors.fraud.features.vector import features
from tests.unit.fraud_features.plays import NOON, ms, observed, play

SHARES = [name for name in INDEX if name.endswith("_share")] + ["distinct_songs", "confidence", "repeated_transitions"]

ANY_FLOAT = st.floats(allow_nan=True, allow_infinity=True)
LOCATIONS = st.none() | st.builds(
    Location, lat=st.floats(-90, 90) | ANY_FLOAT, lon=st.floats(-180, 180) | ANY_FLOAT, accuracy_m=st.none()
)
FACTS = st.builds(
    Facts,
    speed_kmh=st.none() | ANY_FLOAT,
    duplicate=st.booleans(),
    overlap=st.booleans(),
    registered_at=st.none() | st.integers(-400, 400).map(lambda days: NOON + timedelta(days=days)),
    owner_artist_id=st.none() | st.just(ArtistId("artist-1")),
)
MINUTES = st.floats(-40_000, 40_000) | st.floats(0, 300) | st.floats(-1_000_000, 10_000_000) | st.just(-30_000_000.0)


@st.composite
def plays(draw: st.DrawFn) -> RecognizedPlay:
    event = play(
        minute=round(draw(MINUTES), 3),
        song=draw(st.integers(0, 40)),
        artist=draw(st.integers(0, 20)),
        duration_ms=draw(st.integers(1_000, 14_400_000)),
        skew_ms=draw(st.integers(-(10**12), 10**12)),
        confidence=draw(st.floats(0, 1) | ANY_FLOAT),
        location=draw(LOCATIONS),
        declared_song_id=draw(st.none() | st.just(SongId("song-1"))),
        fingerprint_hash=draw(st.none() | st.integers(-(1 << 63), (1 << 63) - 1) | st.integers(0, 3)),
    )
    received = event.played_at + timedelta(milliseconds=draw(st.integers(-1_000_000, 10**10)))
    return event.evolve(received_at=received, sent_at=received if draw(st.booleans()) else None)


HISTORIES = st.lists(st.tuples(plays(), FACTS), min_size=1, max_size=40)


@settings(max_examples=60)
@given(HISTORIES)
def test_features_are_finite_and_in_range_and_the_state_is_bounded(
    history: Sequence[tuple[RecognizedPlay, Facts]],
) -> None:
    profile = Profile.load(None)
    for event, facts in history:
        [vector] = observed(profile, [event], facts)
        assert len(vector) == WIDTH == len(FEATURES)
        assert all(isfinite(value) for value in vector)
        assert all(isfinite(feature.natural(value)) for feature, value in zip(FEATURES, vector, strict=True))
        for name in SHARES:
            assert 0.0 <= vector[INDEX[name]] <= 1.0001, name
        assert 0.0 < profile.share_of(event.artist_id) <= 1.0001
        assert profile.effective_artists() >= 1.0
        assert len(profile.dump()) <= MOST_BYTES


@settings(max_examples=60)
@given(HISTORIES, st.sets(st.integers(0, 40)))
def test_a_profile_that_is_put_away_and_taken_up_goes_on_bit_for_bit(
    history: Sequence[tuple[RecognizedPlay, Facts]], put_away: set[int]
) -> None:
    kept, loaded = Profile.load(None), Profile.load(None)
    for number, (event, facts) in enumerate(history):
        if number in put_away:
            loaded = Profile.load(loaded.dump())
        at = ms(event.played_at)
        assert loaded.observe(event, at, facts) == kept.observe(event, at, facts)
        assert loaded.sequence_hash() == kept.sequence_hash()
        assert loaded.sequence_artists() == kept.sequence_artists()
    assert loaded.dump() == kept.dump()


@settings(max_examples=40)
@given(st.lists(st.tuples(plays(), FACTS), min_size=2, max_size=40), st.integers(1, 7))
def test_a_play_has_the_same_features_in_batches_of_any_size(
    history: Sequence[tuple[RecognizedPlay, Facts]], size: int
) -> None:
    profile = Profile.load(None)
    figures = [profile.observe(event, ms(event.played_at), facts) for event, facts in history]
    together = features(figures * 30).tobytes()
    apart = [features(figures[start : start + size]).tobytes() for start in range(0, len(figures), size)]
    assert together == b"".join(apart) * 30


def test_two_sources_do_not_touch_each_other() -> None:
    ours = [play(minute=4.0 * number, song=number % 7, artist=number % 3) for number in range(40)]
    theirs = [play(minute=3.0 * number, song=number % 5, artist=9) for number in range(40)]
    alone = observed(Profile.load(None), ours)
    one, other = Profile.load(None), Profile.load(None)
    together = []
    for our, their in zip(ours, theirs, strict=True):
        observed(other, [their])
        together += observed(one, [our])
    assert together == alone


def test_what_is_not_a_number_is_no_speed_and_no_confidence() -> None:
    profile = Profile.load(None)
    [vector] = observed(profile, [play(confidence=nan, fingerprint_hash=1)], Facts(speed_kmh=nan))
    assert vector[INDEX["top_speed"]] == 0.0
    assert isfinite(vector[INDEX["confidence"]])


def test_another_version_is_forgotten() -> None:
    profile = Profile.load(None)
    observed(profile, [play()])
    packed = profile.dump()
    fresh = Profile.load(None).dump()
    assert Profile.load(bytes([packed[0] + 1]) + packed[1:]).dump() == fresh
    assert Profile.load(b"").dump() == fresh
    assert packed != fresh
