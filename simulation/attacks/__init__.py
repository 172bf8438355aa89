"""The attacks, by name."""

from simulation.attacks.attack import Attack
from simulation.attacks.loop import LOOP
from simulation.attacks.night_farm import NIGHT_FARM
from simulation.attacks.spread_thin import SPREAD_THIN

ATTACKS: tuple[Attack, ...] = (
    LOOP,
    NIGHT_FARM,
    SPREAD_THIN,
)
