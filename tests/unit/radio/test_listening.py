"""Which songs a stream plays, from when to when."""

import numpy as np
import pytest

from detectors.radio.listening import KEPT_SECONDS, Listening
from fingerprinting.audio import SAMPLE_RATE
from fingerprinting.lookup.index import Index
from fingerprinting.lookup.search import search
from injyana.demo.audio import pink_noise
from kernel.events.detections import Profile
from kernel.ids import SongId
from tests.unit.listening.made import STRANGER, part, piece, silence
from tests.unit.radio.made import at_speed, heard, index, listened, spans

NEAR_S = 1.0


def test_songs_one_after_the_other_with_their_beginnings_and_ends() -> None:
    found = heard(part("machine_wars", 0, 40), silence(8), part("Awakening", 20, 60), part("Coherence", 30, 65))
    assert [each.song for each in found] == ["machine_wars", "Awakening", "Coherence"]
    expected = [(0, 40), (48, 88), (88, 123)]
    for each, (begin, end) in zip(found, expected, strict=True):
        assert (each.from_s, each.to_s) == pytest.approx((begin, end), abs=NEAR_S)


@pytest.mark.parametrize("speed", [0.98, 0.985, 0.9925, 1.005, 1.013, 1.02])
def test_songs_are_found_at_every_speed_up_to_two_percent(speed: float) -> None:
    pcm = at_speed(part("Awakening", 0, 60), speed)
    [found] = heard(silence(10), pcm, part(STRANGER, 30, 50))
    assert found.song == "Awakening"
    assert (found.from_s, found.to_s) == pytest.approx((10, 10 + 60 / speed), abs=NEAR_S)
    assert abs(found.speed - speed) <= 0.0055


def test_silence_noise_and_unknown_music_are_nothing() -> None:
    quiet = pink_noise(silence(60) + np.int16(1), 0, seed=1)
    assert [step for step in listened(silence(60), quiet, piece(STRANGER)) if step] == []


def test_a_song_whose_beginning_is_hidden_began_with_its_beginning() -> None:
    hidden = part(STRANGER, 10, 20)
    [found] = heard(part(STRANGER, 20, 50), hidden, part("Coherence", 10, 60))
    assert found.from_s == pytest.approx(30, abs=NEAR_S)
    assert found.zero_s == pytest.approx(30, abs=NEAR_S)


def test_a_song_that_is_cut_in_later_began_where_it_is_heard() -> None:
    [found] = heard(part(STRANGER, 20, 50), part("Coherence", 25, 65))
    assert (found.from_s, found.zero_s) == pytest.approx((30, 5), abs=NEAR_S)


def test_the_clip_is_recognised_by_those_who_count() -> None:
    [found] = heard(silence(3), at_speed(part("machine_wars", 10, 60), 1.0125))
    [match] = search(index(), [found.clip.items])
    assert match is not None
    assert match.song == "machine_wars"
    assert match.strong
    assert match.clear
    assert found.clip.fit > 1


def test_it_knows_the_song_while_it_plays() -> None:
    steps = listened(part("Awakening", 0, 60))
    assert [each.song for each in steps[3]] == ["Awakening"]
    assert spans(steps[-1])[0][1] == pytest.approx(0, abs=NEAR_S)
    ends = [step[0].to_s for step in steps[3:]]
    assert ends == sorted(ends)


def test_memory_is_bounded() -> None:
    listening = Listening(index())
    for _ in range(40):
        listening.feed(silence(5))
    assert all(len(ear.items) * ear.item_seconds < KEPT_SECONDS + 10 for ear in listening._ears)


def test_songs_that_come_and_go_in_the_catalogue() -> None:
    pcm = part("Awakening", 0, 60)
    listening = Listening(Index(Profile.LINE))
    assert listening.feed(pcm[: 20 * SAMPLE_RATE]) == []
    listening.use(index())
    assert [each.song for each in listening.feed(pcm[20 * SAMPLE_RATE : 40 * SAMPLE_RATE])] == ["Awakening"]
    listening.use(index().changed({SongId("Awakening"): None}))
    assert listening.feed(pcm[40 * SAMPLE_RATE :]) == []
