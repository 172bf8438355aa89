"""How every benchmark says what it measured: a table for people, a file for programs."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

REPORTS = Path(".local/reports")


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: what it is compared with, the ratio to that, what it should reach, and whether it does."""

    name: str
    value: float
    unit: str
    against: str | None = None
    ratio: float | None = None
    target: float | None = None
    holds: bool | None = None


def report(name: str, rows: Sequence[Row]) -> None:
    """Prints the figures and writes them to .local/reports/NAME.json."""
    table = Table("figure", "value", "unit", "against", "ratio", "target", "holds", title=name)
    for row in rows:
        holds = {None: "", True: "yes", False: "NO"}[row.holds]
        ratio = "" if row.ratio is None else f"{row.ratio:.3g}"
        target = "" if row.target is None else f"{row.target:,g}"
        table.add_row(row.name, f"{row.value:,.6g}", row.unit, row.against or "", ratio, target, holds)
    Console().print(table)
    REPORTS.mkdir(parents=True, exist_ok=True)
    (REPORTS / f"{name}.json").write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n")
