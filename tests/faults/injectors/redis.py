"""Redis is away, is wiped, or has no memory left."""

from dataclasses import dataclass

from redis import Redis

from injyana.local import programs
from injyana.local import redis as server
from tests.faults.injectors.fault import Context
from tests.waiting import wait_until

NAME = "redis"
UP_SECONDS = 60.0
USERS = ("redis-sink", "gateway")


@dataclass
class Away:
    """Stopped, and started again empty after a while: the gateway forgets ids, the figures are rebuilt."""

    name: str = "redis-away"
    seconds: tuple[float, float] = (4.0, 12.0)
    stops: tuple[str, ...] = USERS

    def inject(self, context: Context) -> None:
        context.stack.supervisor.stop_program(programs.SERVERS, NAME)

    def heal(self, context: Context) -> None:
        context.stack.supervisor.start_program(programs.SERVERS, NAME)
        probe = server.server(context.local).probe
        wait_until(lambda: probe() is None, UP_SECONDS, "an answer of Redis")


@dataclass
class Wiped:
    """FLUSHALL: everything that it held is gone, in the middle of whatever happens."""

    name: str = "redis-wiped"
    seconds: tuple[float, float] = (0.0, 0.0)
    stops: tuple[str, ...] = ("redis-sink",)

    def inject(self, context: Context) -> None:
        with Redis.from_url(context.local.redis) as client:
            client.flushall()

    def heal(self, context: Context) -> None:
        """The sink rebuilds the figures."""


@dataclass
class OutOfMemory:
    """It holds more than it may: every write is refused, reading goes on."""

    name: str = "redis-out-of-memory"
    seconds: tuple[float, float] = (4.0, 12.0)
    stops: tuple[str, ...] = USERS
    _limit: str | None = None

    def inject(self, context: Context) -> None:
        with Redis.from_url(context.local.redis, decode_responses=True) as client:
            self._limit = str(client.config_get("maxmemory")["maxmemory"])
            client.config_set("maxmemory", 1)

    def heal(self, context: Context) -> None:
        if self._limit is not None:
            with Redis.from_url(context.local.redis) as client:
                client.config_set("maxmemory", self._limit)
            self._limit = None


REDIS = (Away(), Wiped(), OutOfMemory())
