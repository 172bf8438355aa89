"""A report, told to people and to programs."""

from collections import defaultdict
from dataclasses import asdict
from datetime import datetime
from typing import Any

import msgspec
from rich.console import Console
from rich.table import Table

from injyana.reconcile.account import NAMES, Account, Slot, added, days
from injyana.reconcile.run import Report
from kernel.clock import KIGALI

SHOWN = 50
"""Lines of each table for people; programs are told all that the run named."""


def told(report: Report) -> dict[str, Any]:
    """A report for programs: accounts by source and hour, and by source and day of Africa/Kigali."""
    found: dict[str, Any] = msgspec.to_builtins(
        {
            "began_at": report.began_at,
            "ended_at": report.ended_at,
            "again_from": report.again_from,
            "total": asdict(report.total),
            "days": [_line(slot, "day", account) for slot, account in sorted(days(report.accounts).items())],
            "hours": [_line(slot, "hour", account) for slot, account in sorted(report.accounts.items())],
            "figures": report.figures,
            "gaps": report.gaps,
            "open_gaps": report.open_gaps,
            "mended": report.mended,
            "waits_for": report.waits_for,
        }
    )
    return found


def show(report: Report, out: Console) -> None:
    """A report for people: accounts by day, sources that miss something, and what is wrong."""
    by_source = days(report.accounts)
    by_day: defaultdict[datetime, list[Account]] = defaultdict(list)
    for slot, account in by_source.items():
        by_day[slot.hour].append(account)
    table = Table("received (Kigali)", *NAMES)
    for day, accounts in sorted(by_day.items()):
        table.add_row(f"{day.astimezone(KIGALI):%Y-%m-%d}", *_cells(added(accounts)))
    table.add_row("all", *_cells(report.total), style="bold")
    out.print(table)
    missing = sorted((slot for slot, account in by_source.items() if account.missing), key=lambda slot: slot.hour)
    for slot in missing[:SHOWN]:
        account = by_source[slot]
        out.print(f"{slot.source_id} misses {account.missing} of {account.accepted} received on {slot.hour:%Y-%m-%d}")
    if report.gaps:
        wrong = Table("wrong", "what", "expected", "found")
        for gap in report.gaps[:SHOWN]:
            wrong.add_row(gap.kind, gap.event_id or gap.subject, gap.expected, gap.found)
        out.print(wrong)
    for name in report.waits_for:
        out.print(f"{name} was too far behind: what depends on it was not compared; see `injyana status`")
    still_open = sum(report.open_gaps.values())
    out.print(f"{report.figures} totals compared, {report.mended} mended, {still_open} gaps open")


def _cells(account: Account) -> list[str]:
    return [str(getattr(account, name)) for name in NAMES]


def _line(slot: Slot, window: str, account: Account) -> dict[str, Any]:
    return {"source_id": slot.source_id, window: slot.hour, **asdict(account)}
