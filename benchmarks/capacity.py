"""What a country needs, from what was measured here: python -m benchmarks.capacity [--phones 10000000] [--stations 300]

Reads the reports of `make bench` (gateway, stages, aggregation_writes, sink, rising) and refuses without them. The
assumptions are constants below, each with its reason; everything else follows from figures of this machine. What does
not grow along a straight line is said in docs/performance.md.
"""

import argparse
import json
from dataclasses import dataclass
from math import ceil
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from benchmarks.report import REPORTS

ACTIVE: Final = 0.35
"""Of the phones that hear music on a day."""
PLAYS_A_DAY: Final = 12
"""Of an active phone: two hours in which music is heard, a report every ten minutes."""
STATION_PLAYS_A_DAY: Final = 340
"""14 songs an hour."""
PEAK: Final = 3.0
"""The busiest hour above the mean: evenings, and phones that upload when they find a network."""
BUSY: Final = 0.6
"""Of a core that plans may count on: the rest is for catching up after a fault, and for other work."""
PARTITION_PLAYS: Final = 500
"""Plays a second of a partition: one transaction of each batch costs the broker the same, however full it is."""
REPLICATION: Final = 3
KAFKA_DAYS: Final = 40
"""The longest retention of a topic; shorter ones make it less."""
DISC_BROKER: Final = 4e12
"""Bytes of a broker's disc that may be full."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Plays a second a core keeps up with, and bytes a play takes."""

    gateway: float
    stages: dict[str, float]
    sink: float
    records: float
    kafka_bytes: float
    database_bytes: float

    @classmethod
    def here(cls) -> "Measured":
        """From the newest reports. SystemExit where one is missing."""
        stages = _report("stages")
        rising = _report("rising")
        return cls(
            gateway=_value(_report("gateway"), "batches of 200"),
            stages={
                name: _value(stages, f"{label}: with codecs")
                for name, label in (
                    ("recognition", "recognition, 6 real songs"),
                    ("fraud", "fraud"),
                    ("combine", "combine"),
                    ("accumulate", "accumulate"),
                )
            },
            sink=_value(_report("sink"), "timescale sink, all of its work"),
            records=_value(_report("aggregation_writes"), "records per play, 1 s batches"),
            kafka_bytes=_value(rising, "kept by Kafka"),
            database_bytes=_value(rising, "kept by PostgreSQL"),
        )


def _report(name: str) -> list[dict[str, Any]]:
    path = REPORTS / f"{name}.json"
    if not path.exists():
        raise SystemExit(f"{path} is missing: run `make bench` first")
    found: list[dict[str, Any]] = json.loads(path.read_text())
    return found


def _value(rows: list[dict[str, Any]], name: str) -> float:
    for row in rows:
        if row["name"] == name:
            return float(row["value"])
    raise SystemExit(f"no figure is called {name!r}: run `make bench` again")


def plan(measured: Measured, phones: int, stations: int) -> list[tuple[str, str, str]]:
    """What is needed, in the order of a play's way: what, how much, from what."""
    a_day = phones * ACTIVE * PLAYS_A_DAY + stations * STATION_PLAYS_A_DAY
    mean, peak = a_day / 86_400, a_day / 86_400 * PEAK
    partitions = max(4, 1 << (ceil(peak / PARTITION_PLAYS) - 1).bit_length())
    rows = [
        ("plays a day", f"{a_day:,.0f}", f"{ACTIVE:.0%} of {phones:,} phones x {PLAYS_A_DAY}, {stations} stations"),
        ("plays a second, mean and peak", f"{mean:,.0f} / {peak:,.0f}", f"peak {PEAK:g} x mean"),
        ("partitions of each topic", f"{partitions}", f"{PARTITION_PLAYS} plays/s each, a power of two"),
    ]
    rates = {"gateway": measured.gateway, **measured.stages, "ledger's sink": measured.sink}
    for name, rate in rates.items():
        cores = peak / (rate * BUSY)
        rows.append((f"workers: {name}", f"{ceil(cores)}", f"{rate:,.0f} plays/s a core at {BUSY:.0%}: {cores:.2f}"))
    kafka = a_day * KAFKA_DAYS * measured.kafka_bytes * REPLICATION
    brokers = max(3, ceil(kafka / DISC_BROKER))
    rows += [
        ("records a second at Kafka, peak", f"{peak * measured.records:,.0f}", f"{measured.records:.1f} a play"),
        ("Kafka's discs", f"{kafka / 1e12:,.1f} TB", f"{measured.kafka_bytes:,.0f} B a play, {KAFKA_DAYS} days, x 3"),
        ("brokers", f"{brokers}", f"{DISC_BROKER / 1e12:g} TB each, three at least"),
        ("ledger's growth a day", f"{a_day * measured.database_bytes / 1e9:,.0f} GB", _per(measured)),
        ("ledger's growth a year", f"{365 * a_day * measured.database_bytes / 1e12:,.1f} TB", "without compression"),
    ]
    return rows


def _per(measured: Measured) -> str:
    return f"{measured.database_bytes:,.0f} B a play with indexes and evidence"


def main() -> None:
    """Prints the plan."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--phones", type=int, default=10_000_000)
    parser.add_argument("--stations", type=int, default=300)
    asked = parser.parse_args()
    table = Table("what", "how much", "from", title=f"{asked.phones:,} phones and {asked.stations} stations")
    for row in plan(Measured.here(), asked.phones, asked.stations):
        table.add_row(*row)
    Console(width=130).print(table)


if __name__ == "__main__":
    main()
