"""Another performance of a song is told from its recording: by what differs, and by its way through the song."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fingerprinting.compressed import Items
from fingerprinting.lookup.index import Index
from fingerprinting.lookup.performance import (
    CLASSIFIERS,
    LEANS,
    Way,
    differences,
    elsewhere,
    far_off,
    same_recording,
    way,
)
from fingerprinting.lookup.queries import novelty
from fingerprinting.lookup.search import Match, search
from fingerprinting.lookup.thresholds import LENGTHS, near, surely_near
from kernel.events.detections import Profile
from kernel.ids import SongId
from tests.unit.recognition.made import items, noisy

LEVELS = (0b00, 0b01, 0b11, 0b10)
"""Gray code of a classifier's levels, the lowest first."""

SONG = items(3, 600)
FAR = 0.3
"""Far off beyond what a recording can be."""

levels = st.lists(st.integers(0, 3), min_size=CLASSIFIERS, max_size=CLASSIFIERS)


def item(of: list[int]) -> Items:
    """The item whose classifiers have these levels."""
    return np.array([sum(LEVELS[level] << 2 * place for place, level in enumerate(of))], np.uint32)


def weighed(query: Items) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return novelty(query, np.arange(len(query)))


def leaning(song: Items, begin: int, count: int, lean: float) -> Items:
    """A clip of the song so much faster, by the nearest items."""
    clip: Items = song[np.rint(begin + np.arange(count) * (1 + lean)).astype(int)]
    return clip


def performed(clip: Items, share: float, seed: int = 5) -> Items:
    """The clip with this share of its classifiers two levels off."""
    generator = np.random.default_rng(seed)
    off = generator.random((len(clip), CLASSIFIERS)) < share
    both: Items = (off * np.uint32(3) << 2 * np.arange(CLASSIFIERS, dtype=np.uint32)).sum(axis=1).astype(np.uint32)
    return np.bitwise_xor(clip, both)


@given(levels, levels)
def test_far_off_are_the_classifiers_two_levels_apart(one: list[int], other: list[int]) -> None:
    apart = sum(abs(mine - theirs) >= 2 for mine, theirs in zip(one, other, strict=True))
    assert far_off(item(one), item(other)).tolist() == [apart]


@pytest.mark.parametrize("lean", [0.0, 0.03, -0.03, 0.06, -0.08, 0.12])
@pytest.mark.parametrize("astray", [-2, 0, 2])
def test_a_way_leans_as_the_query_does(lean: float, astray: int) -> None:
    query = leaning(SONG, 200, 200, lean)
    diagonal = 200 + round(100 * lean) + astray
    found = way(query, weighed(query), SONG, diagonal)
    assert found.lean == pytest.approx(lean, abs=0.015)
    assert differences(query, weighed(query), SONG, found)[0] < FAR / 4
    assert (found.lean == 0) == (lean == 0)


def test_a_short_query_leans_only_where_that_moves_it() -> None:
    query = leaning(SONG, 200, 12, 0.12)
    assert way(query, weighed(query), SONG, 200).lean == 0
    assert way(SONG[7:8], weighed(SONG[7:8]), SONG, 7).lean == 0


def test_what_stands_still_does_not_lean() -> None:
    held = np.full(300, 0x0F0F3C3C, np.uint32)
    assert way(held[:100], weighed(held[:100]), held, 100).lean == 0


@given(st.integers(1, 300), st.integers(-350, 650), st.integers(20, 320))
def test_a_way_is_found_wherever_the_query_lies(count: int, offset: int, song: int) -> None:
    query = items(9, count)
    found = way(query, weighed(query), SONG[:song], offset)
    assert found.lean in LEANS
    assert np.isfinite(found.z)
    apart, of_notes = differences(query, weighed(query), SONG[:song], found)
    assert 0 <= apart <= 1
    assert -1 <= of_notes <= 1
    assert elsewhere(query, weighed(query), SONG[:song], offset) >= 0


