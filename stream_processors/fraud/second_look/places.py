"""Which sources are near each other."""

import numpy as np

from stream_processors.fraud.second_look.audience import Audience, Bools, Ints
from stream_processors.fraud.second_look.packing import NOWHERE

CELL = 100
"""Hundredths of a degree: cells of 1.1 km. Fixes by satellite are good to 20 m."""
RANGE = 2**32
"""More than there are values of a latitude or longitude."""


def with_neighbours(audience: Audience, phones: Ints, members: Bools) -> tuple[Bools, Bools]:
    """Of the phones (places in the audience's habits): who told a place, and who of them has another one near that is
    among the members.

    A source is where the median of its plays is. Near is the same cell of either of two grids, one of them shifted by
    half a cell.
    """
    plays, hashes = audience.plays, audience.habits.hashes[phones]
    place = np.minimum(np.searchsorted(hashes, plays.hashes), len(hashes) - 1)
    phone_of = np.where(hashes[place] == plays.hashes, place, -1)[plays.source]
    fit = (phone_of >= 0) & (plays.lat != NOWHERE)
    lat, lon = (
        _medians(phone_of[fit], plays.lat[fit], len(phones)),
        _medians(phone_of[fit], plays.lon[fit], len(phones)),
    )
    located = lat != NOWHERE
    near = np.zeros(len(phones), dtype=np.bool_)
    for shift in (0, CELL // 2):
        cells = (lat + shift) // CELL * 10_000_000 + (lon + shift) // CELL
        _, cell = np.unique(cells[located], return_inverse=True)
        there = np.bincount(cell, weights=members[located])
        near[located] |= there[cell] > members[located]
    return located, near


def _medians(groups: Ints, values: Ints, count: int) -> Ints:
    """The lower median of each group's values; NOWHERE for a group without any."""
    medians = np.full(count, NOWHERE, dtype=np.int64)
    ordered = np.sort(groups * RANGE + (values - NOWHERE))
    numbers, first, sizes = np.unique(ordered // RANGE, return_index=True, return_counts=True)
    medians[numbers] = ordered[first + (sizes - 1) // 2] % RANGE + NOWHERE
    return medians
