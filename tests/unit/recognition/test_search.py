"""The index finds a clip's song, refuses what it does not hold, and does not care how the songs came in."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fingerprinting.compressed import Items
from fingerprinting.lookup import search as searching
from fingerprinting.lookup.index import Index
from fingerprinting.lookup.queries import MAX_ITEMS
from fingerprinting.lookup.search import Match, search
from fingerprinting.lookup.thresholds import SHARE_OF_LIKENESS, least_z, least_z_beside
from kernel.events.detections import Profile
from kernel.ids import SongId
from tests.unit.recognition.made import items, noisy

SONGS = {SongId(f"s{number:02d}"): items(number, 300 + 7 * number) for number in range(20)}
INDEX = Index(Profile.LINE).changed(SONGS)


def one(index: Index, clip: Items) -> Match:
    [match] = search(index, [clip])
    assert match is not None
    return match


@pytest.mark.parametrize("start", [0, 50, 199])
def test_a_clip_is_its_song(start: int) -> None:
    match = one(INDEX, SONGS[SongId("s03")][start : start + 100])
    assert (match.song, match.strong, match.clear) == ("s03", True, True)
    assert match.confidence == pytest.approx(1.0)


def test_a_clip_with_a_tenth_of_its_bits_wrong_is_still_its_song() -> None:
    match = one(INDEX, noisy(SONGS[SongId("s03")][20:120], 0.10))
    assert (match.song, match.strong, match.clear) == ("s03", True, True)
    assert 0.7 < match.confidence < 0.9


def test_a_clip_that_begins_before_the_song_or_ends_after_it_is_found() -> None:
    talk = items(99, 30)
    for clip in (
        np.concatenate((talk, SONGS[SongId("s04")][:120])),
        np.concatenate((SONGS[SongId("s04")][-120:], talk)),
    ):
        match = one(INDEX, clip)
        assert (match.song, match.strong) == ("s04", True)
        assert match.confidence < 0.95


def test_other_music_is_refused() -> None:
    matches = search(INDEX, [items(seed, 120) for seed in range(500, 700)])
    assert not [match for match in matches if match and match.strong]


def test_what_stands_still_is_refused_even_if_the_catalogue_holds_it() -> None:
    silence = np.full(300, 0x12345678, np.uint32)
    index = INDEX.changed({SongId("silence"): silence, SongId("hum"): np.concatenate((silence, items(77, 50)))})
    [match] = search(index, [silence[:100]])
    assert match is None or not (match.strong and match.clear)


def test_the_same_recording_twice_is_not_clear() -> None:
    index = INDEX.changed({SongId("copy"): SONGS[SongId("s05")]})
    match = one(index, SONGS[SongId("s05")][100:200])
    assert (match.song, match.rival, match.strong, match.clear) == ("copy", "s05", True, False)


def test_no_items_one_item_and_no_songs_match_nothing() -> None:
    assert search(INDEX, [np.empty(0, np.uint32), items(1, 1)]) == [None, None]
    assert search(Index(Profile.LINE), [items(1)]) == [None]
    assert search(INDEX, []) == []


def test_a_long_fingerprint_is_matched_by_its_beginning() -> None:
    song = items(42, 5000)
    match = one(INDEX.changed({SongId("long"): song}), song[500:4000])
    assert (match.song, match.strong) == ("long", True)
    assert match.least == pytest.approx(float(least_z_beside(MAX_ITEMS, Profile.LINE, np.zeros(1))[0]), rel=0.05)


def test_a_batch_gives_what_each_clip_alone_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    clips = [noisy(SONGS[song][30:130], 0.05) for song in SONGS] + [items(900, 100), np.empty(0, np.uint32)]
    together = search(INDEX, clips)
    assert together == [search(INDEX, [clip])[0] for clip in clips]
    monkeypatch.setattr(searching, "MAX_HITS", 10_000)
    assert together == search(INDEX, clips)


CHANGES = st.lists(st.tuples(st.integers(0, 9), st.one_of(st.none(), st.integers(100, 103))), max_size=25)


@settings(max_examples=30, deadline=None)
@given(CHANGES)
def test_songs_that_came_one_by_one_are_found_as_if_they_came_at_once(changes: list[tuple[int, int | None]]) -> None:
    grown, left = Index(Profile.LINE), dict[SongId, Items]()
    for number, seed in changes:
        song = SongId(f"s{number}")
        made = None if seed is None else items(seed * 10 + number, 150)
        grown = grown.changed({song: made})
        left.pop(song, None)
        if made is not None:
            left[song] = made
    whole = Index(Profile.LINE).changed(left)
    assert grown.songs == whole.songs == tuple(sorted(left))
    assert all((song in grown) == (song in left) for song in (SongId(f"s{number}") for number in range(10)))
    clips = [noisy(items(seed * 10 + number, 150)[20:100], 0.05) for number in range(10) for seed in (100, 103)]
    assert search(grown, clips) == search(whole, clips)


def test_segments_stay_few_and_lose_what_is_gone() -> None:
    index = Index(Profile.LINE)
    for number in range(64):
        index = index.changed({SongId(f"s{number}"): items(number, 100)})
    assert len(index.segments) <= 7
    for number in range(60):
        index = index.changed({SongId(f"s{number}"): None})
    assert len(index) == 4
    assert sum(len(segment.items) for segment in index.segments) <= 1000


def test_a_change_leaves_the_index_before_it_as_it_was() -> None:
    clip = SONGS[SongId("s03")][50:150]
    before = one(INDEX, clip)
    changed = INDEX.changed({SongId("s03"): None})
    assert one(INDEX, clip) == before
    assert SongId("s03") in INDEX
    assert SongId("s03") not in changed
    [after] = search(changed, [clip])
    assert after is None or not after.strong


def test_the_least_z_grows_with_the_length() -> None:
    assert least_z([10, 20, 60, 100, 221], Profile.LINE).tolist() == pytest.approx([1.25, 1.25, 1.8, 2.25, 2.7])
    assert float(least_z(884, Profile.LINE)) == pytest.approx(5.4)
    assert (least_z(range(20, 900), Profile.MIC) <= least_z(range(20, 900), Profile.LINE)).all()


def test_likeness_raises_the_least_z_up_to_what_is_enough_by_itself() -> None:
    least = least_z_beside([100, 100, 100], Profile.LINE, np.array([0.0, 0.4, 9.0]))
    assert least[1] - least[0] == pytest.approx(0.4 * SHARE_OF_LIKENESS)
    assert least[0] < least[1] < least[2] == pytest.approx(float(least_z(100, Profile.LINE)))


def test_a_song_that_is_like_the_clip_everywhere_needs_more_than_one_that_is_so_at_one_place() -> None:
    drone = {SongId("drone"): np.where(np.arange(400) % 3, np.uint32(0x0F0F3C3C), items(60, 400))}
    index = INDEX.changed(drone)
    alike = one(index, noisy(drone[SongId("drone")][150:250], 0.1))
    plain = one(index, noisy(SONGS[SongId("s03")][150:250], 0.1))
    assert (alike.song, plain.song) == ("drone", "s03")
    assert alike.likeness > 1 > plain.likeness
    assert alike.least > plain.least
