"""What a cohort is: a name, its share of the sources, and how one of it is made."""

from collections.abc import Callable
from dataclasses import dataclass

from numpy.random import Generator

from simulation.device import Device
from simulation.world import World

Make = Callable[[Generator, World, int], list[Device]]
"""Makes a group of at most so many sources that have to do with each other; mostly one."""


@dataclass(frozen=True, slots=True)
class Cohort:
    """`share` is its part of a country's sources."""

    name: str
    share: float
    make: Make
