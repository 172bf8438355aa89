"""The fraud process: plays are judged by rules and models with their source's past, and again payee by payee."""

from typing import TypeVar

from kernel.codec import Codec
from kernel.compacted import CompactedReader
from kernel.events.event import Event
from kernel.faust_app import run_app
from kernel.health import Progress
from kernel.process import begin
from kernel.registry import Registry
from kernel.retry import outlast
from kernel.topics import FRAUD_MODELS, FRAUD_SCHEDULE, SOURCES, Topic
from stream_processors.fraud.drift import Baselines, Drift
from stream_processors.fraud.models.schedule import ScheduledModels
from stream_processors.fraud.second_look.stage import second_look_stage
from stream_processors.fraud.settings import FraudSettings
from stream_processors.fraud.stage import fraud_stage

NAME = "fraud"

E = TypeVar("E", bound=Event)


def main() -> None:
    """Learns the sources' standing and the models in force, then judges plays until it is told to stop."""
    settings = FraudSettings()
    progress = begin(NAME, settings)
    registry = Registry(settings.registry)
    sources = _read(SOURCES, "the sources' standing", settings, registry, progress)
    models = _read(FRAUD_MODELS, "the models", settings, registry, progress)
    schedule = _read(FRAUD_SCHEDULE, "the schedule of the models", settings, registry, progress)
    scheduled = ScheduledModels(schedule, models)
    drift = Drift(Baselines(scheduled))
    run_app(
        NAME,
        [fraud_stage(sources.get, scheduled, settings.batch, drift.told), second_look_stage()],
        settings,
        progress,
        ready=lambda: sources.ready and models.ready and schedule.ready,
    )


def _read(
    topic: Topic[E], what: str, settings: FraudSettings, registry: Registry, progress: Progress
) -> CompactedReader[E]:
    """A compacted topic in memory, when it was read to its end."""
    reader = CompactedReader(settings.kafka, topic, outlast(lambda: Codec(topic, registry), progress))
    reader.start()
    while not reader.wait(1):
        progress.waits_for(what)
        progress.made()
    return reader
