"""Trained models, and when each of them judges."""

from datetime import datetime

from kernel.events.event import Event
from kernel.events.sources import SourceType


class FraudModel(Event, frozen=True, kw_only=True):
    """One source type's part of a trained model: its manifest (JSON) and its arrays (.npz, never a pickle)."""

    version: str
    source_type: SourceType
    manifest: str
    arrays: bytes
    sha256: str


class ScheduledModel(Event, frozen=True, kw_only=True):
    """Which models judge the plays received from a moment on; None for the rules alone."""

    since: datetime
    live: str | None = None
    shadow: str | None = None


class ModelSchedule(Event, frozen=True, kw_only=True):
    """The order in which models were promoted, the earliest first."""

    models: tuple[ScheduledModel, ...]
