"""The live figures' writer: a batch of records and the positions it reached, in one Redis transaction.

Positions lie beside the figures, so that a Redis that came back with an older copy of its data also comes back with
older positions, and the records since then are read and applied again. The transaction watches both versions, so that
a rebuild knows exactly from which batch on the sink writes the new version too.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice

from redis import Redis
from redis.client import Pipeline
from redis.exceptions import (
    BusyLoadingError,
    ConnectionError,  # noqa: A004 - redis's own, which is no OSError
    ExecAbortError,
    OutOfMemoryError,
    ReadOnlyError,
    ResponseError,
    TimeoutError,  # noqa: A004
    WatchError,
)

from kernel.errors import Fenced, RedisAway
from sinks.redis.figures import Command
from sinks.redis.keys import FigureKeys, Keys

SOCKET_SECONDS = 10.0  # a healthy Redis answers a batch in milliseconds; longer than any save's fork takes
CLIENT_PARTS = 2000  # arguments in one command: bounds how long Redis serves nobody else

Partition = tuple[str, int]


def connect(url: str) -> Redis:
    """A client that answers in bytes. Nothing connects before the first command."""
    return Redis.from_url(url, socket_timeout=SOCKET_SECONDS, socket_connect_timeout=SOCKET_SECONDS)


@contextmanager
def redis_or_away() -> Iterator[None]:
    """Turns what Redis says while it is away, loading, full or a replica into RedisAway."""
    try:
        yield
    except (ConnectionError, TimeoutError, BusyLoadingError, ReadOnlyError, OutOfMemoryError) as error:
        raise RedisAway(f"Redis does not answer: {error}") from error
    except ExecAbortError as error:
        raise RedisAway(f"Redis refused a transaction, as it does when its memory is full: {error}") from error
    except ResponseError as error:
        if str(error).startswith(("OOM", "MISCONF", "NOREPLICAS")):
            raise RedisAway(f"Redis refuses writes: {error}") from error
        raise


@dataclass(slots=True)
class Live:
    """Writes the figures. One per process; it remembers the positions that it wrote itself.

    Both methods raise RedisAway, after which nothing of the batch is there, or all of it where only the
    answer was lost: the same batch again does no harm.
    """

    client: Redis
    keys: Keys = field(default_factory=Keys)
    _written: dict[Partition, int] = field(default_factory=dict)
    _tried: dict[Partition, int] = field(default_factory=dict)

    def position(self, partition: Partition) -> int | None:
        """Where to go on reading; None where Redis holds no position of the partition, being new or wiped."""
        with redis_or_away():
            found = self.client.hget(self.keys.positions, _name(partition))
        self._written.pop(partition, None)
        self._tried.pop(partition, None)
        if found is None:
            return None
        self._written[partition] = int(found)
        return int(found)

    def write(
        self, commands: Callable[[FigureKeys], Iterable[Command]], partition: Partition, next_offset: int
    ) -> None:
        """Applies the commands to the current and the pending version, and notes the position reached.

        Without a version (Redis is new or was wiped) only the position is noted: the rebuild due covers the rest.
        Fenced where Redis holds another position than this process wrote: another sink owns the partition, or Redis
        lost its newest writes. Starting again from Redis's position is right in both cases.
        """
        name = _name(partition)
        while True:
            try:
                with redis_or_away(), self.client.pipeline(transaction=True) as pipe:
                    watch(pipe, self.keys.version, self.keys.pending, self.keys.positions)
                    versions = pipe.mget(self.keys.version, self.keys.pending)
                    self._check(partition, pipe.hget(self.keys.positions, name))
                    pipe.multi()
                    for version in versions:
                        if version is not None:
                            execute(pipe, commands(self.keys.of(text(version))))
                    pipe.hset(self.keys.positions, name, str(next_offset))
                    self._tried[partition] = next_offset
                    pipe.execute()
            except WatchError:
                continue
            self._written[partition] = next_offset
            return

    def _check(self, partition: Partition, held: bytes | str | None) -> None:
        ours = (self._written.get(partition), self._tried.get(partition))
        if held is not None and int(held) not in ours and any(offset is not None for offset in ours):
            raise Fenced(
                f"{_name(partition)}: Redis stands at {int(held)}, this process at {ours[0]}; "
                "another sink owns the partition, or Redis lost its newest writes"
            )


def watch(pipe: Pipeline, *names: str) -> None:
    """Lets the pipeline's transaction fail when one of the keys changes before it."""
    pipe.watch(*names)  # type: ignore[no-untyped-call]


def execute(pipe: Pipeline, commands: Iterable[Command]) -> None:
    """Puts the commands into the pipeline, the long ones in parts."""
    for command in commands:
        for part in split(command):
            pipe.execute_command(*part)  # type: ignore[no-untyped-call]


def text(value: bytes | str) -> str:
    """A name or member that Redis answered with."""
    return value.decode() if isinstance(value, bytes) else value


def split(command: Command) -> Iterator[Command]:
    """A command of many members as several of at most CLIENT_PARTS arguments."""
    fixed = 3 if command[2:3] == ("GT",) else 2
    parts = iter(command[fixed:])
    if len(command) - fixed <= CLIENT_PARTS:
        yield command
        return
    while chunk := tuple(islice(parts, CLIENT_PARTS)):
        yield *command[:fixed], *chunk


def _name(partition: Partition) -> str:
    return f"{partition[0]}:{partition[1]}"
