"""What PostgreSQL holds: the fate of ids, a recount of the plays, and the rollups kept beside them."""

from collections import defaultdict
from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row

from injyana.accounts.totals import MEASURES, Figure, Totals, without_zeros
from kernel.dimensions import window_start
from kernel.events.aggregates import Dimension, Measures, Window

SQL = Path(__file__).parent / "sql"

BEGINNING, END = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)

Connection = psycopg.Connection[Any]


def fates(connection: Connection, ids: Collection[str]) -> dict[str, list[str]]:
    """For each id the places that hold it: play, unrecognised, dead. Exactly one is right once all is quiet."""
    found: dict[str, list[str]] = {id_: [] for id_ in ids}
    for id_, place in connection.execute((SQL / "fates.sql").read_bytes(), {"ids": list(ids)}):
        found[id_].append(place)
    return found


def strangers(connection: Connection, sources: Collection[str], ids: Collection[str]) -> list[str]:
    """Ids stored for these sources that are not among `ids`: nobody sent them."""
    rows = connection.execute((SQL / "strangers.sql").read_bytes(), {"sources": list(sources), "ids": list(ids)})
    return [id_ for (id_,) in rows]


def recount(connection: Connection, since: datetime = BEGINNING, until: datetime = END) -> Totals:
    """The totals of all windows between two starts of days in Africa/Kigali, counted from the plays themselves."""
    sums: defaultdict[Figure, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    with connection.cursor(row_factory=dict_row) as cursor:
        for row in cursor.execute((SQL / "recount.sql").read_bytes(), {"since": since, "until": until}):
            for window in Window:
                start = window_start(window, row["minute"].astimezone(UTC))
                total = sums[Figure(window, start, Dimension(row["dimension"]), row["id"])]
                total[f"{row['verdict']}_plays"] += row["plays"]
                total[f"{row['verdict']}_ms"] += int(row["ms"])
    return {figure: Measures(**total) for figure, total in sums.items()}


def rollups(connection: Connection, since: datetime = BEGINNING, until: datetime = END) -> Totals:
    """The totals of hours and days that the sink's transactions kept, of the same windows."""
    totals: Totals = {}
    with connection.cursor(row_factory=dict_row) as cursor:
        for row in cursor.execute((SQL / "rollups.sql").read_bytes(), {"since": since, "until": until}):
            figure = Figure(Window(row["period"]), row["start"].astimezone(UTC), Dimension(row["dimension"]), row["id"])
            totals[figure] = Measures(**{name: row[name] for name in MEASURES})
    return without_zeros(totals)
