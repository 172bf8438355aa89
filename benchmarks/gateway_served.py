"""A gateway that is served to be measured, with topics, a source and a Redis database of its own; and wrk, its load."""

import base64
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from confluent_kafka import Producer
from confluent_kafka.admin import AdminClient, NewTopic
from redis import Redis

from ingest_gateway.settings import GatewaySettings
from kernel.clock import system_clock
from kernel.codec import Codec
from kernel.events.sources import Source, SourceType, Standing
from kernel.ids import SourceId
from kernel.kafka import producer_config
from kernel.registry import Registry
from kernel.topics import SOURCES

BATCHES = "/api/v1/batch/plays"
BATCH = 200
UPLOADS = 16
"""Connections that send batches: with a few, all of them wait for one acknowledgement and the process idles."""
PARTITIONS = 4
REDIS_DATABASE = 15
LASTS = timedelta(hours=1)
"""Of a token: longer than all runs together."""
PORT = 19581
READY_SECONDS = 30
FINGERPRINT_BYTES = 400
"""About what 15 seconds of music take."""
LUA = Path(__file__).parent / "gateway.lua"


@dataclass(frozen=True, slots=True)
class Load:
    """What wrk measured. Latencies in milliseconds."""

    requests_per_s: float
    failed: int
    p50_ms: float
    p99_ms: float


def a_play() -> dict[str, Any]:
    head = bytes([1]) + (120).to_bytes(3, "big")
    data = base64.urlsafe_b64encode(head + secrets.token_bytes(FINGERPRINT_BYTES)).rstrip(b"=").decode()
    now = datetime.now(UTC)
    return {
        "kind": "fingerprint",
        "played_at": (now - timedelta(minutes=10)).isoformat(),
        "duration_ms": 15000,
        "fingerprint": {"algorithm": "chromaprint", "profile": "mic", "data": data},
        "location": {"lat": -1.95, "lon": 30.06, "accuracy_m": 20.0},
        "sequence": 1,
        "sent_at": now.isoformat(),
        "client": {"app": "bench", "version": "1.0", "os": "Android 14"},
    }


def wrk(
    path: str,
    files: tuple[str, str],
    size: int,
    run: str,
    connections: int,
    seconds: int,
    port: int = PORT,
    heads: Path | None = None,
) -> Load:
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "-s", str(LUA)]
    out = subprocess.run(
        [*command, f"http://127.0.0.1:{port}", "--", path, *files, str(size), run, *([str(heads)] if heads else [])],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    line = next(line for line in out.splitlines() if line.startswith("RESULT "))
    requests, microseconds, failed, p50, p99 = (float(part) for part in line.split()[1:])
    return Load(requests / (microseconds / 1e6), int(failed), p50 / 1000, p99 / 1000)


@contextmanager
def own_topics(settings: GatewaySettings, run: str) -> Iterator[tuple[str, str]]:
    admin = AdminClient({"bootstrap.servers": settings.kafka})
    names = f"bench.{run}.live", f"bench.{run}.late"
    for future in admin.create_topics([NewTopic(name, PARTITIONS, 1) for name in names]).values():
        future.result()
    try:
        yield names
    finally:
        for future in admin.delete_topics(list(names)).values():
            future.result()


@contextmanager
def own_source(settings: GatewaySettings, run: str, thumbprint: str | None = None) -> Iterator[Source]:
    """A source that only the topic knows, for as long as the benchmark runs; with a key where one is named."""
    source = Source(
        source_id=SourceId(f"bench-{run}"),
        source_type=SourceType.PHONE,
        name="bench",
        standing=Standing.REGISTERED,
        plays_per_minute=1_000_000_000,
        key_thumbprint=thumbprint,
        changed_at=system_clock(),
    )
    codec = Codec(SOURCES, Registry(settings.registry))
    producer = Producer(producer_config(settings.kafka))
    producer.produce(SOURCES.name, codec.encode(source), source.source_id)
    producer.flush()
    try:
        yield source
    finally:
        producer.produce(SOURCES.name, None, source.source_id)
        producer.flush()


@contextmanager
def served(topics: tuple[str, str], token: str, port: int = PORT) -> Iterator["subprocess.Popen[bytes]"]:
    redis = GatewaySettings().redis.get_secret_value().rpartition("/")[0] + f"/{REDIS_DATABASE}"
    names = {
        "INJYANA_GATEWAY_PORT": str(port),
        "INJYANA_REDIS": redis,
        "INJYANA_LOG_LEVEL": "WARNING",
        "INJYANA_LIVE_TOPIC": topics[0],
        "INJYANA_LATE_TOPIC": topics[1],
    }
    process = subprocess.Popen([sys.executable, "-m", "ingest_gateway.main"], env=os.environ | names)
    try:
        until_known(f"Bearer {token}", port)
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
        Redis.from_url(redis).flushdb()


def until_known(authorization: str, port: int) -> None:
    """Waits until the gateway is ready and knows the source of the token."""
    until = time.monotonic() + READY_SECONDS
    headers = {"authorization": authorization}
    while time.monotonic() < until:
        try:
            url = f"http://127.0.0.1:{port}"
            ready = httpx.get(f"{url}/health/ready").status_code == 200
            if ready and httpx.post(f"{url}/api/v1/plays", headers=headers).status_code != 403:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise SystemExit(f"the gateway was not ready within {READY_SECONDS} s")
