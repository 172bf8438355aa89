"""The limits of thresholds.yaml, typed."""

from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Generic, TypeVar

import msgspec
import yaml

from kernel.errors import Misconfigured

FILE = Path(__file__).parent / "thresholds.yaml"

V = TypeVar("V", int, float)


class Limit(msgspec.Struct, Generic[V], frozen=True, forbid_unknown_fields=True):
    """A limit with its unit, and why it is what it is."""

    value: V
    unit: str
    reason: str


class Thresholds(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of them."""

    version: str
    half_life: Limit[int]
    memory: Limit[int]
    outcomes_of_a_decision: Limit[int]
    quantile: Limit[float]
    refresh: Limit[int]
    ahead: Limit[int]


def load(path: Path = FILE) -> tuple[Thresholds, str]:
    """The limits and their version: the file's own, and a digest of the file. Misconfigured where it is wrong."""
    try:
        data = path.read_bytes()
        thresholds = msgspec.convert(yaml.safe_load(data), Thresholds)
    except (OSError, yaml.YAMLError, msgspec.ValidationError) as error:
        raise Misconfigured(f"{path} does not hold the limits of reputations: {error}") from error
    return thresholds, f"reputation-{thresholds.version}+{sha256(data).hexdigest()[:8]}"


THRESHOLDS, VERSION = load()
HALF_LIFE = timedelta(days=THRESHOLDS.half_life.value)
MEMORY = timedelta(days=THRESHOLDS.memory.value)
REFRESH = timedelta(days=THRESHOLDS.refresh.value)
AHEAD = timedelta(minutes=THRESHOLDS.ahead.value)
OUTCOMES_OF_A_DECISION = THRESHOLDS.outcomes_of_a_decision.value
QUANTILE = THRESHOLDS.quantile.value
