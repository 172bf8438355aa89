"""What the supervisor needs to know of one server."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from kernel.errors import Misconfigured

Probe = Callable[[], str | None]
"""Says what is still missing until the server can be used, or None. Never raises, answers within a few seconds."""


@dataclass(frozen=True, slots=True)
class Server:
    """One supervised program.

    `prepare` writes its configuration and, the first time, its data; it runs before each start and changes nothing
    that is already right. `ports` are names of port settings. `start_seconds` is the deadline of the first start on a
    slow machine.
    """

    name: str
    command: Sequence[str]
    ports: Sequence[str]
    address: str
    probe: Probe
    prepare: Callable[[], None] = lambda: None
    environment: Mapping[str, str] = field(default_factory=dict)
    start_seconds: float = 60
    stop_seconds: int = 15
    stop_signal: str = "TERM"


def is_root() -> bool:
    """Whether we may change users, and must for PostgreSQL."""
    return os.geteuid() == 0


def missing(what: str) -> Misconfigured:
    """The error of a program or jar that the set-up should have brought."""
    return Misconfigured(f"{what} is missing: run `make setup`")
