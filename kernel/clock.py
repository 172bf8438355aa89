"""The time, as something that is handed in."""

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]

KIGALI = ZoneInfo("Africa/Kigali")


def system_clock() -> datetime:
    """Now, in UTC, cut to the millisecond that every topic carries."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)
