"""Detections in, plays out."""

import numpy as np
import pytest

from kernel.errors import Undecodable, Unprocessable
from kernel.events.detections import Detection, Metadata, Profile
from kernel.events.plays import RecognizedPlay, UnrecognizedPlay
from kernel.ids import SongId
from kernel.stage import MemoryTables, Output
from kernel.topics import PLAYS_RECOGNIZED, PLAYS_UNRECOGNIZED
from stream_processors.recognition.catalogue import Catalogue
from stream_processors.recognition.step import make_step
from tests.unit.recognition.made import detection, items, noisy, received, song

BEN = Metadata(title="Naremeye", artist="The Ben")
BY_ISRC = Metadata(title="whatever", artist="whoever", isrc="rw-abc-24-00002")
UNHEARD = Metadata(title="Words Only", artist="Poet")
SONGS = [
    song(1, "Naremeye", "The Ben"),
    song(2, "Ikinyafu", "Bruce Melodie", "RWABC2400002"),
    song(3, "Words Only", "Poet").evolve(line=b"", mic=b""),
    song(4, "Twin", "Original"),
    song(4, "Twin", "Compilation").evolve(song_id=SongId("song-005")),
]
CATALOGUE = Catalogue().changed({each.song_id: each for each in SONGS})
STEP = make_step(lambda: CATALOGUE)


def outputs(*events: Detection) -> list[Output]:
    return list(STEP([received(event, offset) for offset, event in enumerate(events)], MemoryTables()))


def recognised(event: Detection) -> RecognizedPlay:
    [output] = outputs(event)
    assert output.topic is PLAYS_RECOGNIZED
    assert isinstance(output.event, RecognizedPlay)
    return output.event


def refused(event: Detection) -> str:
    [output] = outputs(event)
    assert output.topic is PLAYS_UNRECOGNIZED
    assert isinstance(output.event, UnrecognizedPlay)
    return output.event.reason


def clip(number: int) -> np.ndarray[tuple[int], np.dtype[np.uint32]]:
    return items(number)[100:200]


@pytest.mark.parametrize(("profile", "seed"), [(Profile.LINE, 1), (Profile.MIC, 1001)])
def test_a_clip_is_recognised_in_its_own_profile(profile: Profile, seed: int) -> None:
    play = recognised(detection(noisy(clip(seed), 0.05), profile=profile))
    assert (play.song_id, play.artist_id, play.method) == ("song-001", "artist of The Ben", "fingerprint")
    assert 0.8 < play.confidence < 1
    assert play.margin is not None
    assert play.margin > 1
    other = Profile.MIC if profile is Profile.LINE else Profile.LINE
    assert refused(detection(clip(seed), profile=other)) == "no_match"


def test_a_play_carries_on_what_was_detected() -> None:
    event = detection(clip(2), metadata=BY_ISRC, number=5)
    [output] = outputs(event)
    play = output.event
    assert isinstance(play, RecognizedPlay)
    assert output.key == event.source_id == play.source_id
    assert output.cause is not None
    assert output.cause.headers == [("traceparent", b"x")]
    assert (play.event_id, play.played_at, play.content_hash) == (event.event_id, event.played_at, 5)
    assert (play.origin.topic, play.origin.partition, play.origin.offset) == ("detections.raw", 1, 0)
    assert (play.isrc, play.declared, play.declared_song_id) == ("RWABC2400002", BY_ISRC, "song-002")
    assert play.index_version == CATALOGUE.version
    assert play.fingerprint_hash is not None


def test_an_unrecognised_play_is_the_whole_detection() -> None:
    event = detection(items(800, 100), metadata=Metadata(title="New", artist="Nobody"))
    [output] = outputs(event)
    play = output.event
    assert isinstance(play, UnrecognizedPlay)
    assert (output.key, play.reason, play.index_version) == (event.source_id, "no_match", CATALOGUE.version)
    assert all(getattr(play, name) == getattr(event, name) for name in Detection.__struct_fields__)


def test_the_hash_is_of_the_items() -> None:
    hashes = [recognised(detection(clip(1), number=number)).fingerprint_hash for number in range(2)]
    assert hashes[0] == hashes[1] != recognised(detection(items(1)[101:201])).fingerprint_hash


@pytest.mark.parametrize(
    ("said", "song_id", "method", "song"),
    [
        (BEN, None, "text", "song-001"),
        (BY_ISRC, None, "isrc", "song-002"),
        (None, "song-003", "song_id", "song-003"),
        (BEN, "no such song", "text", "song-001"),
        (BEN.evolve(isrc="RWABC2499999"), None, "text", "song-001"),
    ],
)
def test_words_alone(said: Metadata | None, song_id: str | None, method: str, song: str) -> None:
    play = recognised(detection(metadata=said, song_id=song_id))
    assert (play.method, play.song_id, play.declared_song_id, play.declared) == (method, song, song, said)
    assert (play.confidence, play.margin, play.fingerprint_hash) == (1.0, None, None)


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        (detection(song_id="no such song"), "unknown_song"),
        (detection(metadata=Metadata(title="No", artist="One")), "no_match"),
        (detection(items(800, 100)), "no_match"),
        (detection(np.empty(0, np.uint32)), "no_match"),
        (detection(items(800, 100), metadata=BEN), "contradiction"),
        (detection(np.concatenate((clip(1)[:32], items(800, 68)))), "below_threshold"),
        (detection(clip(4)), "ambiguous"),
        (detection(clip(4), metadata=BEN), "ambiguous"),
    ],
)
def test_what_is_not_recognised_says_why(event: Detection, reason: str) -> None:
    assert refused(event) == reason


def test_what_was_heard_decides_and_what_was_said_is_told() -> None:
    play = recognised(detection(clip(2), metadata=BEN))
    assert (play.song_id, play.method, play.declared_song_id) == ("song-002", "fingerprint", "song-001")


def test_words_decide_between_songs_that_sound_the_same() -> None:
    play = recognised(detection(clip(4), metadata=Metadata(title="Twin", artist="Compilation")))
    assert (play.song_id, play.method, play.declared_song_id) == ("song-005", "fingerprint", "song-005")


def test_words_decide_where_the_catalogue_has_no_sound_to_compare() -> None:
    assert recognised(detection(items(800, 100), metadata=UNHEARD)).song_id == "song-003"
    assert recognised(detection(items(2)[100:200], metadata=UNHEARD)).song_id == "song-002"


def test_a_fingerprint_that_is_none_is_undecodable() -> None:
    good = detection(clip(1))
    assert good.fingerprint is not None
    bad = good.evolve(fingerprint=good.fingerprint.evolve(data=b"\x01\xff\xff\xff\x00"))
    with pytest.raises(Undecodable):
        outputs(good, bad)


def test_a_detection_that_says_nothing_is_unprocessable() -> None:
    with pytest.raises(Unprocessable):
        outputs(detection())


def test_batches_of_any_size_give_the_same() -> None:
    events = [
        detection(noisy(clip(1 + number % 3), 0.05), number=number, profile=list(Profile)[number % 2])
        for number in range(30)
    ]
    events += [detection(metadata=BEN, number=30), detection(song_id="song-003", number=31)]
    records = [received(event, offset) for offset, event in enumerate(events)]
    alone = [output for record in records for output in STEP([record], MemoryTables())]
    assert list(STEP(records, MemoryTables())) == alone
    assert list(STEP([], MemoryTables())) == []
