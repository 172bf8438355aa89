"""The honest cohorts, in the order in which sources are made."""

from simulation.cohorts.cohort import Cohort
from simulation.cohorts.djs import DJS
from simulation.cohorts.phones import PHONES
from simulation.cohorts.radios import RADIOS
from simulation.cohorts.shops import SHOPS
from simulation.cohorts.sleepers import SLEEPERS
from simulation.cohorts.students import STUDENTS
from simulation.cohorts.super_fans import SUPER_FANS
from simulation.cohorts.taxis import TAXIS
from simulation.cohorts.travellers import TRAVELLERS
from simulation.cohorts.venues import VENUES
from simulation.cohorts.wrong_clocks import WRONG_CLOCKS

COHORTS: tuple[Cohort, ...] = (
    PHONES,
    SHOPS,
    SUPER_FANS,
    SLEEPERS,
    STUDENTS,
    DJS,
    RADIOS,
    VENUES,
    TRAVELLERS,
    WRONG_CLOCKS,
    TAXIS,
)
