"""Waiting out an outage."""

import logging
import time
from collections.abc import Callable
from typing import TypeVar

from kernel.errors import Outage
from kernel.health import Progress

LOG = logging.getLogger(__name__)

T = TypeVar("T")

FIRST_SECONDS = 0.2
LONGEST_SECONDS = 5.0
"""A server that came back is used within this time."""


def outlast(action: Callable[[], T], progress: Progress, wait: Callable[[float], object] = time.sleep) -> T:
    """The action's result, however many outages it takes; between tries the waits double up to LONGEST_SECONDS.

    The process is not ready meanwhile, and stays live: an outage elsewhere is no reason to restart it. Whoever calls
    says afterwards when it is ready again. Other errors pass.
    """
    seconds = FIRST_SECONDS
    while True:
        try:
            return action()
        except Outage as error:
            LOG.warning("%s; trying again in %.1f s", error, seconds)
            progress.waits_for(str(error))
            progress.made()
        wait(seconds)
        seconds = min(seconds * 2, LONGEST_SECONDS)
