"""Simulated plays to train on before there are real ones."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from kernel.events.sources import Source
from kernel.ids import SourceId
from simulation.country import START, Simulated, simulate
from training.rows import Past

SOURCES: Final = 800
MOST_DAYS: Final = 10
"""More teach nothing new, since simulated habits do not change."""


@dataclass(frozen=True, slots=True)
class Country:
    """An honest country; nobody in it cheats, so that all of its plays are clean."""

    country: Simulated
    since: datetime
    until: datetime

    @property
    def sources(self) -> dict[SourceId, Source]:
        return {source.source_id: source for source in self.country.sources}

    def plays(self) -> Iterator[Past]:
        """Its plays, partition by partition, in the order of receipt."""
        truths = [truth for truth in self.country.plays() if not truth.resend]
        truths.sort(key=lambda truth: truth.play.origin.partition)
        for truth in truths:
            yield Past(truth.play)


def country(seed: int, days: int) -> Country:
    """The country of a seed."""
    days = min(days, MOST_DAYS)
    since = START.astimezone(UTC)
    return Country(simulate(seed, days=days, sources=SOURCES), since, since + timedelta(days=days))
