"""Topics as schemas/topics describes them: what the cluster lacks or has otherwise, and how to apply it."""

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, TypeVar

from confluent_kafka import KafkaException
from confluent_kafka.admin import (
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    NewPartitions,
    NewTopic,
)

from kernel.errors import BrokerAway, Refused
from kernel.events.event import Event
from kernel.kafka import admin_client
from kernel.topics import Topic

DAY_MS = 24 * 60 * 60 * 1000
DEAD_LETTER_DAYS = 90
"""Long enough to mend what made them and send them again; the ledger keeps a copy for good."""
TIMEOUT_SECONDS = 30.0
SAFE_REPLICATION = 3
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A topic as it shall be; what `config` does not name is left to the broker."""

    name: str
    partitions: int
    replication: int
    config: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Found:
    """A topic as the cluster has it."""

    partitions: int
    config: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """What one topic needs; `before` is None where it does not exist."""

    wanted: Wanted
    before: Found | None
    config: Mapping[str, str] = field(default_factory=dict)

    @property
    def grows(self) -> bool:
        return self.before is not None and self.wanted.partitions > self.before.partitions

    def lines(self) -> Iterator[str]:
        """The change in words, as a diff."""
        if self.before is None:
            yield f"+ {self.wanted.name}: {self.wanted.partitions} partitions, replication {self.wanted.replication}"
            yield from (f"+   {key} = {value}" for key, value in self.wanted.config.items())
            return
        yield f"~ {self.wanted.name}"
        if self.grows:
            yield f"-   partitions = {self.before.partitions}"
            yield f"+   partitions = {self.wanted.partitions}"
        for key, value in self.config.items():
            yield f"-   {key} = {self.before.config.get(key, '(not set)')}"
            yield f"+   {key} = {value}"


def wanted(topics: Iterable[Topic[Event]], partitions: int, replication: int) -> Iterator[Wanted]:
    """Every topic and its dead letters, all with the same number of partitions."""
    safe = {"min.insync.replicas": "2"} if replication >= SAFE_REPLICATION else {}
    for topic in topics:
        config = {"cleanup.policy": topic.cleanup} | safe
        if topic.retention_days is not None:
            config["retention.ms"] = str(topic.retention_days * DAY_MS)
        yield Wanted(topic.name, partitions, replication, config)
        if topic.dead_letters:
            kept = {"cleanup.policy": "delete", "retention.ms": str(DEAD_LETTER_DAYS * DAY_MS)}
            yield Wanted(topic.dlq, partitions, replication, kept | safe)


def plan(wanted: Iterable[Wanted], found: Mapping[str, Found]) -> list[Change]:
    """The changes that make the cluster agree; none where it does.

    Refused where a topic has more partitions than wanted: they cannot be taken away, and keys would move.
    """
    changes = []
    for topic in wanted:
        before = found.get(topic.name)
        if before is None:
            changes.append(Change(topic, None))
            continue
        if before.partitions > topic.partitions:
            raise Refused(
                f"{topic.name} has {before.partitions} partitions and {topic.partitions} are asked for. Kafka cannot"
                f" take partitions away; set INJYANA_PARTITIONS={before.partitions}"
            )
        config = {k: v for k, v in topic.config.items() if not _same(v, before.config.get(k))}
        change = Change(topic, before, config)
        if config or change.grows:
            changes.append(change)
    return changes


def _same(value: str, other: str | None) -> bool:
    return other is not None and sorted(value.split(",")) == sorted(other.split(","))


class Cluster:
    """The topics of a Kafka cluster. Its methods raise BrokerAway where it does not answer."""

    def __init__(self, bootstrap: str) -> None:
        self._bootstrap = bootstrap
        self._admin = admin_client(bootstrap)

    def found(self, names: Iterable[str]) -> dict[str, Found]:
        """Those of the named topics that exist."""
        try:
            there = self._admin.list_topics(timeout=TIMEOUT_SECONDS).topics
        except KafkaException as error:
            raise BrokerAway(f"Kafka at {self._bootstrap} does not answer: {error}") from error
        present = [name for name in names if name in there]
        resources = [ConfigResource(ConfigResource.Type.TOPIC, name) for name in present]
        if not resources:
            return {}
        answers = self._admin.describe_configs(resources, request_timeout=TIMEOUT_SECONDS)
        configs = {resource.name: self._result(future) for resource, future in answers.items()}
        return {
            name: Found(len(there[name].partitions), {k: str(e.value) for k, e in configs[name].items()})
            for name in present
        }

    def apply(self, change: Change) -> None:
        """Makes or alters one topic."""
        topic = change.wanted
        if change.before is None:
            new = NewTopic(topic.name, topic.partitions, topic.replication, config=dict(topic.config))
            self._wait(self._admin.create_topics([new], operation_timeout=TIMEOUT_SECONDS))
            return
        if change.grows:
            self._wait(self._admin.create_partitions([NewPartitions(topic.name, topic.partitions)]))
        if change.config:
            entries = [
                ConfigEntry(key, value, incremental_operation=AlterConfigOpType.SET)
                for key, value in change.config.items()
            ]
            resource = ConfigResource(ConfigResource.Type.TOPIC, topic.name, incremental_configs=entries)
            self._wait(self._admin.incremental_alter_configs([resource]))

    def _wait(self, futures: "Mapping[Any, Future[None]]") -> None:
        for future in futures.values():
            self._result(future)

    def _result(self, future: "Future[T]") -> T:
        try:
            return future.result(TIMEOUT_SECONDS)
        except (KafkaException, TimeoutError) as error:
            raise BrokerAway(f"Kafka at {self._bootstrap} could not do it: {error}") from error
