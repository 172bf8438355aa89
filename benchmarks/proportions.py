"""Shares of counted things, with what chance allows."""

from dataclasses import dataclass
from math import sqrt
from typing import Final

Z: Final = 1.959964
"""Of a 95 % interval."""


@dataclass(frozen=True, slots=True)
class Share:
    """So many of `all`; `low` and `high` bound its share in percent with 95 % confidence (Wilson, 1927)."""

    some: int
    all: int

    @property
    def percent(self) -> float:
        return 100 * self.some / self.all if self.all else float("nan")

    @property
    def low(self) -> float:
        return max(0.0, self._middle - self._half)

    @property
    def high(self) -> float:
        return min(100.0, self._middle + self._half)

    def __str__(self) -> str:
        return f"{self.some} of {self.all}, 95 %: {self.low:.2f} to {self.high:.2f}"

    @property
    def _middle(self) -> float:
        return 100 * (self.some + Z * Z / 2) / (self.all + Z * Z)

    @property
    def _half(self) -> float:
        share = self.some / max(self.all, 1)
        return 100 * Z * sqrt(self.all * share * (1 - share) + Z * Z / 4) / (self.all + Z * Z)
