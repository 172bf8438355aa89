"""The process second-look: its composition root and its loop."""

import logging
import threading
from datetime import timedelta
from typing import Any

import psycopg

from kernel.clock import system_clock
from kernel.codec import Codecs
from kernel.health import Progress
from kernel.listener import listening
from kernel.process import begin, told_to_stop
from kernel.registry import Registry
from kernel.retry import outlast
from kernel.topics import FRAUD_FINDINGS, FRAUD_FLAGS, PLAYS_SCORED, SOURCES
from second_look.holds import Holds, Patience
from second_look.reputations import Reputations
from second_look.settings import SecondLookSettings
from second_look.third_look import ThirdLook
from second_look.turns import Turns

LOG = logging.getLogger(__name__)

NAME = "second-look"
CHANNEL = "fraud_findings"
"""PostgreSQL notifies it where findings changed."""
WAIT_SECONDS = 1.0
"""A notification that got lost, and plays that come late, wait so long at the most."""


def main() -> None:
    """Runs until SIGTERM or SIGINT. Misconfigured."""
    settings = SecondLookSettings()
    progress = begin(NAME, settings)
    codecs = Codecs(Registry(settings.registry))
    for topic in (PLAYS_SCORED, FRAUD_FLAGS, FRAUD_FINDINGS, SOURCES):
        outlast(lambda topic=topic: codecs.get(topic), progress)  # type: ignore[misc]
    stopping = told_to_stop()
    address = settings.database.get_secret_value()
    patience = Patience(settled=timedelta(seconds=settings.settle_seconds))
    while not stopping.is_set():
        outlast(lambda: serve(address, codecs, progress, stopping, patience), progress, stopping.wait)


def serve(address: str, codecs: Codecs, progress: Progress, stopping: threading.Event, patience: Patience) -> None:
    """Looks until told to stop; while another process does, this one waits to take its place. DatabaseAway."""
    with listening(address, CHANNEL) as connection:
        reputations = Reputations(connection, codecs.get(SOURCES), system_clock)
        third_look = ThirdLook(connection, codecs.get(FRAUD_FINDINGS), system_clock)
        turns = Turns(Holds(connection, codecs, system_clock, patience), reputations, third_look)
        first = False
        while not stopping.is_set():
            progress.becomes_ready()
            first = first or _first(connection)
            if first:
                for _ in turns.turn():
                    progress.made()
                    if stopping.is_set():
                        return
            progress.made()
            for _ in connection.notifies(timeout=WAIT_SECONDS, stop_after=1):
                pass


def _first(connection: psycopg.Connection[Any]) -> bool:
    """Whether this is the process that looks: the first one connected, until its connection ends."""
    row = connection.execute("SELECT pg_try_advisory_lock(hashtextextended('second-look', 0))").fetchone()
    return bool(row and row[0])
