"""Waiting for a condition with a deadline: the only way in which a test waits."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

POLL_SECONDS = 0.05


def wait_until(condition: Callable[[], T], seconds: float = 30, what: str = "the condition") -> T:
    """The first truthy value of the condition; AssertionError naming the last one where `seconds` pass without."""
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > deadline:
            raise AssertionError(f"{what} did not come true within {seconds:g} s; the last value was {value!r}")
        time.sleep(POLL_SECONDS)
    return value
