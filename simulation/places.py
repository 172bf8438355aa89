"""Where people are: the districts of Rwanda, and points in them.

districts.csv holds the approximate coordinates of each district's seat in degrees, and about how many people live
there, in thousands (rounded from the census of 2022).
"""

import csv
from dataclasses import dataclass
from math import cos, hypot, radians
from pathlib import Path
from typing import Final

import numpy as np
from numpy.random import Generator

KM_PER_DEGREE: Final = 111.2
KM_PER_DEGREE_EAST: Final = KM_PER_DEGREE * cos(radians(1.95))
TOWN_KM: Final = 4.0
"""How far from the seat most of a town lies."""


@dataclass(frozen=True, slots=True)
class Place:
    """A point in degrees and its district."""

    lat: float
    lon: float
    district: str


with (Path(__file__).parent / "districts.csv").open(encoding="utf-8", newline="") as _file:
    _ROWS: Final = tuple(csv.DictReader(_file))

SEATS: Final = tuple(Place(float(row["lat"]), float(row["lon"]), row["district"]) for row in _ROWS)
_PEOPLE: Final = np.cumsum([float(row["people_thousands"]) for row in _ROWS])


def somewhere(random: Generator) -> Place:
    """A point in a town, as likely as people live there."""
    seat = SEATS[int(np.searchsorted(_PEOPLE, random.random() * _PEOPLE[-1], side="right"))]
    return near(random, seat, TOWN_KM)


def near(random: Generator, place: Place, km: float) -> Place:
    """A point about so many kilometres from another, counted to the same district."""
    north, east = random.normal(0.0, km / 1.5, 2).tolist()
    return Place(place.lat + north / KM_PER_DEGREE, place.lon + east / KM_PER_DEGREE_EAST, place.district)


def apart_km(one: Place, other: Place) -> float:
    """The distance of two points, good to a per cent within Rwanda."""
    return hypot((one.lat - other.lat) * KM_PER_DEGREE, (one.lon - other.lon) * KM_PER_DEGREE_EAST)


def farther(random: Generator, place: Place, km: float) -> Place:
    """A point in a town at least so far away; the farthest town where none is."""
    far = [seat for seat in SEATS if apart_km(seat, place) >= km]
    if not far:
        return max(SEATS, key=lambda seat: apart_km(seat, place))
    return near(random, far[int(random.integers(len(far)))], 1.0)
