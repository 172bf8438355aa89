"""A ledger in which plays wait, songs with codes, and workers of the fallback between them; without Kafka."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

import psycopg
from pydantic import SecretStr
from redis import Redis

from fingerprinting.chroma import ITEM_SECONDS
from fingerprinting.compressed import Items
from kernel.clock import Clock, system_clock
from kernel.events.detections import Detection
from kernel.events.sources import SourceType
from kernel.ids import StationId
from kernel.topics import PLAYS_RECOGNIZED
from stream_processors.recognition.fallback.acoustid import Acoustid
from stream_processors.recognition.fallback.asks import Asks
from stream_processors.recognition.fallback.audd import Audd
from stream_processors.recognition.fallback.pace import Pace
from stream_processors.recognition.fallback.worker import Service, Worker
from tests.integration.late_matching.world import World, heard
from tests.unit.recognition.made import items

OUTCOMES = "SELECT outcome, count(*) FROM fallback_asks GROUP BY 1 ORDER BY 1"
FAST = 1000.0
"""Questions a second."""


def broadcast(name: object, clip: Items | None = None, **changed: Any) -> Detection:
    """A complete radio play whose id follows from `name`: song 1 as a whole, unless another recording is given."""
    whole = items(1) if clip is None else clip
    duration = int(((len(whole) - 1) * ITEM_SECONDS + 2.6) * 1000)
    told = {"source_type": SourceType.RADIO, "station_id": StationId("radio-1"), "duration_ms": duration}
    return heard(name, whole).evolve(**(told | changed))


class FallbackWorld(World):
    """What late matching has, and outside services."""

    def __init__(self, ledger: Any, redis: Redis) -> None:
        super().__init__(ledger)
        self.redis = redis
        self.stopping = threading.Event()

    def mean(self, song_id: str, mbid: str) -> None:
        """Says what MusicBrainz calls a song."""
        self.ledger.execute(f"INSERT INTO song_mbids (mbid, song_id, made_by) VALUES ('{mbid}', '{song_id}', 'test')")

    def soundless(self, song_id: str) -> None:
        """Takes a song's sound away, as if only its names and codes were registered."""
        self.ledger.execute(f"UPDATE songs SET line = '', mic = '' WHERE song_id = '{song_id}'")

    def acoustid(self, url: str, budget: int = 1000, timeout_s: float = 60, per_second: float = FAST) -> Worker:
        return self.worker_of(Acoustid(SecretStr("key-of-ours"), url, timeout_s), budget, per_second)

    def audd(self, url: str, budget: int = 1000) -> Worker:
        return self.worker_of(Audd(SecretStr("token-of-ours"), url), budget)

    def worker_of(self, service: Service, budget: int = 1000, per_second: float = FAST) -> Worker:
        """A worker whose pace nobody else of other tests keeps."""
        return Worker(service, Pace(self.redis, f"test-{uuid4().hex}", per_second), budget)

    @contextmanager
    def asks(self, service: str = "acoustid", clock: Clock = system_clock) -> Iterator[Asks]:
        with psycopg.connect(self.ledger.database, autocommit=True, options="-c timezone=UTC") as connection:
            yield Asks(connection, service, self.codecs.get(PLAYS_RECOGNIZED), clock)

    def work(self, worker: Worker, clock: Clock = system_clock) -> int:
        """The worker asks as long as something is due; how many that was."""
        with self.asks(worker.service.name, clock) as asks:
            return sum(iter(lambda: worker.turn(asks, self.stopping), False))

    def due(self) -> None:
        """Time has passed: whatever was put off, or claimed, is due."""
        self.ledger.execute("UPDATE fallback_asks SET due_at = now() - interval '1 second'")

    def outcomes(self) -> dict[str | None, int]:
        return dict(self.ledger.rows(OUTCOMES))

    def upload(self, line: bytes, duration_ms: int, clip: bytes = b"OggS clip") -> UUID:
        """A file that somebody gave, to be asked about everywhere."""
        upload_id = uuid4()
        with psycopg.connect(self.ledger.database) as connection:
            connection.execute(
                "INSERT INTO fallback_uploads (upload_id, name, duration_ms, line, clip, made_by) "
                "VALUES (%s, 'unknown.mp3', %s, %s, %s, 'test')",
                (upload_id, duration_ms, line, clip),
            )
            connection.execute(
                "INSERT INTO fallback_asks (service, upload_id) VALUES ('acoustid', %(id)s), ('audd', %(id)s)",
                {"id": upload_id},
            )
        return upload_id
