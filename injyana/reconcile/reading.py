"""Which detections a run reads, and what became of each.

Accepted = plays + unrecognised + dead letters + duplicates + in flight. What was accepted is taken from the topics of
detections alone, into which only the gateway writes. In flight is what lies behind the marks that the stages had
passed; whatever lies before them and is nowhere is missing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import psycopg

from injyana.reconcile import book, gaps, passing
from injyana.reconcile.account import GONE, Account, Accounts, Detection, End, added, tally
from injyana.reconcile.detections import accepted, ends_of
from injyana.reconcile.gaps import Gap
from injyana.reconcile.marks import Marks, Patience, Topics
from injyana.reconcile.passing import DETECTIONS
from kernel.codec import Codecs
from kernel.sink import Place

NAMED = 1000
"""Gaps that a run names one by one; the accounts count all of them."""


@dataclass(slots=True)
class Read:
    """What a run read. `reached` is how far it settled; `behind` who was too far behind for that."""

    accounts: Accounts = field(default_factory=dict)
    gaps: list[Gap] = field(default_factory=list)
    reached: Marks = field(default_factory=dict)
    behind: str | None = None
    again_from: datetime | None = None

    @property
    def total(self) -> Account:
        """All accounts in one."""
        return added(self.accounts.values())


@dataclass(frozen=True, slots=True)
class Plan:
    """From where each partition is read, up to where it is settled, and what earlier runs have accounted for."""

    starts: dict[Place, int]
    marks: dict[Place, int]
    before: Marks
    again_from: datetime | None

    def settles(self, detection: Detection) -> bool:
        return detection.offset < self.marks[detection.place]

    def counts(self, detection: Detection) -> bool:
        """Whether it is in no account yet, or in one that is made again."""
        new = detection.offset >= self.before.get(detection.place, 0)
        return new or (self.again_from is not None and detection.received_at >= self.again_from)


def planned(
    before: Marks, beginnings: Marks, passed: Marks | None, again: Marks | None, again_from: datetime | None
) -> Plan:
    """The plan of a run. `passed` is None where the stages did not pass their marks in time: nothing is settled then.

    `again` are the offsets of the hours that are to be read again.
    """
    if passed is None:
        again = again_from = None
    starts, marks = {}, {}
    for place, beginning in beginnings.items():
        known = max(before.get(place, 0), beginning)
        starts[place] = known if again is None else max(beginning, min(known, again[place]))
        marks[place] = known if passed is None else max(known, passed[place])
    return Plan(starts, marks, before, again_from)


def read(
    connection: psycopg.Connection[Any],
    topics: Topics,
    codecs: Codecs,
    patience: Patience,
    again_from: datetime | None,
    now: datetime,
) -> Read:
    """Reads what is new, and again what was received from the full hour `again_from` on. Outage, psycopg.Error."""
    reached, behind = passing.detections_stored(topics, lambda: book.stored(connection), patience)
    ends, beginnings, before = topics.ends(DETECTIONS), topics.beginnings(DETECTIONS), book.positions(connection)
    again = topics.since(DETECTIONS, again_from) if again_from is not None else None
    plan = planned(before, beginnings, reached if behind is None else None, again, again_from)
    found = Read(reached=plan.marks, behind=behind, again_from=plan.again_from)
    found.gaps += _forgotten(before, beginnings, now)
    for chunk in accepted(topics, codecs, plan.starts, ends):
        settled = [each for each in chunk if plan.settles(each) and plan.counts(each)]
        where = list(zip(settled, ends_of(connection, settled), strict=True))
        tally(found.accounts, where)
        tally(found.accounts, ((each, End.IN_FLIGHT) for each in chunk if not plan.settles(each)))
        gone = [gaps.of_detection(each, end) for each, end in where if end in GONE]
        found.gaps += gone[: max(0, NAMED - len(found.gaps))]
        patience.beat()
    return found


def _forgotten(before: Marks, beginnings: Marks, now: datetime) -> Iterable[Gap]:
    for place, at in before.items():
        if at < beginnings.get(place, 0):
            yield gaps.of_forgotten(place, at, beginnings[place], now)
