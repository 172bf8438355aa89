"""Rwanda's provinces, districts and sectors, by name.

sectors.csv holds the administrative division in force since 2006 (Organic Law 29/2005 of 31 December 2005): 5
provinces, 30 districts and all 416 sectors. It was written by hand for this project, and copied from no data set; a
test counts the sectors of each province. Spellings vary in use (Kibilizi, Kibirizi). Cells, villages and boundaries are
not in it.
"""

import csv
from collections import defaultdict
from pathlib import Path
from typing import Final

PROVINCES: Final[dict[str, dict[str, list[str]]]] = defaultdict(dict)
"""Districts of each province, sectors of each district."""
with (Path(__file__).parent / "sectors.csv").open(encoding="utf-8", newline="") as _file:
    for _row in csv.DictReader(_file):
        PROVINCES[_row["province"]].setdefault(_row["district"], []).append(_row["sector"])

SECTORS: Final = {district: frozenset(sectors) for found in PROVINCES.values() for district, sectors in found.items()}
"""Sectors of each district; names of sectors occur in several districts."""

SOUTH, NORTH, WEST, EAST = -2.9, -1.0, 28.8, 30.95
"""The corners of Rwanda, in degrees, rounded outwards."""


def is_in_rwanda(lat: float, lon: float) -> bool:
    """Whether a place in degrees may be in Rwanda: its rectangle is a little larger."""
    return SOUTH <= lat <= NORTH and WEST <= lon <= EAST
