"""What became of accepted detections, counted by source and hour of receipt: pure.

By receipt and not by event time, because an hour of receipt ends: nothing can be accepted into it afterwards, while an
hour of event time takes late plays for 30 days. The topics of detections lie in the order of receipt, too.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from kernel.dimensions import window_start
from kernel.events.aggregates import Window
from kernel.sink import Place


class End(StrEnum):
    """Where a detection ended. `row` is missing as well: the ledger knows the id, and its play is gone."""

    PLAYS = "plays"
    UNRECOGNISED = "unrecognised"
    DEAD = "dead"
    DUPLICATES = "duplicates"
    IN_FLIGHT = "in_flight"
    ROW = "row"
    MISSING = "missing"


GONE = frozenset({End.ROW, End.MISSING})


@dataclass(frozen=True, slots=True)
class Detection:
    """A record of a topic of detections; without an id where it cannot be decoded."""

    place: Place
    offset: int
    source_id: str
    event_id: str | None
    received_at: datetime

    @property
    def subject(self) -> str:
        """Names it among all others."""
        return f"{self.place[0]}/{self.place[1]}/{self.offset}"


class Slot(NamedTuple):
    """What an account is of."""

    source_id: str
    hour: datetime


@dataclass(slots=True)
class Account:
    """The detections of one source and hour. `accepted` is counted by itself, what is missing is what remains."""

    accepted: int = 0
    plays: int = 0
    unrecognised: int = 0
    dead: int = 0
    duplicates: int = 0
    in_flight: int = 0
    missing: int = 0

    def add(self, end: End) -> None:
        self.accepted += 1
        name = "missing" if end in GONE else end.value
        setattr(self, name, getattr(self, name) + 1)

    @property
    def balances(self) -> bool:
        """Whether every accepted detection is somewhere."""
        return self.accepted == self.plays + self.unrecognised + self.dead + self.duplicates + self.in_flight


NAMES = tuple(field.name for field in fields(Account))

Accounts = dict[Slot, Account]


def tally(accounts: Accounts, detections: Iterable[tuple[Detection, End]]) -> None:
    """Adds detections to their accounts."""
    for detection, end in detections:
        slot = Slot(detection.source_id, window_start(Window.HOUR, detection.received_at))
        accounts.setdefault(slot, Account()).add(end)


def added(accounts: Iterable[Account]) -> Account:
    """One account of all of them."""
    total = Account()
    for account in accounts:
        for name in NAMES:
            setattr(total, name, getattr(total, name) + getattr(account, name))
    return total


def days(accounts: Mapping[Slot, Account]) -> dict[Slot, Account]:
    """The same by source and day of Africa/Kigali, which is made of whole hours."""
    found: dict[Slot, list[Account]] = {}
    for (source_id, hour), account in accounts.items():
        found.setdefault(Slot(source_id, window_start(Window.DAY, hour)), []).append(account)
    return {slot: added(those) for slot, those in found.items()}
