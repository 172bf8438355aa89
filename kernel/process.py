"""How every process of ours begins: logs, health, and waiting until the servers that it needs are there."""

import signal
import threading

from confluent_kafka import KafkaException

from kernel import health, logs
from kernel.errors import BrokerAway
from kernel.health import Progress
from kernel.kafka import admin_client
from kernel.retry import outlast
from kernel.settings import Settings

CANNOT_GO_ON = 70
"""Exit status of a process that stops itself (EX_SOFTWARE of sysexits.h); its supervisor starts it again."""


def begin(name: str, settings: Settings) -> Progress:
    """Logs configured, health served, Kafka answering. Returns what the process's loop tells of its progress to."""
    logs.configure(name, settings.log_level)
    progress = Progress()
    health.serve(progress, settings.metrics_host, settings.metrics_port, settings.tls)
    outlast(lambda: kafka_answers(settings.kafka), progress)
    return progress


def told_to_stop() -> threading.Event:
    """An event that SIGTERM and SIGINT set from now on. Call it in the main thread."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    return stopping


def kafka_answers(bootstrap: str) -> None:
    """Returns once a broker has answered. BrokerAway."""
    try:
        admin_client(bootstrap).list_topics(timeout=5)
    except KafkaException as error:
        raise BrokerAway(f"Kafka at {bootstrap} does not answer: {error}") from error
