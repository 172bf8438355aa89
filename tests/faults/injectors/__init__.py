"""The faults, one kind a file. A new one is written beside the others and added to ALL."""

from tests.faults.injectors.broker import BROKER
from tests.faults.injectors.fault import Fault
from tests.faults.injectors.members import DYING, SECOND, TWINS, ZOMBIES
from tests.faults.injectors.registry import REGISTRY
from tests.faults.injectors.signals import FROZEN, KILLED, STOPPED

ALL: tuple[Fault, ...] = (
    *KILLED,
    *STOPPED,
    *FROZEN,
    *SECOND,
    *DYING,
    *ZOMBIES,
    *TWINS,
    *BROKER,
    *REGISTRY,
)

QUICK = frozenset(
    {
        "sigkill-gateway",
        "sigkill-recognition",
        "sigkill-fraud",
        "sigkill-aggregation",
        "sigkill-timescale-sink",
        "sigkill-relay",
        "sigterm-redis-sink",
        "zombie-fraud",
        "second-aggregation-sigterm",
        "sigkill-broker",
    }
)
"""The names of those that `make test` runs; `make faults` runs all."""
