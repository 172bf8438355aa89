"""Detections of real music for benchmarks: clips of 15 s of a few songs, and the catalogue that knows them."""

import random
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from benchmarks.mix import NOW
from benchmarks.music import files
from catalogue import audio_files
from fingerprinting.audio import SAMPLE_RATE, decode
from fingerprinting.chroma import fingerprint
from injyana.demo.audio import cut
from kernel.events.detections import Algorithm, Detection, Fingerprint, Kind, Profile
from kernel.events.songs import Song
from kernel.events.sources import SourceType
from kernel.ids import ArtistId, BatchId, EventId, SongId, SourceId
from stream_processors.recognition.live import LiveCatalogue

SONGS = 6
CLIPS = 60
CLIP_SECONDS = 15.0


def catalogue() -> LiveCatalogue:
    """A catalogue of a few songs, ready to be asked."""
    live = LiveCatalogue()
    live.start()
    changes = []
    for path in files()[:SONGS]:
        read = audio_files.read(path)
        song = Song(
            song_id=SongId(path.stem), title=path.stem, artist_id=ArtistId("artist"), artist="Artist",
            duration_ms=read.duration_ms, line=read.line, mic=read.mic,
        )  # fmt: skip
        changes.append((str(song.song_id), song))
    live.change(changes, {})
    while not live.wait_built(1):
        continue
    return live


def detections(count: int, batch: int) -> Sequence[Sequence[Detection]]:
    """Batches of detections, each a clip of one of the songs, the same at every run."""
    chosen = random.Random(11)
    clips = []
    for path in files()[:SONGS]:
        pcm = decode(path)
        for _ in range(CLIPS // SONGS):
            at = chosen.uniform(5, len(pcm) / SAMPLE_RATE - CLIP_SECONDS - 5)
            clips.append(fingerprint(cut(pcm, at, CLIP_SECONDS), Profile.LINE).compressed)
    heard = [_detection(number, chosen.choice(clips)) for number in range(count)]
    return [heard[start : start + batch] for start in range(0, count, batch)]


def _detection(number: int, data: bytes) -> Detection:
    return Detection(
        event_id=EventId(str(UUID(int=number))), source_id=SourceId(f"phone-{number % 500}"),
        source_type=SourceType.PHONE, kind=Kind.FINGERPRINT, played_at=NOW + timedelta(seconds=number),
        received_at=NOW, duration_ms=15_000, batch_id=BatchId("batch"), content_hash=number,
        fingerprint=Fingerprint(algorithm=Algorithm.CHROMAPRINT, profile=Profile.LINE, data=data),
    )  # fmt: skip
