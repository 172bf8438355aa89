"""Plays and totals to test with."""

from datetime import UTC, datetime
from typing import Any

from kernel.events.aggregates import Dimension, Window, WindowTotal
from kernel.events.detections import Kind
from kernel.events.event import Origin
from kernel.events.plays import ScoredPlay, Verdict
from kernel.events.sources import SourceType
from kernel.ids import ArtistId, BatchId, EventId, SongId, SourceId
from kernel.topics import DETECTIONS_RAW

NOON = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


def total(id_: str = "song-1", plays: int = 1, **changes: Any) -> WindowTotal:
    """An hour's total of one song."""
    made = WindowTotal(
        dimension=Dimension.SONG,
        id=id_,
        window=Window.HOUR,
        start=NOON,
        accepted_plays=plays,
        accepted_ms=plays * 30_000,
    )
    return made.evolve(**changes)


def play(number: int = 1, **changes: Any) -> ScoredPlay:
    """An accepted play of song-1 by phone-1 at noon."""
    made = ScoredPlay(
        event_id=EventId(f"00000000-0000-7000-8000-{number:012d}"),
        source_id=SourceId("phone-1"),
        source_type=SourceType.PHONE,
        kind=Kind.FINGERPRINT,
        played_at=NOON,
        received_at=NOON,
        duration_ms=30_000,
        batch_id=BatchId("batch-1"),
        content_hash=number,
        origin=Origin(topic=DETECTIONS_RAW.name, partition=0, offset=number),
        song_id=SongId("song-1"),
        artist_id=ArtistId("artist-1"),
        method="exact",
        confidence=0.9,
        index_version="1",
        verdict=Verdict.ACCEPTED,
        score=0.0,
        scored_by="rules-1",
    )
    return made.evolve(**changes)
