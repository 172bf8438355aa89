"""Injyana's own processes: one line for each, in the order in which a play passes them."""

import importlib
from collections.abc import Callable
from dataclasses import dataclass

from kernel.errors import Misconfigured


@dataclass(frozen=True, slots=True)
class Process:
    """A process and where its `main() -> None` is. `port` names the port setting under which it serves its health."""

    name: str
    main: str
    port: str

    def load(self) -> Callable[[], None]:
        """Imports the process's module, and with it all that it needs."""
        module, attribute = self.main.split(":")
        main: Callable[[], None] = getattr(importlib.import_module(module), attribute)
        return main


ALL: tuple[Process, ...] = (
    Process("gateway", "ingest_gateway.main:main", "gateway"),
    Process("recognition", "stream_processors.recognition.main:main", "recognition_metrics"),
    Process("late-matching", "stream_processors.recognition.late.main:main", "late_matching_metrics"),
    Process("fallback", "stream_processors.recognition.fallback.main:main", "fallback_metrics"),
    Process("fraud", "stream_processors.fraud.main:main", "fraud_metrics"),
    Process("aggregation", "stream_processors.aggregation.main:main", "aggregation_metrics"),
    Process("timescale-sink", "sinks.timescale.main:main", "timescale_sink_metrics"),
    Process("redis-sink", "sinks.redis.main:main", "redis_sink_metrics"),
    Process("second-look", "second_look.main:main", "second_look_metrics"),
    Process("review", "review.main:main", "review"),
    Process("identity", "identity.main:main", "identity"),
    Process("catalogue", "catalogue.main:main", "catalogue"),
    Process("relay", "kernel.relay:main", "relay_metrics"),
    Process("reconcile", "injyana.reconcile.main:main", "reconcile_metrics"),
)


def by_name(name: str) -> Process:
    """The process of that name; Misconfigured where there is none."""
    for process in ALL:
        if process.name == name:
            return process
    raise Misconfigured(f"no process is called {name!r}; there are {', '.join(process.name for process in ALL)}")
