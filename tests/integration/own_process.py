"""A process with topics and a group of its own: python -m tests.integration.own_process PROCESS PREFIX [MODULE…].

The modules beside its main, where there are such, are given the own name as well.
"""

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from injyana.local import processes
from kernel import topics
from kernel.topics import ALL

FLOWING = tuple(topic for topic in ALL if topic.cleanup == "delete")
COMPACTED = tuple(topic for topic in ALL if topic.cleanup != "delete")


@contextmanager
def own_names(prefix: str) -> Iterator[None]:
    """While the context lasts, all topics are called otherwise, in this program."""
    names = {topic: topic.name for topic in ALL}
    for topic, name in names.items():
        object.__setattr__(topic, "name", f"{prefix}.{name}")
    try:
        yield
    finally:
        for topic, name in names.items():
            object.__setattr__(topic, "name", name)


def dead_letters() -> tuple[str, ...]:
    """The topics of dead letters by the names that they have now."""
    return tuple(topic.dlq for topic in ALL if topic.dead_letters)


def main(name: str, prefix: str, *beside: str) -> None:
    with own_names(prefix):
        vars(topics)["DEAD_LETTERS"] = dead_letters()
        process = processes.by_name(name)
        module = importlib.import_module(process.main.split(":")[0])
        for each in (module, *(sys.modules.get(f"{module.__package__}.{other}") for other in beside)):
            if each is not None:
                vars(each)["NAME"] = f"{prefix}.{name}"
        process.load()()


if __name__ == "__main__":
    main(*sys.argv[1:])
