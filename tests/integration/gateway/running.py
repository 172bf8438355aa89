"""A gateway's process on the shared servers, with topics, a source and a Redis prefix of its own."""

import os
import secrets
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import httpx
from confluent_kafka import Producer
from confluent_kafka.admin import AdminClient, AlterConfigOpType, ConfigEntry, ConfigResource, NewTopic, ResourceType

from identity.keys import signing_key
from identity.tokens import token_for_client
from injyana.local.settings import LocalSettings
from kernel.clock import system_clock
from kernel.codec import Codec
from kernel.events.event import Event
from kernel.events.sources import Source, SourceType, Standing
from kernel.ids import SourceId
from kernel.kafka import producer_config
from kernel.registry import Registry
from kernel.topics import SOURCES, Topic
from tests.waiting import wait_until

E = TypeVar("E", bound=Event)


@dataclass
class Running:
    """The process, where it listens, and who may speak to it."""

    stack: LocalSettings
    process: "subprocess.Popen[bytes]"
    port: int
    source: Source
    folder: Path
    live: str
    late: str

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {token_for_client(self.source.source_id, signing_key(self.folder))[0]}"}

    def client(self) -> httpx.Client:
        return httpx.Client(base_url=self.url, headers=self.headers(), timeout=20)

    def connect(self) -> socket.socket:
        """A bare connection."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=10)

    def ready(self) -> bool:
        try:
            return httpx.get(f"{self.url}/health/ready").status_code == 200
        except httpx.TransportError:
            return False

    def stop(self) -> int:
        """Ends it as its supervisor does; its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)


@contextmanager
def running(
    stack: LocalSettings, folder: Path, module: str = "ingest_gateway.main", **settings: Any
) -> Iterator[Running]:
    """A ready gateway whose source is known to it. `settings` are GatewaySettings'; `module` is what is run."""
    run = secrets.token_hex(4)
    source = publish_source(stack, f"gateway-{run}")
    signing_key(folder)
    live, late = make_topic(stack, f"test.{run}.live"), make_topic(stack, f"test.{run}.late")
    port = free_port()
    told = {
        "gateway_port": port,
        "jwks": folder / "public" / "jwks.json",
        "live_topic": live,
        "late_topic": late,
        "drain_seconds": 0.2,
    }
    named = {f"INJYANA_{name.upper()}": str(value) for name, value in (told | settings).items()}
    command = [sys.executable, "-m", module]
    process = subprocess.Popen(command, env=os.environ | stack.environment() | named)
    try:
        made = Running(stack, process, port, source, folder, live, late)
        wait_until(made.ready, 60, "the gateway is ready")
        with made.client() as client:
            wait_until(lambda: client.post("/api/v1/plays").status_code != 403, 30, "the source is known")
        yield made
    finally:
        process.kill()
        process.wait()


def publish_source(stack: LocalSettings, source_id: str) -> Source:
    """A registered source with a wide limit, in the topic."""
    source = Source(
        source_id=SourceId(source_id),
        source_type=SourceType.PHONE,
        name="a phone",
        standing=Standing.REGISTERED,
        plays_per_minute=1_000_000,
        changed_at=system_clock(),
    )
    producer = Producer(producer_config(stack.kafka))
    producer.produce(SOURCES.name, codec_of(SOURCES, stack.registry).encode(source), source_id)
    producer.flush()
    return source


@cache
def codec_of(topic: Topic[E], registry: str) -> Codec[E]:
    """One for all tests: its client keeps a connection open."""
    return Codec(topic, Registry(registry))


def make_topic(stack: LocalSettings, name: str) -> str:
    admin = AdminClient({"bootstrap.servers": stack.kafka})
    for future in admin.create_topics([NewTopic(name, 2, 1)]).values():
        future.result()
    return name


def takes_at_most(stack: LocalSettings, topic: str, size: int) -> None:
    """Makes the broker refuse the topic's records above so many bytes."""
    entry = ConfigEntry("max.message.bytes", str(size), incremental_operation=AlterConfigOpType.SET)
    admin = AdminClient({"bootstrap.servers": stack.kafka})
    for future in admin.incremental_alter_configs(
        [ConfigResource(ResourceType.TOPIC, topic, incremental_configs=[entry])]
    ).values():
        future.result()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
