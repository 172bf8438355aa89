"""How fast a service is asked by all workers together: one moment, kept in Redis."""

import math
from pathlib import Path
from typing import cast

from redis import Redis
from redis.exceptions import RedisError

from kernel.errors import RedisAway

SCRIPT = (Path(__file__).parent / "pace.lua").read_text()
SOCKET_SECONDS = 2.0


class Pace:
    """Lets one question through in each interval. A Redis that forgot lets one more through, not more."""

    def __init__(self, client: Redis, service: str, per_second: float) -> None:
        self._script = client.register_script(SCRIPT)
        self._key = f"fallback:pace:{service}"
        self._gap_ms = math.ceil(1000 / per_second)

    def wait_s(self) -> float:
        """0, and a question may be sent now; else how long to wait before asking again here. RedisAway."""
        try:
            return cast(int, self._script(keys=[self._key], args=[self._gap_ms])) / 1000
        except RedisError as error:
            raise RedisAway(f"Redis does not say how fast {self._key} may be asked: {error}") from error


def connect(url: str) -> Redis:
    """A client for paces. Nothing connects before the first of them."""
    return Redis.from_url(url, socket_timeout=SOCKET_SECONDS, socket_connect_timeout=SOCKET_SECONDS)
