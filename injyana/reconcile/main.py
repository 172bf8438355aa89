"""The process reconcile: its composition root and its loop."""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress

from injyana.reconcile.run import Run, Scope, Servers, tell
from injyana.reconcile.scope import last_days, old_day
from injyana.reconcile.settings import ReconcileSettings
from kernel import metrics
from kernel.clock import system_clock
from kernel.codec import Codecs
from kernel.errors import Refused
from kernel.health import Progress
from kernel.process import begin, told_to_stop
from kernel.registry import Registry
from kernel.retry import outlast
from sinks.redis.live import connect

LOG = logging.getLogger(__name__)

NAME = "reconcile"
BEAT_SECONDS = 1.0
LAST_DAYS = 2
LONGEST_SECONDS = 1800.0
"""A run may work for so long in one call of a server; one that takes longer hangs, and the process does not live."""


class Stopped(Exception):
    """The process was told to stop while a run was at work; nothing of it was written."""


def main() -> None:
    """Runs until SIGTERM or SIGINT. Misconfigured."""
    settings = ReconcileSettings()
    progress = begin(NAME, settings)
    stopping = told_to_stop()
    done = time.time()
    metrics.RECONCILIATION_AGE.set_function(lambda: time.time() - done)
    turn = 0

    def go_on() -> None:
        if stopping.is_set():
            raise Stopped

    with servers(settings) as where, suppress(Stopped):
        run = Run(where, settings.patience_seconds, go_on)
        progress.becomes_ready()
        while not stopping.is_set():
            if outlast(lambda turn=turn: _alive(progress, run, turn), progress, stopping.wait):  # type: ignore[misc]
                done = time.time()
                turn += 1
            progress.becomes_ready()
            _rest(settings.reconcile_seconds, progress, stopping)


def once(run: Run, turn: int) -> bool:
    """One run: what is new, the last days and an older one. False where another one is at work. Outage."""
    now = run.servers.clock()
    try:
        report = run.run(Scope([last_days(now, LAST_DAYS), old_day(now, turn)]))
    except Refused as refused:
        LOG.info("%s", refused)
        return False
    tell(report)
    for gap in report.gaps:
        LOG.error("a gap", extra={"gap": gap.kind, "subject": gap.subject, "event_id": gap.event_id})
    LOG.info("reconciled %d detections and %d totals", report.total.accepted, report.figures)
    return True


@contextmanager
def servers(settings: ReconcileSettings) -> Iterator[Servers]:
    """Everything that a run asks."""
    with (
        closing(Registry(settings.registry)) as registry,
        connect(settings.redis.get_secret_value()) as redis,
    ):
        yield Servers(settings.database.get_secret_value(), settings.kafka, redis, Codecs(registry), system_clock)


def _alive(progress: Progress, run: Run, turn: int) -> bool:
    """One run, while which the process lives."""
    run.beat()
    ended = threading.Event()
    until = time.monotonic() + LONGEST_SECONDS

    def beat() -> None:
        while not ended.wait(BEAT_SECONDS) and time.monotonic() < until:
            progress.made()

    threading.Thread(target=beat, name="beat", daemon=True).start()
    try:
        return once(run, turn)
    finally:
        ended.set()


def _rest(seconds: float, progress: Progress, stopping: threading.Event) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until and not stopping.wait(BEAT_SECONDS):
        progress.made()
