"""Decayed figures against plain sums over all plays."""

from collections import Counter
from math import exp, log, log1p, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.events.plays import RecognizedPlay
from stream_processors.fraud.features import sums, vector
from stream_processors.fraud.features.decay import HALF_LIFE_MS, moved, weight_of
from stream_processors.fraud.features.names import INDEX
from stream_processors.fraud.features.profile import Profile
from tests.unit.fraud_features.plays import NOON, ms, observed, play

DAY = 24 * 60.0
PLAYS = st.lists(
    st.builds(
        lambda minute, song, seconds: play(minute, song, song % 4, duration_ms=seconds * 1000),
        st.floats(0, 25 * DAY).map(lambda minute: round(minute, 3)),
        st.integers(0, 9),
        st.integers(20, 400),
    ),
    min_size=1,
    max_size=50,
)


def weights(plays: list[RecognizedPlay]) -> list[float]:
    """What each play is worth when the newest began, by definition."""
    newest = max(ms(event.played_at) for event in plays)
    return [2 ** ((ms(event.played_at) - newest) / HALF_LIFE_MS) for event in plays]


@given(PLAYS)
def test_sums_are_those_of_a_count_over_all_plays_in_any_order(plays: list[RecognizedPlay]) -> None:
    profile = Profile.load(None)
    got = observed(profile, plays)[-1]
    worth = weights(plays)
    total = sum(worth)
    assert profile.recent_plays() == pytest.approx(total)
    lengths = [log1p(event.duration_ms / 1000) for event in plays]
    known = vector.KNOWN_PLAYS
    heard = sum(w * event.duration_ms for w, event in zip(worth, plays, strict=True)) / 3_600_000
    assert profile.sums[sums.HEARD] == pytest.approx(heard * profile.now)
    own = sum(w * x for w, x in zip(worth, lengths, strict=True)) / total
    squares = sum(w * (x - own) ** 2 for w, x in zip(worth, lengths, strict=True))
    spread = sqrt((squares + known * vector.USUAL_DURATION_SPREAD**2) / (total + known))
    assert got[INDEX["duration_spread"]] == pytest.approx(spread)


@given(PLAYS)
def test_shares_and_entropy_are_those_of_a_count_over_all_plays(plays: list[RecognizedPlay]) -> None:
    profile = Profile.load(None)
    got = observed(profile, plays)[-1]
    counts: Counter[str] = Counter()
    songs: Counter[str] = Counter()
    for event, worth in zip(plays, weights(plays), strict=True):
        counts[event.artist_id] += worth  # type: ignore[assignment]
        songs[event.song_id] += worth  # type: ignore[assignment]
    total = sum(counts.values())
    known = vector.KNOWN_PLAYS
    for name, usual, top in (
        ("top_artist_share", vector.USUAL_ARTIST_SHARE, max(counts.values())),
        ("top_song_share", vector.USUAL_SONG_SHARE, max(songs.values())),
        ("this_artist_share", vector.USUAL_ARTIST_SHARE, counts[plays[-1].artist_id]),
    ):
        assert got[INDEX[name]] == pytest.approx((top + known * usual) / (total + known), rel=1e-5)
    entropy = -sum(count / total * log(count / total) for count in counts.values())
    assert profile.effective_artists() == pytest.approx(exp(entropy), rel=1e-4)


@given(PLAYS, st.randoms(use_true_random=False))
def test_the_order_of_arrival_changes_no_decayed_count(plays: list[RecognizedPlay], random: object) -> None:
    one, other = Profile.load(None), Profile.load(None)
    observed(one, plays)
    shuffled = list(plays)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    observed(other, shuffled)
    for number in (sums.PLAYS, sums.HEARD, sums.NIGHT, sums.DURATION, sums.DURATION_SQUARED, sums.JUST_COUNTING):
        assert one.sums[number] == pytest.approx(other.sums[number], rel=1e-9)
    assert one.days.figures()[:2] == other.days.figures()[:2]
    assert one.days.figures()[3:] == other.days.figures()[3:]


def test_half_of_a_play_is_left_after_two_days() -> None:
    profile = Profile.load(None)
    observed(profile, [play(0.0), play(2 * DAY)])
    assert profile.recent_plays() == pytest.approx(1.5)


def test_moving_the_landmark_loses_not_a_bit() -> None:
    at = ms(NOON)
    landmark = at // HALF_LIFE_MS
    assert weight_of(at, landmark) * moved(7) == weight_of(at, landmark + 7)


def test_after_half_a_year_of_silence_nothing_is_left() -> None:
    profile = Profile.load(None)
    observed(profile, [play(4.0 * number, song=1, artist=1) for number in range(200)])
    observed(profile, [play(180 * DAY, song=2, artist=2)])
    assert profile.recent_plays() == pytest.approx(1.0)
    assert profile.share_of(play(artist=1).artist_id) < vector.USUAL_ARTIST_SHARE
