"""Songs, clips and detections made for the tests."""

from datetime import UTC, datetime

import chromaprint
import numpy as np

from fingerprinting.chroma import to_bytes
from fingerprinting.compressed import ALGORITHM, Items
from kernel.events.detections import Algorithm, Detection, Fingerprint, Kind, Metadata, Profile
from kernel.events.event import Origin
from kernel.events.songs import Song
from kernel.events.sources import SourceType
from kernel.ids import ArtistId, BatchId, EventId, SongId, SourceId
from kernel.stage import Received
from kernel.topics import DETECTIONS_RAW

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def items(seed: int, count: int = 600) -> Items:
    """Items that change as music's do: a few bits from one to the next."""
    generator = np.random.default_rng(seed)
    changes = np.uint32(1) << generator.integers(0, 32, (count, 6)).astype(np.uint32)
    first = generator.integers(0, 2**32, dtype=np.uint32)
    changed = np.bitwise_xor.reduce(changes, axis=1)
    changed[0] ^= first
    return np.bitwise_xor.accumulate(changed)


def noisy(clip: Items, share: float, seed: int = 7) -> Items:
    """The clip with this share of its bits turned."""
    generator = np.random.default_rng(seed)
    turned = generator.random((len(clip), 32)) < share
    flips: Items = (turned << np.arange(32)).sum(axis=1).astype(np.uint32)
    return np.bitwise_xor(clip, flips)


def song(number: int, title: str | None = None, artist: str = "The Ben", isrc: str | None = None) -> Song:
    return Song(
        song_id=SongId(f"song-{number:03d}"),
        title=title or f"Indirimbo {number}",
        artist_id=ArtistId(f"artist of {artist}"),
        artist=artist,
        isrc=isrc,
        duration_ms=74_000,
        line=to_bytes(items(number)),
        mic=to_bytes(items(1000 + number)),
    )


def compressed(clip: Items) -> bytes:
    data: bytes = chromaprint.encode_fingerprint(clip.tolist(), ALGORITHM, base64=False)
    return data


def detection(
    clip: Items | None = None,
    metadata: Metadata | None = None,
    song_id: str | None = None,
    profile: Profile = Profile.LINE,
    number: int = 0,
) -> Detection:
    heard = None
    if clip is not None:
        heard = Fingerprint(algorithm=Algorithm.CHROMAPRINT, profile=profile, data=compressed(clip))
    return Detection(
        event_id=EventId(f"00000000-0000-7000-8000-{number:012d}"),
        source_id=SourceId(f"phone-{number % 3}"),
        source_type=SourceType.PHONE,
        kind=Kind.FINGERPRINT if heard else Kind.METADATA if metadata else Kind.MANUAL,
        played_at=AT,
        received_at=AT,
        duration_ms=15_000,
        batch_id=BatchId("batch"),
        content_hash=number,
        fingerprint=heard,
        metadata=metadata,
        song_id=SongId(song_id) if song_id else None,
    )


def received(event: Detection, offset: int = 0) -> Received[Detection]:
    return Received(event, Origin(topic=DETECTIONS_RAW.name, partition=1, offset=offset), [("traceparent", b"x")])
