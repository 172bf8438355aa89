"""The process of late matching and its loop."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from kernel import metrics
from kernel.clock import system_clock
from kernel.codec import Codec
from kernel.errors import DatabaseAway, Misconfigured
from kernel.events.plays import RecognizedPlay
from kernel.health import Progress
from kernel.process import begin
from kernel.registry import Registry
from kernel.retry import outlast
from kernel.topics import PLAYS_RECOGNIZED
from stream_processors.recognition.late.detections import Detections
from stream_processors.recognition.late.settings import LateMatchingSettings
from stream_processors.recognition.late.songs import Songs

NAME = "late-matching"
CHANNEL = "catalogue_changes"
"""PostgreSQL notifies it where songs changed."""
WAIT_SECONDS = 1.0
"""Detections that were stored meanwhile wait so long at the most, and changes whose notification got lost."""
LIMITS = (
    "-c timezone=UTC -c lock_timeout=5s -c statement_timeout=60s -c idle_in_transaction_session_timeout=15s -c jit=off"
)
"""After which a stopped server, or a stopped process that holds rows, lets go of the other."""


def main() -> None:
    """Runs until SIGTERM or SIGINT. Misconfigured."""
    settings = LateMatchingSettings()
    progress = begin(NAME, settings)
    codec = outlast(lambda: Codec(PLAYS_RECOGNIZED, Registry(settings.registry)), progress)
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    address = settings.database.get_secret_value()
    while not stopping.is_set():
        outlast(lambda: serve(address, codec, progress, stopping), progress, stopping.wait)


def serve(address: str, codec: Codec[RecognizedPlay], progress: Progress, stopping: threading.Event) -> None:
    """Matches whatever is due until told to stop; beside it others may do the same. DatabaseAway, Misconfigured."""
    with _connected(address) as connection:
        connection.execute(f"LISTEN {CHANNEL}")
        songs = Songs(connection)
        detections = Detections(connection, songs, codec, system_clock)
        while not stopping.is_set():
            songs.read()
            progress.becomes_ready()
            while detections.match() and not stopping.is_set():
                progress.made()
                metrics.LATE_MATCHING_BEHIND.set(detections.behind())
            progress.made()
            metrics.LATE_MATCHING_BEHIND.set(detections.behind())
            if not stopping.is_set():
                for _ in connection.notifies(timeout=WAIT_SECONDS, stop_after=1):
                    pass


@contextmanager
def _connected(address: str) -> Iterator[psycopg.Connection[Any]]:
    try:
        with psycopg.connect(address, autocommit=True, connect_timeout=5, options=LIMITS) as connection:
            yield connection
    except psycopg.ProgrammingError as error:
        raise Misconfigured(f"the database is not as expected; run `injyana db migrate`: {error}") from error
    except psycopg.Error as error:
        raise DatabaseAway(f"PostgreSQL: {error}") from error
