"""Plays, deltas and records for the tests of aggregation."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from uuid import UUID

from kernel.events.aggregates import Delta, Dimension, Measures, Window, WindowTotal
from kernel.events.detections import Kind
from kernel.events.event import Event, Origin
from kernel.events.plays import ScoredPlay, Verdict
from kernel.events.sources import SourceType
from kernel.ids import ArtistId, BatchId, EventId, SongId, SourceId
from kernel.stage import MemoryTables, Output, Received, Step
from kernel.topics import AGGREGATES_DELTAS, PLAYS_SCORED, Topic
from stream_processors.aggregation.accumulate import TABLES

E = TypeVar("E", bound=Event)

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


def scored(number: int = 0, at: datetime = NOON, **changes: object) -> ScoredPlay:
    """An accepted play of three minutes, received when it ended."""
    play = ScoredPlay(
        event_id=EventId(str(UUID(int=number))),
        source_id=SourceId("phone-1"),
        source_type=SourceType.PHONE,
        kind=Kind.FINGERPRINT,
        played_at=at,
        received_at=at + timedelta(minutes=3),
        duration_ms=180_000,
        batch_id=BatchId("batch"),
        content_hash=number,
        origin=Origin(topic="detections.raw", partition=0, offset=number),
        song_id=SongId("song-1"),
        artist_id=ArtistId("artist-1"),
        method="fingerprint",
        confidence=0.9,
        index_version="1",
        verdict=Verdict.ACCEPTED,
        score=0.0,
        scored_by="test",
    )
    return play.evolve(**changes)


def revised(play: ScoredPlay, verdict: Verdict, at: datetime | None = None) -> ScoredPlay:
    """The play's next revision."""
    return play.evolve(
        verdict=verdict,
        previous_verdict=play.verdict,
        revision=play.revision + 1,
        revised_at=at or play.received_at,
    )


def received(plays: Iterable[ScoredPlay]) -> list[Received[ScoredPlay]]:
    return [
        Received(play, Origin(topic=PLAYS_SCORED.name, partition=0, offset=offset)) for offset, play in enumerate(plays)
    ]


def deltas(outputs: Iterable[Output]) -> list[Received[Delta]]:
    """What combine published, as accumulate receives it."""
    found = []
    for offset, output in enumerate(outputs):
        assert output.topic is AGGREGATES_DELTAS
        assert isinstance(output.event, Delta)
        assert output.key == f"{output.event.dimension}|{output.event.id}"
        found.append(Received(output.event, Origin(topic=AGGREGATES_DELTAS.name, partition=0, offset=offset)))
    return found


def in_batches(step: Step[E], records: Sequence[Received[E]], size: int, tables: MemoryTables) -> list[Output]:
    """The step over the records, `size` at a time."""
    outputs: list[Output] = []
    for start in range(0, len(records), size):
        outputs += step(records[start : start + size], tables)
    return outputs


def totals(tables: MemoryTables) -> dict[tuple[Window, str], Measures]:
    """All totals of all windows that are not zero, by window and key."""
    found = {}
    for window, topic in TABLES.items():
        for key, total in tables[topic].values.items():
            assert total.window is window
            measures = plain(total)
            if measures != Measures():
                found[(window, key)] = measures
    return found


def plain(total: WindowTotal) -> Measures:
    """The numbers of a total alone."""
    return Measures(**{name: getattr(total, name) for name in Measures.__struct_fields__})


def total_of(tables: MemoryTables, topic: Topic[WindowTotal], dimension: Dimension, id_: str) -> list[WindowTotal]:
    """The totals of one id, in the order of their windows."""
    return sorted(
        (total for total in tables[topic].values.values() if (total.dimension, total.id) == (dimension, id_)),
        key=lambda total: total.start,
    )
