"""The fraud process: plays are judged by the rules, with their source's recent past."""

from kernel.codec import Codec
from kernel.compacted import CompactedReader
from kernel.faust_app import run_app
from kernel.process import begin
from kernel.registry import Registry
from kernel.retry import outlast
from kernel.topics import SOURCES
from stream_processors.fraud.settings import FraudSettings
from stream_processors.fraud.stage import fraud_stage

NAME = "fraud"


def main() -> None:
    """Learns the sources' standing, then judges plays until it is told to stop."""
    settings = FraudSettings()
    progress = begin(NAME, settings)
    registry = Registry(settings.registry)
    sources = CompactedReader(settings.kafka, SOURCES, outlast(lambda: Codec(SOURCES, registry), progress))
    sources.start()
    while not sources.wait(1):
        progress.waits_for("the sources' standing")
        progress.made()
    run_app(NAME, [fraud_stage(sources.get, settings.batch)], settings, progress, ready=lambda: sources.ready)
