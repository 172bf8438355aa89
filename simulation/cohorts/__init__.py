"""The honest cohorts, in the order in which sources are made."""

from simulation.cohorts.cohort import Cohort
from simulation.cohorts.phones import PHONES
from simulation.cohorts.shops import SHOPS
from simulation.cohorts.sleepers import SLEEPERS
from simulation.cohorts.super_fans import SUPER_FANS

COHORTS: tuple[Cohort, ...] = (
    PHONES,
    SUPER_FANS,
    SLEEPERS,
    SHOPS,
)
