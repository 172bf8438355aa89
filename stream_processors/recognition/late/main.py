"""The process of late matching and its loop: what waits is matched again, what stays unknown compared with itself."""

import threading

from kernel import metrics
from kernel.clock import system_clock
from kernel.codec import Codec
from kernel.events.plays import RecognizedPlay
from kernel.health import Progress
from kernel.listener import listening
from kernel.process import begin, told_to_stop
from kernel.registry import Registry
from kernel.retry import outlast
from kernel.topics import PLAYS_RECOGNIZED
from stream_processors.recognition.late.detections import Detections
from stream_processors.recognition.late.settings import LateMatchingSettings
from stream_processors.recognition.late.songs import Songs
from stream_processors.recognition.unknown.recordings import Recordings

NAME = "late-matching"
CHANNEL = "catalogue_changes"
"""PostgreSQL notifies it where songs changed."""
WAIT_SECONDS = 1.0
"""Detections that were stored meanwhile wait so long at the most, and changes whose notification got lost."""


def main() -> None:
    """Runs until SIGTERM or SIGINT. Misconfigured."""
    settings = LateMatchingSettings()
    progress = begin(NAME, settings)
    codec = outlast(lambda: Codec(PLAYS_RECOGNIZED, Registry(settings.registry)), progress)
    stopping = told_to_stop()
    address = settings.database.get_secret_value()
    while not stopping.is_set():
        outlast(lambda: serve(address, codec, progress, stopping), progress, stopping.wait)


def serve(address: str, codec: Codec[RecognizedPlay], progress: Progress, stopping: threading.Event) -> None:
    """Matches whatever is due until told to stop; beside it others may do the same. DatabaseAway, Misconfigured."""
    with listening(address, CHANNEL) as connection:
        songs = Songs(connection)
        detections = Detections(connection, songs, codec, system_clock)
        unknown = Recordings(connection, codec)
        while not stopping.is_set():
            songs.read()
            progress.becomes_ready()
            while detections.match() and not stopping.is_set():
                progress.made()
                metrics.LATE_MATCHING_BEHIND.set(detections.behind())
            progress.made()
            metrics.LATE_MATCHING_BEHIND.set(detections.behind())
            if not unknown.turn() and not stopping.is_set():
                for _ in connection.notifies(timeout=WAIT_SECONDS, stop_after=1):
                    pass
