"""What the Hamming stage looks at is what a comparison of everything with everything finds."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from fingerprinting.compressed import Items
from fingerprinting.lookup import exact, hamming
from fingerprinting.lookup.index import Index
from fingerprinting.lookup.queries import Queries
from fingerprinting.lookup.search import search
from fingerprinting.lookup.segment import sides
from fingerprinting.lookup.votes import CANDIDATES, MIN_VOTES, Candidates
from kernel.events.detections import Profile
from kernel.ids import SongId
from tests.unit.recognition.made import items, noisy

SONGS = {SongId(f"s{number:02d}"): items(number, 300 + 7 * number) for number in range(20)}
INDEX = Index(Profile.LINE).changed(SONGS)


def upper_bits(item: int) -> int:
    return sum((item >> 2 * classifier + 1 & 1) << classifier for classifier in range(16))


def by_comparison(songs: dict[SongId, Items], queries: list[Items]) -> list[tuple[int, SongId, int]]:
    """Query, song and offset of each candidate, found by comparing every item of the queries with every item."""
    chosen = []
    for number, query in enumerate(queries):
        votes: Counter[tuple[SongId, int]] = Counter()
        for place, item in enumerate(query.tolist()):
            if place and upper_bits(item) == upper_bits(int(query[place - 1])):
                continue
            for song, whole in songs.items():
                for position, other in enumerate(whole.tolist()):
                    near = (item ^ other).bit_count() <= hamming.NEAR_BITS
                    if near and upper_bits(item) == upper_bits(other):
                        votes[song, position - place] += 1
        with_next = {line: count + votes.get((line[0], line[1] + 1), 0) for line, count in votes.items()}
        enough = sorted((-count, *line) for line, count in with_next.items() if count >= MIN_VOTES)
        chosen += [(number, song, offset) for _, song, offset in enough[:CANDIDATES]]
    return chosen


def named(index: Index, found: Candidates) -> list[tuple[int, SongId, int]]:
    songs = [index.songs[rank] for rank in found.rank.tolist()]
    return list(zip(found.query.tolist(), songs, found.offset.tolist(), strict=True))


def everything(index: Index, queries: list[Items]) -> Candidates:
    return hamming.candidates(index, Queries.of(queries), np.arange(len(queries)))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(5, 40)), min_size=1, max_size=4),
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 20), st.integers(1, 30)), max_size=4),
    st.sampled_from([0.0, 0.05, 0.15]),
)
def test_candidates_are_those_of_a_comparison_with_everything(
    made: list[tuple[int, int]], asked: list[tuple[int, int, int]], turned: float
) -> None:
    songs = {SongId(f"s{number}"): items(seed, count) for number, (seed, count) in enumerate(made)}
    queries = [noisy(items(seed, 40)[start : start + count], turned) for seed, start, count in asked]
    index = Index(Profile.LINE).changed(songs)
    assert named(index, everything(index, queries)) == by_comparison(songs, queries)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(0, 3), min_size=1, max_size=4), st.integers(1, 3))
def test_candidates_do_not_depend_on_segments_or_on_how_many_are_looked_up_at_once(
    sizes: list[int], at_once: int
) -> None:
    grown = Index(Profile.LINE)
    for number, size in enumerate(sizes):
        grown = grown.changed({SongId(f"s{number}{each}"): items(10 * number + each, 90) for each in range(size + 1)})
    whole = Index(Profile.LINE).changed({song: grown.items_of(song) for song in grown.songs})
    queries = [noisy(grown.items_of(song)[10:70], 0.15) for song in grown.songs]
    together = named(whole, everything(whole, queries))
    assert named(grown, everything(grown, queries)) == together
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hamming, "AT_ONCE", at_once)
        assert named(grown, everything(grown, queries)) == together


@given(st.lists(st.integers(0, 2**32 - 1), max_size=20))
def test_sides_are_the_upper_bits_of_the_classifiers(values: list[int]) -> None:
    assert sides(np.array(values, np.uint32)).tolist() == [upper_bits(value) for value in values]


def test_a_query_is_compared_with_so_many_items_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    common, rare = np.tile(items(1, 2), 300), items(2, 40)
    index = Index(Profile.LINE).changed({SongId("common"): common, SongId("rare"): rare})
    query = np.concatenate((rare[:20], common[:20]))
    monkeypatch.setattr(hamming, "MOST_LOOKED_AT", 100)
    assert {song for _, song, _ in named(index, everything(index, [query]))} == {"rare"}


def test_clips_are_found_that_share_too_few_exact_keys() -> None:
    clips = [noisy(SONGS[song][40:140], 0.17, seed=number) for number, song in enumerate(SONGS)]
    queries = Queries.of(clips)
    found = exact.candidates(INDEX, queries, exact.occurrences(INDEX, queries))
    by_key = {(number, song) for number, song, _ in named(INDEX, found)}
    missed = [
        (clip, song)
        for number, (clip, song) in enumerate(zip(clips, SONGS, strict=True))
        if (number, song) not in by_key
    ]
    assert missed
    matches = search(INDEX, [clip for clip, _ in missed])
    right = [match.song == song for match, (_, song) in zip(matches, missed, strict=True) if match and match.strong]
    assert all(right)
    assert len(right) > len(missed) // 2


def test_only_what_was_not_settled_is_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    plain = hamming.candidates

    def noting(index: Index, queries: Queries, unsettled: NDArray[np.int64]) -> Candidates:
        asked.append(unsettled.tolist())
        return plain(index, queries, unsettled)

    monkeypatch.setattr(hamming, "candidates", noting)
    search(INDEX, [SONGS[SongId("s03")][50:150], items(900, 100), SONGS[SongId("s04")][50:150]])
    assert asked == [[1]]
