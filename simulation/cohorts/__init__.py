"""The honest cohorts, in the order in which sources are made."""

from simulation.cohorts.choirs import CHOIRS
from simulation.cohorts.cohort import Cohort
from simulation.cohorts.djs import DJS
from simulation.cohorts.new_records import NEW_RECORDS
from simulation.cohorts.phones import PHONES
from simulation.cohorts.radios import RADIOS
from simulation.cohorts.shared_playlists import SHARED_PLAYLISTS
from simulation.cohorts.shops import SHOPS
from simulation.cohorts.sleepers import SLEEPERS
from simulation.cohorts.students import STUDENTS
from simulation.cohorts.super_fans import SUPER_FANS
from simulation.cohorts.taxis import TAXIS
from simulation.cohorts.travellers import TRAVELLERS
from simulation.cohorts.venues import VENUES
from simulation.cohorts.village_radios import VILLAGE_RADIOS
from simulation.cohorts.viral_hits import VIRAL_HITS
from simulation.cohorts.wedding_guests import WEDDING_GUESTS
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
    NEW_RECORDS,
    VIRAL_HITS,
    CHOIRS,
    WEDDING_GUESTS,
    SHARED_PLAYLISTS,
    VILLAGE_RADIOS,
)