@pytest.mark.parametrize(("classifier", "of_notes"), [(3, 1), (9, 1), (5, -1), (14, -1), (0, 0)])
@pytest.mark.parametrize(("bits", "far"), [(1, 0), (2, None), (3, 1 / CLASSIFIERS)])
def test_differences_are_counted_by_classifier(classifier: int, of_notes: int, bits: int, far: float | None) -> None:
    query = SONG[100:200] ^ np.uint32(bits << 2 * classifier)
    apart, found = differences(query, weighed(query), SONG, Way(lean=0.0, offset=100, z=0.0))
    assert found == pytest.approx(of_notes)
    assert far is None or apart == pytest.approx(far)
    assert apart <= 1 / CLASSIFIERS


def test_elsewhere_is_what_returns_in_the_song_and_not_the_place_itself() -> None:
    chorus = items(8, 120)
    song = np.concatenate((items(1, 200), chorus, items(2, 200), chorus))
    weights = weighed(chorus)
    perfect = 0.5 * float(np.sqrt(weights.sum()))
    assert elsewhere(chorus, weights, song, 200) == pytest.approx(perfect)
    assert elsewhere(chorus, weights, song[:400], 200) < perfect / 2
    assert elsewhere(chorus, weights, song[:100], 0) == 0


@pytest.mark.parametrize("count", [20, 60, 100, 221, 900])
def test_a_recording_with_noise_is_itself(count: int) -> None:
    song = items(3, 1000)
    query = noisy(song[50 : 50 + count], 0.01)
    assert same_recording(query, weighed(query), song, 50, 0.005, Profile.LINE)
    assert same_recording(query, weighed(query), song, 50, FAR, Profile.LINE)


@pytest.mark.parametrize("lean", [-0.12, -0.08, 0.06, 0.1])
@pytest.mark.parametrize("count", [100, 221, 400])
def test_another_tempo_is_another_performance(count: int, lean: float) -> None:
    query = leaning(SONG, 60, count, lean)
    assert not same_recording(query, weighed(query), SONG, 60 + round(lean * count / 2), FAR, Profile.LINE)


def test_a_tempo_changed_a_little_is_not() -> None:
    query = leaning(SONG, 60, 221, 0.03)
    assert same_recording(query, weighed(query), SONG, 63, FAR, Profile.LINE)


def test_what_is_far_off_must_fit_its_own_place_alone() -> None:
    chorus = items(8, 120)
    twice = np.concatenate((items(1, 200), chorus, items(2, 200), performed(chorus, 0.02)))
    query = performed(chorus, 0.2)
    assert not same_recording(query, weighed(query), twice, 200, FAR, Profile.LINE)
    assert same_recording(query, weighed(query), twice[:400], 200, FAR, Profile.LINE)


def test_a_song_over_which_somebody_talks_half_of_the_time_is_itself() -> None:
    query = np.concatenate((SONG[100:160], items(99, 50)))
    assert same_recording(query, weighed(query), SONG, 100, FAR, Profile.LINE)


def found_in(song: Items, query: Items) -> Match:
    [match] = search(Index(Profile.LINE).changed({SongId("song"): song, SongId("other"): items(77)}), [query])
    assert match is not None
    assert match.song == "song"
    return match


def test_a_search_does_not_believe_another_performance() -> None:
    slow = np.repeat(items(5, 150), 4)
    fast = leaning(slow, 100, 221, 0.06)
    itself, other = found_in(slow, slow[100:321]), found_in(slow, fast)
    assert (itself.same, itself.strong) == (True, True)
    assert other.z >= other.least
    assert (other.same, other.strong) == (False, False)


@pytest.mark.parametrize("profile", list(Profile))
def test_more_may_be_far_off_once_the_way_is_known(profile: Profile) -> None:
    for count in range(1, 1000):
        assert surely_near(count, profile) <= near(count, profile) <= near(LENGTHS[-1], profile)
