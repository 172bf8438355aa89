"""The faults, one kind a file. A new one is written beside the others and added to ALL."""

from tests.faults.injectors.broker import BROKER
from tests.faults.injectors.clocks import CLOCKS
from tests.faults.injectors.fault import Fault
from tests.faults.injectors.members import DYING, SECOND, TWINS, ZOMBIES
from tests.faults.injectors.network import NETWORK
from tests.faults.injectors.postgresql import POSTGRESQL
from tests.faults.injectors.redis import REDIS
from tests.faults.injectors.registry import REGISTRY
from tests.faults.injectors.signals import FROZEN, KILLED, STOPPED
from tests.faults.injectors.topics import TOPICS

ALL: tuple[Fault, ...] = (
    *KILLED,
    *STOPPED,
    *FROZEN,
    *SECOND,
    *DYING,
    *ZOMBIES,
    *TWINS,
    *CLOCKS,
    *BROKER,
    *REGISTRY,
    *POSTGRESQL,
    *REDIS,
    *TOPICS,
    *NETWORK,
)

QUICK = frozenset(
    {
        "sigkill-recognition",
        "sigkill-timescale-sink",
        "sigterm-redis-sink",
        "zombie-fraud",
        "sigkill-broker",
        "postgres-crash",
        "commit-cut-after-timescale-sink",
        "redis-wiped",
    }
)
"""The names of those that `make test` runs; `make faults` runs all."""
