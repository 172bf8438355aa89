"""The process redis-sink: its composition root."""

import threading
from functools import partial

from confluent_kafka import Producer

from kernel import kafka
from kernel.membership import leave
from kernel.process import begin, told_to_stop
from kernel.registry import Registry
from kernel.retry import outlast
from kernel.sink import SinkLoop, sink_consumer
from kernel.sink_decoding import KafkaDeadLetters
from kernel.starts import Starts
from sinks.redis.keeper import Keeper
from sinks.redis.live import Live, connect
from sinks.redis.reader import Reader
from sinks.redis.rebuild import Rebuild, Rebuilt
from sinks.redis.settings import RedisSinkSettings
from sinks.redis.sink import NAME, RedisSink

WITHIN_SECONDS = 0.5
"""How long totals wait for company: nobody sees half a second, and most totals of a second are replaced by the next."""


def main() -> None:
    """Runs until SIGTERM or SIGINT. Raises Fatal and Misconfigured."""
    settings = RedisSinkSettings()
    progress = begin(NAME, settings)
    stopping = told_to_stop()
    registry = Registry(settings.registry)
    letters = KafkaDeadLetters(NAME, Producer(kafka.producer_config(settings.kafka)))
    live = Live(connect(settings.redis.get_secret_value()))
    sink = outlast(lambda: RedisSink(live, registry, letters), progress)
    keeper = Keeper(Reader(connect(settings.redis.get_secret_value())), lambda: rebuild(settings))
    threading.Thread(target=keeper.run, args=(stopping,), name="keeper", daemon=True).start()
    starts = outlast(lambda: Starts(settings.kafka, registry), progress)
    leaving = partial(leave, settings.kafka, NAME)
    SinkLoop(sink, sink_consumer(settings, NAME), starts, progress, within=WITHIN_SECONDS, leave=leaving).run(stopping)


def rebuild(settings: RedisSinkSettings) -> Rebuilt:
    """One rebuild by these settings, with connections of its own. Outage, Refused."""
    with connect(settings.redis.get_secret_value()) as client:
        return Rebuild(client, settings.database.get_secret_value(), settings.kafka).run()
