"""The sink on a database, fed without Kafka: what the tests of the ledger have in common."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import psycopg

from kernel.clock import Clock, system_clock
from kernel.codec import Codec
from kernel.dimensions import changes, dimensions, window_start
from kernel.errors import Undecodable
from kernel.events.aggregates import Window
from kernel.events.detections import Heard, Kind, Metadata
from kernel.events.event import Event, Origin
from kernel.events.plays import ScoredPlay, UnrecognizedPlay, Verdict
from kernel.events.sources import SourceType
from kernel.ids import ArtistId, BatchId, EventId, SongId, SourceId
from kernel.sink import Batch, Record
from kernel.sink_decoding import Poisoned
from kernel.topics import PLAYS_SCORED, PLAYS_UNRECOGNIZED, Topic
from sinks.timescale.database import Database
from sinks.timescale.sink import TimescaleSink

NAMESPACE = UUID("0d5dfd3a-54ab-4d5d-9a47-8b3ad5f4b4f0")
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
HEADERS = [("traceparent", f"00-{TRACE}-00f067aa0ba902b7-01".encode())]
MEASURES = ("accepted_plays", "accepted_ms", "held_plays", "held_ms", "rejected_plays", "rejected_ms")


class MemoryIds:
    """A registry that knows what it was asked for."""

    def __init__(self) -> None:
        self._texts: list[str] = []

    def id_of(self, subject: str, schema: str) -> int:  # noqa: ARG002 - the protocol's signature
        if schema not in self._texts:
            self._texts.append(schema)
        return self._texts.index(schema) + 1

    def schema_of(self, schema_id: int) -> str:
        if schema_id > len(self._texts):
            raise Undecodable(f"no schema has the id {schema_id}")
        return self._texts[schema_id - 1]


class MemoryDeadLetters:
    """Keeps what was put."""

    def __init__(self) -> None:
        self.kept: list[Poisoned] = []

    def put(self, poisoned: Iterable[Poisoned]) -> None:
        self.kept += poisoned


class Ledger:
    """A sink, the partitions that it reads, and the database that it writes."""

    def __init__(self, database: str) -> None:
        self.database = database
        self.ids = MemoryIds()
        self.letters = MemoryDeadLetters()
        self._stores: list[Database] = []
        self.sink = self.another_sink()
        self.ends: dict[tuple[str, int], int] = {}
        self._codecs: dict[str, Codec[Any]] = {}

    def another_sink(self, make: Callable[[str, Clock], Database] = Database) -> TimescaleSink:
        """What a second process would be."""
        store = make(self.database, system_clock)
        self._stores.append(store)
        return TimescaleSink(store, self.ids, self.letters, system_clock)

    def batch(self, topic: Topic[Event], events: Sequence[Event | bytes], partition: int = 0) -> Batch:
        """The next records of a partition; bytes stand for what is no event."""
        codec = self._codecs.setdefault(topic.name, Codec(topic, self.ids))
        values = [event if isinstance(event, bytes) else codec.encode(event) for event in events]
        return self.raw(topic.name, values, partition)

    def raw(self, topic: str, values: Sequence[bytes], partition: int = 0, headers: Any = HEADERS) -> Batch:
        """The next records of a partition, from their bytes."""
        first = self.ends.get((topic, partition))
        if first is None:
            first = self.ends[(topic, partition)] = self.sink.position(topic, partition)
        records = [
            Record(Origin(topic=topic, partition=partition, offset=first + number), b"key", value, list(headers))
            for number, value in enumerate(values)
        ]
        self.ends[(topic, partition)] = first + len(values)
        return Batch(topic, partition, records, first + len(values))

    def write(self, *plays: ScoredPlay | UnrecognizedPlay | bytes, partition: int = 0) -> Batch:
        """Writes plays, or unrecognised ones, as one batch of their topic."""
        topic: Topic[Any] = PLAYS_UNRECOGNIZED if isinstance(plays[0], UnrecognizedPlay) else PLAYS_SCORED
        batch = self.batch(topic, plays, partition)
        self.sink.write(batch)
        return batch

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What a query answers."""
        with psycopg.connect(self.database, options="-c timezone=UTC") as connection:
            return connection.execute(query.encode()).fetchall()

    def execute(self, statement: str) -> None:
        """Does something behind the sink's back."""
        with psycopg.connect(self.database) as connection:
            connection.execute(statement.encode())

    def rewind(self, batch: Batch) -> None:
        """Puts the stored position before the batch, as a restored backup of it would."""
        self.execute(
            f"UPDATE sink_offsets SET next_offset = {batch.records[0].origin.offset} "
            f"WHERE topic = '{batch.topic}' AND partition = {batch.partition}"
        )

    def close(self) -> None:
        for store in self._stores:
            store.close()

    def rollups(self) -> dict[tuple[str, str, str, datetime], tuple[int, ...]]:
        """The rollups that count anything."""
        found = self.rows(f"SELECT dimension, id, period, start, {', '.join(MEASURES)} FROM play_rollups")
        return {row[:4]: row[4:] for row in found if any(row[4:])}

    def everything(self) -> dict[str, list[tuple[Any, ...]]]:
        """All that a replay must not change."""
        tables = ("event_ledger", "play_events", "unrecognised_plays", "play_rollups", "event_conflicts")
        return {table: self.rows(f"SELECT * FROM {table} ORDER BY 1, 2, 3, 4") for table in tables}


