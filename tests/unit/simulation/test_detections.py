"""What is written and sent is what the gateway takes and recognition recognises."""

from collections import Counter
from datetime import timedelta

import msgspec
import numpy as np
import pytest

from fingerprinting.compressed import decode
from fingerprinting.lookup.index import Index
from fingerprinting.lookup.search import search
from ingest_gateway import reported
from ingest_gateway.fakes import as_detection
from ingest_gateway.fingerprints import compressed
from ingest_gateway.judge import Context, judged
from injyana.simulate.detections import detection
from injyana.simulate.sounds import CLIP_ITEMS, heard, song_items
from kernel.events.detections import Detection, Location, Profile
from kernel.ids import BatchId, SongId
from simulation.country import Simulated
from simulation.plays import Arrival, played
from simulation.world import moment


def as_published(location: Location | None) -> object:
    """The topic holds the accuracy in 32 bits."""
    return location and (location.lat, location.lon, pytest.approx(location.accuracy_m))


def judged_by_the_gateway(country: Simulated, arrival: Arrival, *, fingerprints: bool) -> Detection:
    body = msgspec.json.encode(detection(arrival, country.songs, fingerprints=fingerprints))
    context = Context(arrival.device.source, BatchId(arrival.sent.batch_id), moment(arrival.sent.received))
    return as_detection(judged(msgspec.json.decode(body, type=reported.Play), context))


@pytest.mark.parametrize("fingerprints", [True, False])
def test_the_gateway_takes_every_detection_as_it_was_simulated(country: Simulated, fingerprints: bool) -> None:
    arrivals = country.arrivals[::41]
    kinds: Counter[str] = Counter()
    for arrival, truth in zip(arrivals, played(arrivals, country.catalogue), strict=True):
        taken, play = judged_by_the_gateway(country, arrival, fingerprints=fingerprints), truth.play
        kinds[taken.kind.value] += 1
        for name in ("event_id", "source_id", "played_at", "received_at", "sent_at", "skew_ms", "sequence"):
            assert getattr(taken, name) == getattr(play, name), name
        for name in ("duration_ms", "venue_id", "station_id"):
            assert getattr(taken, name) == getattr(play, name), name
        assert as_published(taken.location) == as_published(play.location)
        if fingerprints:
            assert taken.kind is play.kind
    assert len(kinds) >= 2


def test_a_resend_is_a_duplicate_and_no_conflict(country: Simulated) -> None:
    again = [each for each in country.arrivals if each.sent.resend][:40]
    first = {each.sent.event_id: each for each in reversed(country.arrivals)}
    assert again
    for arrival in again:
        one = judged_by_the_gateway(country, first[arrival.sent.event_id], fingerprints=True)
        assert judged_by_the_gateway(country, arrival, fingerprints=True).content_hash == one.content_hash


def test_later_moves_the_sending_and_nothing_else(country: Simulated) -> None:
    arrival = country.arrivals[100]
    now, then = (detection(arrival, country.songs, fingerprints=True, later_ms=ms) for ms in (0, 5_000))
    assert {name for name in now if now[name] != then[name]} == {"sent_at"}
    assert moment(arrival.sent.sent) + timedelta(seconds=5) == msgspec.convert(then["sent_at"], type(moment(0)))


def test_clips_are_recognised_as_their_songs_about_as_surely_as_simulated() -> None:
    songs = {SongId(f"song-{number:03}"): song_items(number) for number in range(300)}
    index = Index(Profile.MIC).changed(songs)
    for confidence in (0.76, 0.9, 1.0):
        clips = [decode(compressed(heard(number, number * 7919, confidence))) for number in range(0, 300, 3)]
        assert {len(clip) for clip in clips} == {CLIP_ITEMS}
        matches = search(index, clips)
        right = [
            match
            for number, match in zip(range(0, 300, 3), matches, strict=True)
            if match is not None and match.strong and match.clear and match.song == f"song-{number:03}"
        ]
        assert len(right) >= 97
        assert np.mean([match.confidence for match in right]) == pytest.approx(confidence, abs=0.05)


def test_the_same_sound_is_the_same_fingerprint_and_another_is_not() -> None:
    assert heard(5, 123, 0.8) == heard(5, 123, 0.8)
    assert len({heard(5, 123, 0.8), heard(5, 124, 0.8), heard(6, 123, 0.8), heard(5, -123, 0.8)}) == 4
