"""The ledger's sink against plain COPY into a table with the same columns, partitions and indexes, in one run.

    python -m benchmarks.sink [--plays 160000] [--batch 10000] [--database postgresql://…/postgres]

The sink gets what Kafka would hand it, encoded records, and does all of its work: decoding, checks, the ledger's ids,
the plays, the rollups and the position, in one transaction for each batch. COPY gets ready lines. Both write the same
plays in batches of the same size, into databases of their own, which are dropped afterwards, and take turns: as many
batches each as the sink's loop reads together when it is behind.
"""

import argparse
import gc
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from random import Random

import psycopg
from psycopg import sql

from benchmarks.mix import Mix
from benchmarks.report import Row, report
from injyana.admin.migrations import migrate
from kernel.clock import system_clock
from kernel.codec import Codec
from kernel.events.event import Origin
from kernel.events.plays import ScoredPlay, Verdict
from kernel.settings import Settings
from kernel.sink import AHEAD, BATCH, Batch, Record, batches, in_turn
from kernel.sink_decoding import decoded
from kernel.stage import Received
from kernel.topics import PLAYS_SCORED
from kernel.tracing import new_traceparent
from ledger.plays import PLAY_COLUMNS, play_row
from sinks.timescale.database import Database
from sinks.timescale.sink import TimescaleSink

TARGET_RATIO = 0.2
TARGET_PLAYS = 20_000
PER_SECOND = 1000


class MemoryIds:
    """A registry without a server."""

    def __init__(self) -> None:
        self._texts: list[str] = []

    def id_of(self, subject: str, schema: str) -> int:  # noqa: ARG002 - the protocol's signature
        if schema not in self._texts:
            self._texts.append(schema)
        return self._texts.index(schema) + 1

    def schema_of(self, schema_id: int) -> str:
        return self._texts[schema_id - 1]


class NoPoison:
    """Dead letters that must stay away."""

    def put(self, poisoned: object) -> None:
        raise AssertionError(f"the benchmark's plays are no poison: {poisoned}")


def plays(count: int) -> list[ScoredPlay]:
    """The realistic mix of benchmarks/mix.py, as if it arrived in the last seconds, mostly accepted."""
    mix, rng = Mix(), Random(3)
    now = datetime.now(UTC).replace(microsecond=0)
    found: list[ScoredPlay] = []
    while len(found) < count:
        for play in mix.second(now - timedelta(seconds=(count - len(found)) // PER_SECOND), PER_SECOND):
            (verdict,) = rng.choices((Verdict.ACCEPTED, Verdict.HELD, Verdict.REJECTED), (94, 4, 2))
            fields = {name: getattr(play, name) for name in play.__struct_fields__}
            reasons = () if verdict is Verdict.ACCEPTED else ("rate",)
            found.append(ScoredPlay(**fields, verdict=verdict, score=0.1, reasons=reasons, scored_by="1"))
    return found[:count]


def records(encoded: Sequence[bytes]) -> list[Record]:
    """What the loop would read."""
    headers = [("traceparent", new_traceparent().encode())]
    return [
        Record(Origin(topic=PLAYS_SCORED.name, partition=0, offset=offset), b"song", value, headers)
        for offset, value in enumerate(encoded)
    ]


@contextmanager
def fresh_database(server: str) -> Iterator[str]:
    """The address of a migrated database that is dropped afterwards."""
    name = f"bench_{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
        try:
            address = server.rsplit("/", 1)[0] + f"/{name}"
            migrate(address)
            yield address
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def measure(server: str, count: int, size: int) -> list[Row]:
    """Writes the same plays both ways, alternating batch by batch so that both meet the same machine."""
    events, ids = plays(count), MemoryIds()
    codec = Codec(PLAYS_SCORED, ids)
    work = list(batches(PLAYS_SCORED.name, 0, records([codec.encode(event) for event in events]), size))
    turns = [work[first : first + AHEAD] for first in range(0, len(work), AHEAD)]
    gc.freeze()  # what the benchmark itself keeps is no work of the sink's
    with fresh_database(server) as ours, fresh_database(server) as plain:
        sink = TimescaleSink(store := Database(ours, system_clock), ids, NoPoison(), system_clock)
        sink.position(PLAYS_SCORED.name, 0)
        store.make_room(event.played_at for event in events)
        took = {"sink": 0.0, "copy": 0.0, "decode": 0.0, "replay": 0.0}
        with psycopg.connect(plain) as connection:
            for turn in turns:
                for batch in turn:
                    began = time.perf_counter()
                    good, _ = decoded(batch, sink.name, codec.decode)
                    took["decode"] += time.perf_counter() - began
                    lines = lines_of(good)
                    began = time.perf_counter()
                    copied(connection, lines)
                    took["copy"] += time.perf_counter() - began
                began = time.perf_counter()
                exhaust(in_turn(sink, turn))
                took["sink"] += time.perf_counter() - began
        with psycopg.connect(ours, autocommit=True) as connection:
            found = connection.execute("SELECT count(*) FROM play_events").fetchone()
            assert found == (count,), f"the sink stored {found} of {count} plays"
            connection.execute("UPDATE sink_offsets SET next_offset = 0")
        sink.position(PLAYS_SCORED.name, 0)
        began = time.perf_counter()
        for turn in turns:
            exhaust(in_turn(sink, turn))
        took["replay"] = time.perf_counter() - began
        store.close()
    rate = {name: count / seconds for name, seconds in took.items()}
    ratio = rate["sink"] / rate["copy"]
    return [
        Row("plain COPY, same columns and indexes", rate["copy"], "plays/s"),
        Row("timescale sink, all of its work", rate["sink"], "plays/s", "plain COPY", ratio,
            f">= {TARGET_RATIO}x and >= {TARGET_PLAYS:,}", ratio >= TARGET_RATIO and rate["sink"] >= TARGET_PLAYS),
        Row("decoding alone", rate["decode"], "plays/s"),
        Row("timescale sink, the same plays again", rate["replay"], "plays/s", "the first time",
            rate["replay"] / rate["sink"]),
    ]  # fmt: skip


def copied(connection: psycopg.Connection[object], lines: str) -> None:
    """Plain COPY of ready lines, committed."""
    with connection.cursor().copy(f"COPY play_events ({PLAY_COLUMNS}) FROM STDIN (NULL E'\\x01')") as copy:
        copy.write(lines)
    connection.commit()


def exhaust(written: Iterator[Batch]) -> None:
    """Lets all be written."""
    for _ in written:
        pass


def lines_of(good: Sequence[Received[ScoredPlay]]) -> str:
    """The plays as COPY reads them."""
    return "".join(map(play_row, good))


def main() -> int:
    """Exit status 1 where a target was missed."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    arguments.add_argument("--plays", type=int, default=160_000)
    arguments.add_argument("--batch", type=int, default=BATCH)
    arguments.add_argument("--database", default=Settings().database.get_secret_value())
    given = arguments.parse_args()
    return 0 if report("sink", measure(given.database, given.plays, given.batch)) else 1


if __name__ == "__main__":
    raise SystemExit(main())
