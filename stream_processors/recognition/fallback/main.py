"""The process of the fallback and its loop."""

import logging
import threading
from collections.abc import Sequence

from redis import Redis

from kernel.clock import system_clock
from kernel.codec import Codec
from kernel.events.plays import RecognizedPlay
from kernel.health import Progress
from kernel.listener import listening
from kernel.process import begin, told_to_stop
from kernel.registry import Registry
from kernel.retry import outlast
from kernel.topics import PLAYS_RECOGNIZED
from stream_processors.recognition.fallback.acoustid import Acoustid
from stream_processors.recognition.fallback.asks import Asks
from stream_processors.recognition.fallback.audd import Audd
from stream_processors.recognition.fallback.pace import Pace, connect
from stream_processors.recognition.fallback.settings import FallbackSettings
from stream_processors.recognition.fallback.worker import Worker

LOG = logging.getLogger(__name__)

NAME = "fallback"
CHANNEL = "fallback"
"""PostgreSQL notifies it where something was uploaded."""
WAIT_SECONDS = 1.0
"""Plays that were stored meanwhile wait so long at the most."""


def main() -> None:
    """Runs until SIGTERM or SIGINT. Misconfigured."""
    settings = FallbackSettings()
    progress = begin(NAME, settings)
    codec = outlast(lambda: Codec(PLAYS_RECOGNIZED, Registry(settings.registry)), progress)
    stopping = told_to_stop()
    with connect(settings.redis.get_secret_value()) as redis:
        workers = workers_of(settings, redis)
        progress.remarks(silent(settings))
        LOG.info(progress.report()["remark"] or "all services are asked")
        address = settings.database.get_secret_value()
        while not stopping.is_set():
            outlast(lambda: serve(address, workers, codec, progress, stopping), progress, stopping.wait)


def workers_of(settings: FallbackSettings, redis: Redis) -> list[Worker]:
    """One for each service that may be asked."""
    workers = []
    if settings.acoustid_key.get_secret_value():
        acoustid = Acoustid(settings.acoustid_key, settings.acoustid_url)
        pace = Pace(redis, acoustid.name, settings.acoustid_per_second)
        workers.append(Worker(acoustid, pace, settings.acoustid_per_day))
    if settings.audd and settings.audd_token.get_secret_value():
        audd = Audd(settings.audd_token, settings.audd_url)
        workers.append(Worker(audd, Pace(redis, audd.name, settings.audd_per_second), settings.audd_per_day))
    return workers


def silent(settings: FallbackSettings) -> str | None:
    """Which services are not asked, and what would change that; None where all are."""
    said = []
    if not settings.acoustid_key.get_secret_value():
        said.append("AcoustID is not asked: INJYANA_ACOUSTID_KEY is not set")
    if not settings.audd:
        said.append("AudD is not asked: INJYANA_AUDD is not 1")
    elif not settings.audd_token.get_secret_value():
        said.append("AudD is not asked: INJYANA_AUDD_TOKEN is not set")
    return "; ".join(said) or None


def serve(
    address: str,
    workers: Sequence[Worker],
    codec: Codec[RecognizedPlay],
    progress: Progress,
    stopping: threading.Event,
) -> None:
    """Asks whatever is due until told to stop; others may do the same beside it.

    DatabaseAway, RedisAway, Misconfigured.
    """
    with listening(address, CHANNEL) as connection:
        rows = [(worker, Asks(connection, worker.service.name, codec, system_clock)) for worker in workers]
        while not stopping.is_set():
            progress.becomes_ready()
            progress.made()
            asked = [worker.turn(asks, stopping) for worker, asks in rows]
            if not any(asked) and not stopping.is_set():
                for _ in connection.notifies(timeout=WAIT_SECONDS, stop_after=1):
                    pass
            if refused := [worker.refused for worker in workers if worker.refused]:
                progress.remarks("; ".join(refused))
