"""Songs within long audio: which, from when to when."""

from collections.abc import Sequence

import numpy as np
import pytest

from fingerprinting.audio import Pcm
from fingerprinting.chroma import fingerprint
from fingerprinting.lookup.index import Index
from fingerprinting.lookup.passages import Passage, passages
from injyana.demo.audio import pink_noise
from kernel.events.detections import Profile
from kernel.ids import SongId
from tests.unit.listening.made import STRANGER, known, part, piece, silence
from tests.unit.recognition.made import items, noisy

NEAR_S = 1.0
"""Within which a beginning and an end are found."""


def heard(*parts: Pcm, profile: Profile = Profile.LINE, snr_db: float | None = None) -> list[Passage]:
    pcm = np.concatenate(parts)
    if snr_db is not None:
        pcm = pink_noise(pcm, snr_db, seed=3)
    return passages(known(profile).index, fingerprint(pcm, profile).items)


def agree(found: Sequence[Passage], expected: Sequence[tuple[str, float, float]]) -> None:
    assert [passage.song for passage in found] == [song for song, _, _ in expected]
    for passage, (_, begin, end) in zip(found, expected, strict=True):
        assert (passage.from_s, passage.to_s) == pytest.approx((begin, end), abs=NEAR_S)


@pytest.mark.parametrize("profile", list(Profile))
def test_songs_after_each_other_with_a_gap_and_without(profile: Profile) -> None:
    found = heard(
        part("machine_wars", 0, 40), silence(8), part("Awakening", 20, 60), part("Coherence", 10, 45), profile=profile
    )
    agree(found, [("machine_wars", 0, 40), ("Awakening", 48, 88), ("Coherence", 88, 123)])
    assert [passage.song_from_s for passage in found] == pytest.approx([0, 20, 10], abs=NEAR_S)
    assert all(passage.confidence > 0.8 and passage.rival is None for passage in found)


@pytest.mark.parametrize(("profile", "snr_db"), [(Profile.LINE, 10), (Profile.MIC, 10), (Profile.MIC, 5)])
def test_songs_are_found_through_noise(profile: Profile, snr_db: float) -> None:
    parts = part("Coherence", 5, 45), part(STRANGER, 5, 25), part("machine_wars", 20, 60)
    agree(heard(*parts, profile=profile, snr_db=snr_db), [("Coherence", 0, 40), ("machine_wars", 60, 100)])


def test_a_whole_song_is_heard_from_its_beginning_to_its_end() -> None:
    agree(heard(part(STRANGER, 0, 20), piece("Awakening"), part(STRANGER, 30, 50)), [("Awakening", 20, 90)])


def test_what_is_unknown_or_silent_is_nothing() -> None:
    assert heard(piece(STRANGER)) == []
    assert heard(silence(60)) == []
    assert heard(pink_noise(silence(30) + np.int16(1), 0, seed=1)) == []


def test_a_song_that_is_played_twice_is_heard_twice() -> None:
    agree(
        heard(part("Awakening", 20, 50), part("Awakening", 20, 50)),
        [("Awakening", 0, 30), ("Awakening", 30, 60)],
    )


def test_a_song_that_goes_on_behind_other_music_is_one_passage() -> None:
    agree(
        heard(part("machine_wars", 0, 25), part(STRANGER, 5, 20), part("machine_wars", 40, 65)),
        [("machine_wars", 0, 65)],
    )


def test_two_copies_of_one_recording_are_one_passage_that_names_both() -> None:
    song = items(1, 900)
    index = Index(Profile.LINE).changed({SongId("a"): song, SongId("b"): noisy(song, 0.01), SongId("c"): items(2)})
    [passage] = passages(index, noisy(song[100:500], 0.05))
    assert {passage.song, passage.rival} == {"a", "b"}
    assert passage.margin < 0.3


@pytest.mark.parametrize("speed", [0.98, 1.01])
def test_a_song_that_runs_a_little_faster_or_slower_is_one_passage(speed: float) -> None:
    song = items(5, 2000)
    place = (np.arange(1500) * speed).astype(np.int64)
    index = Index(Profile.LINE).changed({SongId("a"): song, SongId("b"): items(2)})
    [passage] = passages(index, song[100 + place])
    assert passage.song == "a"
    assert passage.from_s < NEAR_S
    assert passage.to_s > 180
    assert passage.confidence > 0.9


def test_short_audio_and_an_empty_index() -> None:
    song = items(5, 600)
    index = Index(Profile.LINE).changed({SongId("a"): song})
    assert passages(index, song[:0]) == []
    [passage] = passages(index, song[50:90])
    assert passage.from_s == 0
    assert passage.song_from_s == pytest.approx(50 * 0.1238, abs=0.01)
    assert passages(Index(Profile.LINE), song) == []
