"""The process timescale-sink: its composition root."""

from functools import partial

from confluent_kafka import Producer

from kernel.clock import system_clock
from kernel.kafka import producer_config
from kernel.membership import leave
from kernel.process import begin, told_to_stop
from kernel.registry import Registry
from kernel.retry import outlast
from kernel.sink import SinkLoop, sink_consumer
from kernel.sink_decoding import KafkaDeadLetters
from kernel.starts import Starts
from sinks.timescale.database import Database
from sinks.timescale.settings import TimescaleSinkSettings
from sinks.timescale.sink import NAME, TimescaleSink


def main() -> None:
    """Runs until SIGTERM or SIGINT. Raises Fatal and Misconfigured."""
    settings = TimescaleSinkSettings()
    progress = begin(NAME, settings)
    letters = KafkaDeadLetters(NAME, Producer(producer_config(settings.kafka)))
    store = Database(settings.database.get_secret_value(), system_clock)
    registry = Registry(settings.registry)
    sink = outlast(lambda: TimescaleSink(store, registry, letters, system_clock), progress)
    stopping = told_to_stop()
    starts = outlast(lambda: Starts(settings.kafka, registry), progress)
    leaving = partial(leave, settings.kafka, NAME)
    SinkLoop(sink, sink_consumer(settings, NAME), starts, progress, leave=leaving).run(stopping)
    store.close()
