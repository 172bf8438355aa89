"""Which model judges a play: the last one promoted for plays received by then."""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from kernel.errors import BadModel, ModelAway
from kernel.events.models import FraudModel, ModelSchedule, ScheduledModel
from kernel.events.sources import SourceType
from stream_processors.fraud.models.bundle import Bundle
from stream_processors.fraud.models.scoring import Scorer

KEY = "schedule"
"""The one key of the topic fraud.schedule."""

DECODED = 8
"""Versions kept decoded, the latest used: two are in force at a time, and a replay passes through few."""


class Models(Protocol):
    """The models in force. Both depend on their arguments alone, however often and whenever they are asked."""

    def live(self, source_type: SourceType, received_at: datetime) -> Scorer | None:
        """What judges a play; None where the rules judge alone. ModelAway where it is not here (yet)."""

    def shadow(self, source_type: SourceType, received_at: datetime) -> Scorer | None:
        """What scores a play without effect; None where there is nothing to compare with. ModelAway, likewise."""


class FixedModels:
    """The same models at any time: for evaluation, simulation and tests."""

    def __init__(self, live: Bundle | None = None, shadow: Bundle | None = None) -> None:
        self._live = live
        self._shadow = shadow

    def live(self, source_type: SourceType, received_at: datetime) -> Scorer | None:  # noqa: ARG002 - the protocol's
        return self._live.scorer(source_type) if self._live else None

    def shadow(self, source_type: SourceType, received_at: datetime) -> Scorer | None:  # noqa: ARG002
        return self._shadow.scorer(source_type) if self._shadow else None


class Schedules(Protocol):
    """What is kept of the topic fraud.schedule: `kernel.compacted.CompactedReader` is one."""

    def get(self, key: str) -> ModelSchedule | None: ...


class Published(Protocol):
    """What is kept of the topic fraud.models, likewise."""

    def get(self, key: str) -> FraudModel | None: ...


class ScheduledModels:
    """The models that the topics fraud.schedule and fraud.models say.

    A model that is in force must be here and fit this code, or nothing is judged: ModelAway, so that a play is never
    judged by less than what was in force when it was received.
    """

    def __init__(self, schedules: Schedules, models: Published) -> None:
        self._schedules = schedules
        self._models = models
        self._read: tuple[ModelSchedule | None, tuple[datetime, ...]] = (None, ())
        self._bundles: dict[str, Bundle] = {}

    def live(self, source_type: SourceType, received_at: datetime) -> Scorer | None:
        entry = self.entry(received_at)
        return self._scorer(entry.live, source_type) if entry else None

    def shadow(self, source_type: SourceType, received_at: datetime) -> Scorer | None:
        entry = self.entry(received_at)
        return self._scorer(entry.shadow, source_type) if entry else None

    def entry(self, received_at: datetime) -> ScheduledModel | None:
        """What was scheduled for plays received then; None before the first promotion."""
        schedule = self._schedules.get(KEY)
        if schedule is None:
            return None
        known, since = self._read
        if schedule is not known:
            since = tuple(entry.since for entry in schedule.models)
            self._read = schedule, since
        place = bisect_right(since, received_at)
        return schedule.models[place - 1] if place else None

    def _scorer(self, version: str | None, source_type: SourceType) -> Scorer | None:
        if version is None:
            return None
        bundle = self._bundles.get(version)
        if bundle is None:
            bundle = self._load(version)
            while len(self._bundles) >= DECODED:
                self._bundles.pop(next(iter(self._bundles)), None)
            self._bundles[version] = bundle
        return bundle.scorer(source_type)

    def _load(self, version: str) -> Bundle:
        found = [model for each in SourceType if (model := self._models.get(model_key(version, each))) is not None]
        try:
            bundle = Bundle.read(found)
            if bundle.version != version:
                raise BadModel(f"under its key lies {bundle.version}")
        except BadModel as error:
            raise ModelAway(f"the fraud model {version} is in force, but cannot be used: {error}") from error
        return bundle


def model_key(version: str, source_type: SourceType) -> str:
    """The key in the topic fraud.models."""
    return f"{version}|{source_type.value}"


def in_order(entries: Iterable[ScheduledModel]) -> ModelSchedule:
    """The schedule of entries in the order in which they were decided.

    A later decision for the same moment, or for an earlier one, replaces what was decided from then on.
    """
    kept: list[ScheduledModel] = []
    for entry in entries:
        while kept and kept[-1].since >= entry.since:
            kept.pop()
        kept.append(entry)
    return ModelSchedule(models=tuple(kept))
