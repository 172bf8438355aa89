"""The thresholds of the rules: one versioned data file, each with its unit and its reason."""

from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Generic, TypeVar

import msgspec
import yaml

from kernel.errors import Misconfigured
from kernel.events import Severity, SourceType

V = TypeVar("V")

FILE = Path(__file__).with_name("thresholds.yaml")


class Ear(StrEnum):
    """What of a source hears one thing at a time."""

    SOURCE = "source"
    OUTLET = "outlet"
    NONE = "none"


class _Data(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


class Limit(_Data, Generic[V], frozen=True):
    """A value, what it counts, and why it is that value."""

    value: V
    unit: str
    reason: str


class Rated(_Data, frozen=True):
    """What every rule has: what a hit does, and how much it weighs in the score, 0 to 1."""

    severity: Severity
    weight: float


class DuplicateInTime(Rated, frozen=True):
    tolerance_ms: Limit[int]


class Overlap(Rated, frozen=True):
    tolerance_ms: Limit[dict[SourceType, int]]


class Rate(Rated, frozen=True):
    plays_an_hour: Limit[dict[SourceType, int]]
    heard_share: Limit[dict[SourceType, float]]


class ImpossibleTravel(Rated, frozen=True):
    source_types: Limit[frozenset[SourceType]]
    speed_kmh: Limit[float]
    distance_km: Limit[float]


class ClockSkew(Rated, frozen=True):
    skew_ms: Limit[int]


class ClockJump(Rated, frozen=True):
    change_ms: Limit[int]


class Thresholds(_Data, frozen=True):
    """All of them, by rule."""

    version: str
    hears: Limit[dict[SourceType, Ear]]
    duplicate_in_time: DuplicateInTime
    overlap: Overlap
    rate: Rate
    impossible_travel: ImpossibleTravel
    clock_skew: ClockSkew
    clock_jump: ClockJump
    source_standing: Rated
    declared_differs: Rated


def load(path: Path = FILE) -> tuple[Thresholds, str]:
    """The thresholds and their version: the file's own, and a digest of the file. Misconfigured where it is wrong."""
    try:
        data = path.read_bytes()
        thresholds = msgspec.convert(yaml.safe_load(data), Thresholds)
    except (OSError, yaml.YAMLError, msgspec.ValidationError) as error:
        raise Misconfigured(f"{path} does not hold the thresholds of the fraud rules: {error}") from error
    missing = set(SourceType) - thresholds.hears.value.keys()
    if missing:
        raise Misconfigured(f"{path}: `hears` says nothing about {', '.join(sorted(missing))}")
    return thresholds, f"rules-{thresholds.version}+{sha256(data).hexdigest()[:8]}"


THRESHOLDS, RULES_VERSION = load()
