"""A process with topics and a group of its own: python -m tests.integration.second_look.worker PROCESS PREFIX."""

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from injyana.local import processes
from kernel import topics
from kernel.topics import (
    AGGREGATES_DAY,
    AGGREGATES_DELTAS,
    AGGREGATES_HOUR,
    AGGREGATES_MINUTE,
    FRAUD_FINDINGS,
    FRAUD_FLAGS,
    OUTBOX_POSITION,
    PLAYS_SCORED,
    PLAYS_UNRECOGNIZED,
)

FLOWING = (PLAYS_SCORED, PLAYS_UNRECOGNIZED, FRAUD_FLAGS, AGGREGATES_DELTAS)
COMPACTED = (FRAUD_FINDINGS, AGGREGATES_MINUTE, AGGREGATES_HOUR, AGGREGATES_DAY, OUTBOX_POSITION)


@contextmanager
def own_names(prefix: str) -> Iterator[None]:
    """While the context lasts, these topics are called otherwise, in this program."""
    names = {topic: topic.name for topic in (*FLOWING, *COMPACTED)}
    for topic, name in names.items():
        object.__setattr__(topic, "name", f"{prefix}.{name}")
    try:
        yield
    finally:
        for topic, name in names.items():
            object.__setattr__(topic, "name", name)


def dead_letters() -> tuple[str, ...]:
    """The topics of dead letters of these topics, by the names that they have now."""
    return tuple(topic.dlq for topic in (*FLOWING, *COMPACTED) if topic.dead_letters)


def main(name: str, prefix: str) -> None:
    with own_names(prefix):
        vars(topics)["DEAD_LETTERS"] = dead_letters()
        process = processes.by_name(name)
        module = importlib.import_module(process.main.split(":")[0])
        vars(module)["NAME"] = f"{prefix}.{name}"
        process.load()()


if __name__ == "__main__":
    main(*sys.argv[1:])
