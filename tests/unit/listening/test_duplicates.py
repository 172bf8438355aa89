"""Whether a recording is another copy of a song."""

import pytest

from catalogue.duplicates import Duplicate, duplicates
from fingerprinting.audio import Pcm
from fingerprinting.chroma import fingerprint
from injyana.demo.audio import mp3, pink_noise
from kernel.events.detections import Profile
from tests.unit.listening.made import STRANGER, known, part, piece


def alike(pcm: Pcm) -> list[Duplicate]:
    return duplicates(known(Profile.LINE), fingerprint(pcm, Profile.LINE).items)


@pytest.mark.parametrize(
    "copy",
    [
        piece("Awakening"),
        mp3(piece("Awakening"), 64),
        pink_noise(piece("Awakening"), 15, seed=1),
        part("Awakening", 10, 60),
    ],
    ids=["the same", "as MP3", "noisy", "shortened"],
)
def test_another_copy_is_found(copy: Pcm) -> None:
    [duplicate] = alike(copy)
    assert duplicate.song.song_id == "Awakening"
    assert duplicate.share == pytest.approx(1, abs=0.05)
    assert duplicate.confidence > 0.7
    assert duplicate.margin > 1


def test_other_music_and_a_short_quotation_are_no_copies() -> None:
    assert alike(piece(STRANGER)) == []
    quoting = piece(STRANGER).copy()
    quoted = part("Awakening", 20, 35)
    quoting[: len(quoted)] = quoted
    assert alike(quoting) == []
