"""Items meet by 20 bits, among many songs by 24: what meets does not depend on how a segment is sorted."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fingerprinting.compressed import Items
from fingerprinting.lookup import exact, hamming
from fingerprinting.lookup import index as indexes
from fingerprinting.lookup.index import Index
from fingerprinting.lookup.postings import Postings
from fingerprinting.lookup.search import search
from fingerprinting.lookup.segment import FINE_KEY_BITS, KEY_BITS, Segment, keys
from kernel.events.detections import Profile
from kernel.ids import SongId
from tests.unit.recognition.made import items, noisy

SONGS = {SongId(f"s{number:02d}"): items(number, 200) for number in range(8)}


def sorted_by(bits: int) -> Segment:
    made = Segment.build(SONGS)
    return replace(made, by_key=Postings.build(keys(made.items, bits), bits))


def by_comparison(segment: Segment, asked: Items, bits: int) -> set[tuple[int, int]]:
    shift = 32 - bits
    return {
        (number, position)
        for number, item in enumerate(asked.tolist())
        for position, other in enumerate(segment.items.tolist())
        if item >> shift == other >> shift
    }


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 9), st.integers(0, 150), st.sampled_from((0.0, 0.02, 0.1)))
def test_what_meets_is_what_a_comparison_finds(song: int, begin: int, turned: float) -> None:
    asked = noisy(items(song, 200)[begin : begin + 30], turned)
    for sorting in (KEY_BITS, FINE_KEY_BITS):
        segment = sorted_by(sorting)
        for bits in (KEY_BITS, FINE_KEY_BITS):
            which, position = segment.find(asked, bits)
            found = list(zip(which.tolist(), position.tolist(), strict=True))
            assert len(set(found)) == len(found)
            assert set(found) == by_comparison(segment, asked, bits)
            assert segment.count(asked, bits).tolist() == np.bincount(which, minlength=len(asked)).tolist()


def test_many_songs_are_searched_by_the_longer_key_whatever_their_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Index(Profile.LINE).changed(SONGS)
    parts = Index(Profile.LINE)
    for song, its in SONGS.items():
        parts = parts.changed({song: its})
    clips = [noisy(its[60:160], share) for its in SONGS.values() for share in (0.0, 0.1, 0.2)]
    assert whole.key_bits == KEY_BITS
    monkeypatch.setattr(indexes, "FEW_SONGS", len(SONGS) - 1)
    assert whole.key_bits == parts.key_bits == FINE_KEY_BITS
    assert search(whole, clips) == search(parts, clips)
    assert [match.song for match in search(whole, clips) if match] == [song for song in SONGS for _ in range(3)]


@pytest.mark.parametrize("most", [3, 20, 200])
def test_what_was_once_there_counts_no_more(monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    """Limits of how often something may occur are reached by the songs that are there alone."""
    monkeypatch.setattr(exact, "MAX_POSTINGS", most)
    monkeypatch.setattr(hamming, "MOST_LOOKED_AT", 10 * most)
    copies = {SongId(f"copy {number}"): its for number, its in enumerate([*SONGS.values()][:7])}
    fresh = Index(Profile.LINE).changed(SONGS)
    used = Index(Profile.LINE).changed(SONGS | copies).changed(dict.fromkeys(copies))
    clips = [noisy(its[60:160], share) for its in SONGS.values() for share in (0.0, 0.1, 0.2, 0.3)]
    assert used.songs == fresh.songs
    assert any(len(each.items) for each in used.gone)
    assert search(used, clips) == search(fresh, clips)
