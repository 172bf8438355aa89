"""From an HTTP request to the ledger's commit, through all of it, at a steady rate; and what each process takes.

Run on a stack of its own: python -m benchmarks.end_to_end. Plays are sent as small batches by many phones; a play's
time runs from before its request was sent to the commit of the transaction that stored it, as PostgreSQL recorded it
(pg_xact_commit_timestamp). The load generator shares the machine's cores with everything that it measures.
"""

import asyncio
import os
import random
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import msgspec
import numpy as np
import psycopg
from rich.console import Console

from benchmarks.report import Row, report
from injyana.commands.stack import start
from injyana.demo.settle import until
from injyana.local import processes
from injyana.local.settings import LocalSettings
from injyana.local.stack import Stack
from injyana.senders.administrator import local_administrator
from injyana.senders.keys import Keys
from injyana.simulate.registration import Registration, wait
from injyana.simulate.sounds import heard
from kernel.codec import Codecs
from kernel.events.sources import Source, SourceType, Standing
from kernel.ids import SourceId
from kernel.registry import Registry
from simulation.catalogue import Catalogue

RATE = 500
"""Plays a second."""
SECONDS = 30
WARM_SECONDS = 10
"""Sent first and not measured: imports, caches, the first batch of each partition."""
PHONES = 250
TOGETHER = 5
"""Plays in one request."""
P50_SECONDS, P99_SECONDS = 0.4, 1.0

ARTISTS, LIKED = 40, 100
"""Of the catalogue, and songs that each phone knows."""

OLDEST = timedelta(days=900)
JSON = {"Content-Type": "application/json"}
CONNECTIONS = httpx.Limits(max_connections=64)
ANSWER_SECONDS = 300
"""Past the limit requests wait for long, which is what is measured then."""

COMMITTED = """
    SELECT event_id::text, pg_xact_commit_timestamp(xmin) FROM play_events WHERE event_id = ANY (%(ids)s::uuid[])
    UNION ALL
    SELECT event_id::text, pg_xact_commit_timestamp(xmin) FROM unrecognised_plays WHERE event_id = ANY (%(ids)s::uuid[])
"""


@dataclass(slots=True)
class Load:
    """Phones of honest people: each hears songs after each other, in its own hours, and no two hear the same noise."""

    sounds: dict[str, list[str]]
    """What each phone hears, one clip for each play."""
    senders: Mapping[str, httpx.Auth]
    """What proves and signs the requests of each phone."""
    sent: dict[str, float] = field(default_factory=dict)
    """Wall-clock seconds before the request, by event id."""
    _next: dict[str, datetime] = field(default_factory=dict)
    """When each phone begins its next song."""
    _random: random.Random = field(default_factory=lambda: random.Random(7))

    async def run(self, gateway: str, rate: float, seconds: float) -> None:
        """Sends `rate` plays a second, each request at its time whether or not earlier ones were answered."""
        phones = sorted(self.senders)
        client = httpx.AsyncClient(base_url=gateway, limits=CONNECTIONS, timeout=ANSWER_SECONDS)
        async with client, asyncio.TaskGroup() as group:
            began = time.monotonic()
            for number in range(int(rate * seconds / TOGETHER)):
                await asyncio.sleep(max(0.0, began + number * TOGETHER / rate - time.monotonic()))
                group.create_task(self._send(client, phones[number % len(phones)]))

    async def _send(self, client: httpx.AsyncClient, phone: str) -> None:
        plays = [self._play(phone) for _ in range(TOGETHER)]
        body = msgspec.json.encode({"plays": plays})
        now = time.time()
        self.sent.update((play["event_id"], now) for play in plays)
        answer = await client.post("/api/v1/batch/plays", content=body, headers=JSON, auth=self.senders[phone])
        results = msgspec.json.decode(answer.raise_for_status().content)["results"]
        refused = [result for result in results if result["status"] != "accepted"]
        if refused:
            raise SystemExit(f"the gateway did not accept: {refused[0]}")

    def _play(self, phone: str) -> dict[str, Any]:
        at = self._next.get(phone) or datetime.now(UTC) - timedelta(hours=self._random.uniform(8, 23))
        length = timedelta(seconds=self._random.uniform(40, 240))
        self._next[phone] = at + length + timedelta(seconds=self._random.expovariate(1 / 20))
        return {
            "event_id": str(uuid4()),
            "kind": "fingerprint",
            "played_at": at.isoformat(),
            "duration_ms": length // timedelta(milliseconds=1),
            "fingerprint": {"algorithm": "chromaprint", "profile": "line", "data": self.sounds[phone].pop()},
        }


