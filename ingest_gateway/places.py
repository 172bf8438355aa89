"""Which district of Rwanda a place lies in, as well as the nearest seat can tell.

districts.csv holds the 30 districts and the approximate coordinates of their seats, in degrees, to about a kilometre;
compiled by hand for this project. Near a border the nearest seat may be the neighbour's: a registered district is
always preferred, and exact boundaries can replace this file without changing anything else.
"""

import csv
from functools import lru_cache
from math import cos, hypot, radians
from pathlib import Path
from typing import Final

NEAR_KM: Final = 50.0
"""Nothing in Rwanda is further from its district's seat; a place beyond gets no district."""
CELLS: Final = 100
"""Places are told apart by hundredths of a degree, about a kilometre, so that answers can be remembered."""

_KM_PER_DEGREE: Final = 111.2
_KM_PER_DEGREE_EAST: Final = _KM_PER_DEGREE * cos(radians(1.95))

with (Path(__file__).parent / "districts.csv").open(encoding="utf-8", newline="") as _file:
    SEATS: Final = tuple((row["district"], float(row["lat"]), float(row["lon"])) for row in csv.DictReader(_file))


def district_of(lat: float, lon: float) -> str | None:
    """The district whose seat is nearest to a place in degrees; None further than NEAR_KM from every seat."""
    return _of_cell(round(lat * CELLS), round(lon * CELLS))


@lru_cache(maxsize=65_536)
def _of_cell(lat: int, lon: int) -> str | None:
    km, district = min(
        (
            hypot((lat / CELLS - seat_lat) * _KM_PER_DEGREE, (lon / CELLS - seat_lon) * _KM_PER_DEGREE_EAST),
            district,
        )
        for district, seat_lat, seat_lon in SEATS
    )
    return district if km <= NEAR_KM else None
