"""What a rule is told beside the play: figures of the play's source around the play's moment, and the rule's answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kernel.events import SeenPlay, Severity, Source


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An earlier judged play of the same ear. `gap_ms` is how much earlier (negative) or later it began."""

    play: SeenPlay
    gap_ms: int
    overlap_ms: int = 0


@dataclass(frozen=True, slots=True)
class History:
    """The plays that the source reported before this one, accepted or held, as far as they matter to it.

    `overlapping`: those that were heard at the same time, by the same ear (a phone, or one outlet of a licensee).
    `fixes`: the nearest accepted ones with a location, before and after, at most NEAR_HOURS away.
    `told_clock`: the nearest ones whose report told the source's clock, likewise.
    `plays_in_hour`, `heard_ms_in_hour`: of the hour of event time in which the play begins, without it.
    `source`: as registered; None where it is not known (yet).
    """

    source: Source | None = None
    overlapping: tuple[Neighbour, ...] = ()
    fixes: tuple[Neighbour, ...] = ()
    told_clock: tuple[Neighbour, ...] = ()
    plays_in_hour: int = 0
    heard_ms_in_hour: int = 0


@dataclass(frozen=True, slots=True)
class Signal:
    """A rule's hit: what it does, its weight in the score, the evidence in words, and the figures behind them."""

    rule: str
    severity: Severity
    weight: float
    evidence: str
    details: Mapping[str, str] = field(default_factory=dict)
