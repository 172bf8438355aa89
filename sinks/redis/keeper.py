"""Notices that Redis holds no figures, being new or wiped, and has them rebuilt, beside the sink's loop."""

import logging
import threading
from collections.abc import Callable

from kernel import metrics
from kernel.errors import Outage, Refused
from sinks.redis.reader import Reader
from sinks.redis.rebuild import Rebuilt

LOG = logging.getLogger(__name__)

LOOK_SECONDS = 1.0  # how long a wiped Redis goes unnoticed


class Keeper:
    """Looks for the version until told to stop. `rebuild` makes one and may raise Outage or Refused."""

    def __init__(self, reader: Reader, rebuild: Callable[[], Rebuilt]) -> None:
        self._reader = reader
        self._rebuild = rebuild

    def run(self, stopping: threading.Event) -> None:
        """Returns once `stopping` is set."""
        while not stopping.is_set():
            self.look()
            stopping.wait(LOOK_SECONDS)

    def look(self) -> None:
        """One look, and a rebuild where it is due."""
        try:
            missing = self._reader.version() is None
            metrics.LIVE_FIGURES.set(not missing)
            if missing:
                LOG.warning("Redis holds no live figures: rebuilding them from the ledger")
                done = self._rebuild()
                metrics.LIVE_FIGURES.set(1)
                LOG.warning("rebuilt %d totals and %d plays in %.1f s", done.totals, done.plays, done.seconds)
        except Outage as outage:
            LOG.warning("the live figures cannot be looked after: %s", outage)
        except Refused as refused:
            LOG.info("%s", refused)
