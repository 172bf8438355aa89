"""Models for the tests of the step: what they say follows from the features by a few sums."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import cast

import numpy as np
from numpy.typing import NDArray

from kernel.events.flags import Contribution
from kernel.events.sources import SourceType
from stream_processors.fraud.features.names import FEATURES
from stream_processors.fraud.models.schedule import Models
from stream_processors.fraud.models.scoring import Scored, Scorer
from tests.unit.fraud.plays import NOON


class Judge:
    """In the place of a Scorer: some plays are odd, and which depends on all features."""

    def __init__(self, version: str, odd: float) -> None:
        self.version = version
        self.odd = odd
        self.calls = 0

    def scores(self, x: NDArray[np.float64]) -> Scored:
        self.calls += 1
        total = np.zeros(len(x))
        for number in range(x.shape[1]):
            total += x[:, number] * (number + 1)
        tail = np.mod(np.abs(total), 1.0)
        return Scored(np.where(tail < self.odd, tail * 0.001, tail), 1.0 - tail)

    def contributions(self, row: Sequence[float]) -> tuple[Contribution, ...]:
        return (Contribution(feature=FEATURES[0].name, value=row[0], low=0.0, high=1.0, weight=1.0),)


class Fixed:
    """The same live and shadow model for every source but streaming services."""

    def __init__(self, live: Judge | None, shadow: Judge | None = None) -> None:
        self._live = live
        self._shadow = shadow

    def live(self, source_type: SourceType, _received_at: datetime) -> Scorer | None:
        return None if source_type is SourceType.STREAMING else cast(Scorer | None, self._live)

    def shadow(self, source_type: SourceType, _received_at: datetime) -> Scorer | None:
        return None if source_type is SourceType.STREAMING else cast(Scorer | None, self._shadow)


class Promoted(Fixed):
    """One model, and another for what is received from a moment on."""

    def __init__(self, first: Judge, then: Judge, since: datetime) -> None:
        super().__init__(first)
        self._then = then
        self._since = since

    def live(self, source_type: SourceType, received_at: datetime) -> Scorer | None:
        return cast(Scorer, self._then) if received_at >= self._since else super().live(source_type, received_at)


MODELS: Models = Promoted(Judge("model-1", 0.3), Judge("model-2", 0.3), NOON + timedelta(hours=2))
