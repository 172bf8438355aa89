"""What each process may do in Kafka: read its topics, write its topics, in its own groups and transactions. Pure.

Of the stages it follows from the pipeline's wiring; the other processes are listed. Who is not named may do nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from confluent_kafka.admin import AclBinding, AclOperation, AclPermissionType, ResourcePatternType, ResourceType

from kernel.events.event import Event
from kernel.topics import (
    AGGREGATES_DAY,
    AGGREGATES_DELTAS,
    AGGREGATES_HOUR,
    AGGREGATES_MINUTE,
    ALL,
    CATALOGUE_SONGS,
    CONSUMERS_STARTS,
    DEAD_LETTERS,
    DETECTIONS_BACKFILL,
    DETECTIONS_RAW,
    FRAUD_FINDINGS,
    FRAUD_FLAGS,
    OUTBOX_POSITION,
    PLAYS_SCORED,
    PLAYS_UNRECOGNIZED,
    SOURCES,
    Topic,
)
from stream_processors.pipeline import PIPELINE

SHARED_GROUPS: Final = ("reads-", "injyana-")
"""Prefixes of groups that commit nothing: whoever reads a topic whole is in one of these."""
REGISTRY: Final = "CN=registry"
"""The schema registry, which comes with its certificate alone."""
REGISTRY_TOPICS: Final = ("kafkasql-", "registry-")


@dataclass(slots=True)
class Rights:
    """Names of topics; `every_group` allows to see where other groups stand."""

    reads: set[str] = field(default_factory=set)
    writes: set[str] = field(default_factory=set)
    every_group: bool = False


def _of(reads: Iterable[Topic[Event]] = (), writes: Iterable[Topic[Event]] = ()) -> Rights:
    return Rights({topic.name for topic in reads}, {topic.name for topic in writes})


def rights() -> Mapping[str, Rights]:
    """Of every process that speaks to Kafka, by its name."""
    found = {
        "gateway": _of([SOURCES], [DETECTIONS_RAW, DETECTIONS_BACKFILL]),
        "late-matching": _of([CATALOGUE_SONGS]),
        "fallback": _of([CATALOGUE_SONGS]),
        "timescale-sink": _of([PLAYS_SCORED, PLAYS_UNRECOGNIZED, FRAUD_FLAGS, FRAUD_FINDINGS]),
        "redis-sink": _of([AGGREGATES_MINUTE, AGGREGATES_HOUR, AGGREGATES_DAY, PLAYS_SCORED]),
        "second-look": _of([FRAUD_FINDINGS]),
        "relay": _of([OUTBOX_POSITION], ALL),
        "reconcile": _of(ALL, [AGGREGATES_DELTAS]),
    }
    found["timescale-sink"].reads |= set(DEAD_LETTERS)
    found["reconcile"].reads |= set(DEAD_LETTERS)
    found["reconcile"].every_group = True
    for wire in PIPELINE:
        mine = found.setdefault(wire.process, Rights())
        mine.reads |= {topic.name for topic in (wire.reads, *wire.keeps, *wire.knows)}
        mine.writes |= {topic.name for topic in (*wire.writes, *wire.keeps)}
    dead = {topic.name: topic.dlq for topic in ALL if topic.dead_letters}
    for mine in found.values():
        mine.writes |= {dead[name] for name in mine.reads if name in dead} | {CONSUMERS_STARTS.name}
        mine.reads |= {CONSUMERS_STARTS.name}
    return found


def bindings() -> Iterator[AclBinding]:
    """The access list."""
    for process, mine in rights().items():
        for name in mine.reads:
            yield _allow(process, ResourceType.TOPIC, name, AclOperation.READ)
        for name in mine.writes:
            yield _allow(process, ResourceType.TOPIC, name, AclOperation.WRITE)
        yield _allow(process, ResourceType.GROUP, process, AclOperation.READ)
        for prefix in (f"{process}-", *SHARED_GROUPS):
            yield _allow(process, ResourceType.GROUP, prefix, AclOperation.READ, prefixed=True)
        yield _allow(process, ResourceType.TRANSACTIONAL_ID, process, AclOperation.WRITE, prefixed=True)
        if mine.every_group:
            yield _allow(process, ResourceType.GROUP, "*", AclOperation.DESCRIBE)
    for prefix in REGISTRY_TOPICS:
        yield _allow(REGISTRY, ResourceType.TOPIC, prefix, AclOperation.ALL, prefixed=True)
    yield _allow(REGISTRY, ResourceType.GROUP, "*", AclOperation.READ)
    yield _allow(REGISTRY, ResourceType.TRANSACTIONAL_ID, "*", AclOperation.WRITE)


def _allow(who: str, kind: ResourceType, name: str, operation: AclOperation, prefixed: bool = False) -> AclBinding:
    pattern = ResourcePatternType.PREFIXED if prefixed else ResourcePatternType.LITERAL
    return AclBinding(kind, name, pattern, f"User:{who}", "*", operation, AclPermissionType.ALLOW)