def main() -> int:
    """Starts a stack, measures, reports, stops it. Exit status 1 where a target was missed."""
    local = LocalSettings(state_dir=Path(".local/bench"), port_offset=7000)
    os.environ.update(local.environment())
    out = Console()
    stack = Stack(local, out)
    try:
        stack.wipe()  # the sounds are the same each time, and to fraud's second look they would be copies
        start(stack, out)
        rows = measure(stack)
    finally:
        stack.stop()
    return 0 if report("end_to_end", rows) else 1


def measure(stack: Stack) -> list[Row]:
    """Warms up, sends, waits until all of it is stored, and reads the figures."""
    local = stack.local
    load = prepared(stack, int(RATE * (WARM_SECONDS + SECONDS)))
    asyncio.run(load.run(local.gateway, RATE, WARM_SECONDS))
    load.sent.clear()
    asyncio.run(load.run(local.gateway, RATE, SECONDS))
    committed = until(lambda: stored(local, list(load.sent)), lambda found: len(found) == len(load.sent), 60)
    waits = np.array([at - load.sent[id_] for id_, at in committed.items()])
    p50, p99 = (float(np.percentile(waits, share)) for share in (50, 99))
    missing = len(load.sent) - len(committed)
    rows = [
        Row("plays sent and stored", len(committed), "plays", target="all", holds=missing == 0),
        Row("HTTP to ledger, p50", p50, "s", f"{RATE} plays/s", target=f"< {P50_SECONDS} s", holds=p50 < P50_SECONDS),
        Row("HTTP to ledger, p99", p99, "s", f"{RATE} plays/s", target=f"< {P99_SECONDS} s", holds=p99 < P99_SECONDS),
        Row("HTTP to ledger, longest", float(waits.max()), "s", f"{RATE} plays/s"),
    ]
    states = stack.supervisor.states()
    rows += [
        Row(f"memory of {process.name}", resident_mb(states[process.name].pid), "MB resident", "after this run")
        for process in processes.ALL
    ]
    return rows


def prepared(stack: Stack, plays: int, seed: int = 3) -> Load:
    """Songs registered and known to recognition, phones registered and known to the gateway; so many plays to send.

    Called again it makes new phones; with another seed they hear other noise.
    """
    local = stack.local
    catalogue = Catalogue(7, ARTISTS)
    with closing(Registry(local.registry)) as registry, local_administrator(local) as administrator:
        registration = Registration(local.database, Codecs(registry), administrator, Keys(local.state))
        registration.songs(catalogue.songs, range(len(catalogue.songs)), lambda _count: None)
        senders = registration.sources(phones(), lambda _count: None)
    wait(local, senders)
    return Load(sounds_of(list(senders), catalogue, plays, seed), senders)


def phones() -> list[Source]:
    """New ones, of people who came one after another."""
    run, now, chance = uuid4().hex[:8], datetime.now(UTC), random.Random(11)
    return [
        Source(
            source_id=SourceId(f"phone-{number}-{run}"),
            source_type=SourceType.PHONE,
            name="A phone of the benchmark",
            standing=Standing.REGISTERED,
            plays_per_minute=10_000,
            registered_at=now - chance.random() * OLDEST,
            changed_at=now,
        )
        for number in range(PHONES)
    ]


def sounds_of(phones: list[str], catalogue: Catalogue, plays: int, seed: int) -> dict[str, list[str]]:
    """Clips of the songs that each phone likes, which are some of those that the country likes."""
    chosen = np.random.default_rng(seed)
    each = plays // len(phones) + TOGETHER
    sounds = {}
    for phone in phones:
        liked = catalogue.popular(chosen, LIKED)
        songs = chosen.choice(liked, each).tolist()
        sounds[phone] = [heard(song, int(chosen.integers(2**63)), float(chosen.uniform(0.75, 0.95))) for song in songs]
    return sounds


def stored(local: LocalSettings, ids: list[str]) -> dict[str, float]:
    """When each id's row was committed, in wall-clock seconds."""
    with psycopg.connect(local.database) as connection:
        return {id_: at.timestamp() for id_, at in connection.execute(COMMITTED, {"ids": ids})}


def resident_mb(pid: int | None) -> float:
    """Resident memory of a process (VmRSS of proc(5))."""
    text = Path(f"/proc/{pid}/status").read_text()
    return int(text.split("VmRSS:")[1].split()[0]) / 1024


if __name__ == "__main__":
    raise SystemExit(main())
