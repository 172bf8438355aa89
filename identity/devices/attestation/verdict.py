"""What comes of an attestation: evidence for whoever judges plays, never a refusal."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """Where a device's key is kept, as far as the device has shown. To show nothing is neutral."""

    NONE = "none"
    FAILED = "failed"
    """It showed something that does not hold."""
    SOFTWARE = "software"
    UNLOCKED = "unlocked"
    """In secure hardware, of a system that anybody may have changed."""
    TRUSTED_ENVIRONMENT = "trusted_environment"
    STRONG_BOX = "strong_box"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The level, and what it rests on, as JSON can write it."""

    level: Level
    evidence: dict[str, str | int | bool | None]
