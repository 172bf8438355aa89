"""How every benchmark reports: a table to read, and a file to compare."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

REPORTS = Path(".local/reports")


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: its value, what it was measured against in the same run, and what it is to reach.

    `ratio` is value / against's value. `target` says in words what is to hold, and `holds` whether it does; both None
    where a figure is only shown.
    """

    name: str
    value: float
    unit: str
    against: str | None = None
    ratio: float | None = None
    target: str | None = None
    holds: bool | None = None


def report(name: str, rows: Sequence[Row]) -> bool:
    """Prints the figures and writes .local/reports/NAME.json. False where a target was missed."""
    table = Table("figure", "value", "unit", "against", "ratio", "target", "holds", title=name)
    for row in rows:
        ratio = "" if row.ratio is None else f"{row.ratio:.2f}x"
        holds = {None: "", True: "yes", False: "NO"}[row.holds]
        table.add_row(row.name, f"{row.value:,.4g}", row.unit, row.against or "", ratio, row.target or "", holds)
    Console(width=160).print(table)
    REPORTS.mkdir(parents=True, exist_ok=True)
    (REPORTS / f"{name}.json").write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n")
    return all(row.holds is not False for row in rows)