def moment(days: float = 0) -> datetime:
    """Some days before now, in whole milliseconds."""
    return system_clock() - timedelta(days=days)


def event_id(name: object) -> EventId:
    return EventId(str(uuid5(NAMESPACE, str(name))))


def play(name: object, **changed: Any) -> ScoredPlay:
    """A play whose id follows from `name`."""
    return ScoredPlay(
        event_id=event_id(name),
        source_id=SourceId("source-1"),
        source_type=SourceType.PHONE,
        kind=Kind.FINGERPRINT,
        played_at=moment(0.1).replace(microsecond=0),
        received_at=moment(),
        duration_ms=30_000,
        district="Gasabo",
        batch_id=BatchId("batch-1"),
        content_hash=UUID(event_id(name)).int % 2**62,
        origin=Origin(topic="detections.raw", partition=1, offset=7),
        song_id=SongId("song-1"),
        artist_id=ArtistId("artist-1"),
        method="fingerprint",
        confidence=0.9,
        index_version="1",
        verdict=Verdict.ACCEPTED,
        score=0.1,
        scored_by="rules-1",
    ).evolve(**changed)


def unrecognised(of: ScoredPlay) -> UnrecognizedPlay:
    """The detection behind a play, before its song was known."""
    return UnrecognizedPlay(
        **{name: getattr(of, name) for name in Heard.__struct_fields__},
        metadata=Metadata(title='A "quoted"\\ title\twith a tab', artist="Ünïcode 🎵"),
        origin=of.origin,
        reason="no_match",
        index_version="1",
    )


class Model:
    """What the ledger must hold, in plain Python, by kernel/dimensions.py."""

    def __init__(self) -> None:
        self.plays: dict[EventId, ScoredPlay] = {}
        self.counts: dict[tuple[str, str, str, datetime], list[int]] = {}

    def see(self, seen: ScoredPlay) -> None:
        """Applies a play as it comes from the topic."""
        held = self.plays.get(seen.event_id)
        first = held is None and seen.revision == 0 and seen.verdict is not Verdict.DUPLICATE
        revises = held is not None and held.content_hash == seen.content_hash and seen.revision == held.revision + 1
        if first or revises:
            self._count(seen)

    def rollups(self) -> dict[tuple[str, str, str, datetime], tuple[int, ...]]:
        return {key: tuple(counts) for key, counts in self.counts.items() if any(counts)}

    def _count(self, seen: ScoredPlay) -> None:
        self.plays[seen.event_id] = seen
        for dimension, id_ in dimensions(seen):
            for window in (Window.HOUR, Window.DAY):
                key = (dimension.value, id_, window.value, window_start(window, seen.played_at))
                counts = self.counts.setdefault(key, [0] * 6)
                for verdict, sign in changes(seen):
                    place = 2 * (Verdict.ACCEPTED, Verdict.HELD, Verdict.REJECTED).index(verdict)
                    counts[place] += sign
                    counts[place + 1] += sign * seen.duration_ms
