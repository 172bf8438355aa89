"""The attacks, by name."""

from simulation.attacks.attack import Attack
from simulation.attacks.bought_dj import BOUGHT_DJ
from simulation.attacks.colluding_venue import COLLUDING_VENUE
from simulation.attacks.emulator_farm import EMULATOR_FARM
from simulation.attacks.forged_metadata import FORGED_METADATA
from simulation.attacks.hidden_player import HIDDEN_PLAYER
from simulation.attacks.hired_listeners import HIRED_LISTENERS
from simulation.attacks.impossible_rate import IMPOSSIBLE_RATE
from simulation.attacks.lending_circle import LENDING_CIRCLE
from simulation.attacks.loop import LOOP
from simulation.attacks.night_farm import NIGHT_FARM
from simulation.attacks.padded_log import PADDED_LOG
from simulation.attacks.replay import REPLAY
from simulation.attacks.slow_ramp import SLOW_RAMP
from simulation.attacks.spread_thin import SPREAD_THIN
from simulation.attacks.teleport import TELEPORT

ATTACKS: tuple[Attack, ...] = (
    LOOP,
    NIGHT_FARM,
    EMULATOR_FARM,
    SPREAD_THIN,
    REPLAY,
    TELEPORT,
    IMPOSSIBLE_RATE,
    FORGED_METADATA,
    COLLUDING_VENUE,
    BOUGHT_DJ,
    SLOW_RAMP,
    HIRED_LISTENERS,
    LENDING_CIRCLE,
    HIDDEN_PLAYER,
    PADDED_LOG,
)

LISTENERS: tuple[Attack, ...] = (HIRED_LISTENERS, LENDING_CIRCLE, HIDDEN_PLAYER, PADDED_LOG)
"""Of these those whose every source looks like a listener, or a station: only beside others do they stand out."""
