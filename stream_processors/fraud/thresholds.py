"""The thresholds of the fraud engine: one versioned data file, each with its unit and its reason."""

from enum import StrEnum
from hashlib import sha256
from pathlib import Path

import msgspec
import yaml

from kernel.errors import Misconfigured
from kernel.events.flags import Severity
from kernel.events.sources import SourceType
from stream_processors.fraud.limit import Data, Limit
from stream_processors.fraud.second_look.limits import SecondLook
from stream_processors.fraud.third_look.limits import ThirdLook

FILE = Path(__file__).with_name("thresholds.yaml")


class Ear(StrEnum):
    """What of a source hears one thing at a time."""

    SOURCE = "source"
    OUTLET = "outlet"
    NONE = "none"


class Rated(Data, frozen=True):
    """What every rule has: what a hit does, and how much it weighs in the score, 0 to 1."""

    severity: Severity
    weight: float


class DuplicateInTime(Rated, frozen=True):
    tolerance_ms: Limit[dict[SourceType, int]]
    clock_ms: Limit[int]


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
    skew_ms: Limit[dict[SourceType, int]]


class ClockJump(Rated, frozen=True):
    change_ms: Limit[int]
    within_ms: Limit[int]


class ClockVariance(Rated, frozen=True):
    change_ms: Limit[int]
    moves: Limit[int]


class RateOfDay(Rated, frozen=True):
    plays: Limit[dict[SourceType, int]]


class SameSong(Rated, frozen=True):
    plays_a_day: Limit[dict[SourceType, int]]


class Unbroken(Rated, frozen=True):
    hours: Limit[dict[SourceType, int]]


class SelfPlay(Rated, frozen=True):
    share: Limit[float]
    plays: Limit[int]


class ClosedVenue(Rated, frozen=True):
    tolerance_minutes: Limit[int]


class Unregistered(Rated, frozen=True):
    tolerance_ms: Limit[int]


class DeclaredDiffers(Rated, frozen=True):
    plays: Limit[int]
    share: Limit[float]


class CopiedSound(Rated, frozen=True):
    source_types: Limit[frozenset[SourceType]]


class ReplayedRun(Rated, frozen=True):
    source_types: Limit[frozenset[SourceType]]
    plays: Limit[int]
    songs: Limit[int]
    tolerance_ms: Limit[int]


class OutOfOrder(Rated, frozen=True):
    source_types: Limit[frozenset[SourceType]]
    restart: Limit[int]
    slack: Limit[int]
    slack_ms: Limit[int]


class CaughtOften(Rated, frozen=True):
    plays: Limit[int]
    share: Limit[float]


class Behaviour(Data, frozen=True):
    """What the models hold by."""

    tail: Limit[dict[SourceType, float]]
    trusted: Limit[float]
    distrusted: Limit[float]


class Thresholds(Data, frozen=True):
    """All of them, by rule."""

    version: str
    hears: Limit[dict[SourceType, Ear]]
    source_standing: Rated
    unregistered: Unregistered
    duplicate_in_time: DuplicateInTime
    rate: Rate
    rate_of_day: RateOfDay
    overlap: Overlap
    impossible_travel: ImpossibleTravel
    declared_differs: DeclaredDiffers
    copied_sound: CopiedSound
    replayed_run: ReplayedRun
    out_of_order: OutOfOrder
    long_past: Rated
    same_song: SameSong
    unbroken: Unbroken
    self_play: SelfPlay
    closed_venue: ClosedVenue
    clock_jump: ClockJump
    clock_skew: ClockSkew
    clock_variance: ClockVariance
    caught_often: CaughtOften
    behaviour: Behaviour
    second_look: SecondLook
    third_look: ThirdLook


def load(path: Path = FILE) -> tuple[Thresholds, str]:
    """The thresholds and their version: the file's own, and a digest of the file. Misconfigured where it is wrong."""
    try:
        data = path.read_bytes()
        thresholds = msgspec.convert(yaml.safe_load(data), Thresholds)
    except (OSError, yaml.YAMLError, msgspec.ValidationError) as error:
        raise Misconfigured(f"{path} does not hold the thresholds of the fraud rules: {error}") from error
    for name, said in (("hears", thresholds.hears.value), ("tail", thresholds.behaviour.tail.value)):
        missing = set(SourceType) - said.keys()
        if missing:
            raise Misconfigured(f"{path}: `{name}` says nothing about {', '.join(sorted(missing))}")
    return thresholds, f"rules-{thresholds.version}+{sha256(data).hexdigest()[:8]}"


THRESHOLDS, RULES_VERSION = load()
