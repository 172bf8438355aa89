"""The items of a stream are those of the whole, however it comes."""

import numpy as np
import pytest

from detectors.radio.ear import SPEEDS, Ear
from fingerprinting.chroma import ITEM_SECONDS, Fingerprinter, fingerprint
from fingerprinting.lookup.queries import novelty
from kernel.events.detections import Profile
from tests.unit.listening.made import piece, silence
from tests.unit.radio.made import at_speed


@pytest.mark.parametrize("speed", SPEEDS)
def test_items_of_blocks_are_those_of_the_whole(speed: float) -> None:
    pcm = piece("Awakening")
    ear = Ear(speed)
    for block in np.split(pcm, [1, 70_000, 70_001, 200_000, 900_000]):
        ear.feed(block)
    whole = Fingerprinter(Profile.LINE, round(22_050 / speed))
    whole.feed(pcm)
    items = whole.finish().items
    assert ear.first == 0
    assert len(items) - ear.end < 40
    assert np.bitwise_count(ear.items ^ items[: ear.end]).mean() < 0.01


def test_what_is_forgotten_is_gone_and_numbers_stay() -> None:
    ear = Ear(1.0)
    pcm = piece("Awakening")
    ear.feed(pcm[:500_000])
    before = ear.items
    ear.forget(100)
    ear.forget(50)
    ear.feed(pcm[500_000:800_000])
    assert ear.first == 100
    assert np.array_equal(ear.items[: len(before) - 100], before[100:])
    assert np.array_equal(ear.items, fingerprint(pcm[:800_000], Profile.LINE).items[100 : ear.end])


def test_at_its_own_speed_music_has_its_own_items() -> None:
    pcm = piece("machine_wars")
    items = fingerprint(pcm, Profile.LINE).items
    share = {}
    for speed in SPEEDS:
        ear = Ear(speed)
        ear.feed(at_speed(pcm, 1.02))
        count = min(len(items), len(ear.items), 200)
        weights = novelty(items[:count], np.arange(count))
        share[speed] = np.average(np.bitwise_count(items[:count] ^ ear.items[:count]), weights=weights) / 32
    assert min(share, key=lambda each: share[each]) == 1.02
    assert share[1.02] < 0.1 < share[1.0]


def test_item_times_are_of_the_stream() -> None:
    assert Ear(1.0).item_seconds == pytest.approx(ITEM_SECONDS)
    assert Ear(1.02).item_seconds == pytest.approx(ITEM_SECONDS / 1.02, rel=1e-4)


def test_too_little_audio_is_kept_for_later() -> None:
    ear = Ear(1.0)
    ear.feed(silence(0))
    ear.feed(silence(3))
    assert ear.end == 0
    ear.feed(silence(3))
    assert ear.end > 20
