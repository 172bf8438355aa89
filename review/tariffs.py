"""What plays are worth, estimated: exact fractions of francs by minute heard, read from tariffs.yaml."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from math import lcm
from pathlib import Path
from typing import Any

import yaml

from kernel.errors import Misconfigured
from kernel.events.sources import SourceType

FILE = Path(__file__).with_name("tariffs.yaml")
MINUTE_MS = 60_000
UNITS = {"tariffs": "RWF per minute heard", "second_person": "RWF", "second_person_hours": "hours"}


@dataclass(frozen=True, slots=True)
class Tariffs:
    """Francs by minute heard of each type of source, and from which stake on a rejection takes two people."""

    version: str
    by_minute: Mapping[SourceType, Fraction]
    second_person_rwf: int
    second_person_within: timedelta

    def francs(self, heard_ms: Mapping[SourceType, int]) -> int:
        """What so many milliseconds heard of each type are worth, in whole francs: summed exactly, cut once."""
        worth = sum((self.by_minute[kind] * ms for kind, ms in heard_ms.items()), Fraction(0))
        return int(worth // MINUTE_MS)

    @property
    def weights(self) -> dict[str, int]:
        """Whole numbers in the proportion of the tariffs, so that a database can sum exactly."""
        return {kind.value: int(value * self._denominator) for kind, value in self.by_minute.items()}

    @property
    def divisor(self) -> int:
        """By what the sum of milliseconds times weights is divided to get francs."""
        return MINUTE_MS * self._denominator

    @property
    def _denominator(self) -> int:
        return lcm(*(value.denominator for value in self.by_minute.values()))


def read(path: Path = FILE) -> Tariffs:
    """The tariffs of a file. Misconfigured where a type lacks one, or anything lacks its unit or reason."""
    try:
        data: dict[str, Any] = yaml.safe_load(path.read_text())
        given, limits = data["tariffs"], data["limits"]
        for name, entry in [*given.items(), *limits.items()]:
            if entry["unit"] != UNITS.get(name, UNITS["tariffs"]) or not entry["reason"]:
                raise Misconfigured(f"{path}: {name} needs its unit and a reason")
        values = {SourceType(name): Fraction(entry["value"]) for name, entry in given.items()}
        made = Tariffs(
            version=str(data["version"]),
            by_minute=values,
            second_person_rwf=int(limits["second_person"]["value"]),
            second_person_within=timedelta(hours=int(limits["second_person_hours"]["value"])),
        )
    except (OSError, KeyError, TypeError, ValueError, ZeroDivisionError, yaml.YAMLError) as error:
        raise Misconfigured(f"{path} does not give the tariffs: {error!r}") from error
    if set(values) != set(SourceType) or min(values.values()) < 0 or made.second_person_rwf < 0:
        raise Misconfigured(f"{path} must give every type of source a tariff that is not negative")
    return made
