"""The demonstration's figures for machines: .local/reports/demo.json."""

from collections.abc import Iterable
from pathlib import Path

import msgspec

from injyana.demo.verdict import Check


class Row(msgspec.Struct, frozen=True):
    """One figure, as everything that measures writes it."""

    name: str
    value: float
    unit: str
    against: str | None = None
    ratio: float | None = None
    target: str | None = None
    holds: bool | None = None


def write(path: Path, checks: Iterable[Check], seconds: dict[str, float]) -> None:
    """Writes a row for each check (1 holds, 0 fails) and each duration."""
    rows = [Row(check.claim, float(check.holds), check.figures, target="holds", holds=check.holds) for check in checks]
    rows += [Row(name, round(value, 2), "s") for name, value in seconds.items()]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(msgspec.json.format(msgspec.json.encode(rows)) + b"\n")
