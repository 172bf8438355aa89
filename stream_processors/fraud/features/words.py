"""Features in words that an artist can read."""

from collections.abc import Callable, Mapping
from typing import Final

from kernel.events.flags import Contribution
from stream_processors.fraud.features.names import FEATURES, INDEX
from stream_processors.fraud.words import duration

_SHOWN: Final[Mapping[str, Callable[[float], str]]] = {
    "share": lambda value: f"{100 * value:.0f} %",
    "seconds": lambda value: duration(1000 * value),
    "hours": lambda value: duration(3_600_000 * value),
    "days": lambda value: duration(86_400_000 * value),
}


def shown(name: str, value: float) -> str:
    """A feature's value in its natural unit: '92 %', '4 hours', '212 plays a day'. KeyError for an unknown name."""
    unit = FEATURES[INDEX[name]].unit
    return _SHOWN[unit](value) if unit in _SHOWN else f"{_rounded(value)} {unit}"


def phrase(contribution: Contribution) -> str:
    """'share of the most played artist: 92 % (normal: 8 % to 45 %)'."""
    name = contribution.feature
    normal = f"{shown(name, contribution.low)} to {shown(name, contribution.high)}"
    return f"{FEATURES[INDEX[name]].words}: {shown(name, contribution.value)} (normal: {normal})"


def _rounded(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 10 else f"{value:.1f}"
