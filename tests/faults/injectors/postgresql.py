"""PostgreSQL crashes, cuts connections, holds locks, has a full disc, is slow, or is lost in the middle of a COMMIT."""

import os
import signal
import struct
from dataclasses import dataclass, field

import psycopg

from injyana.local import postgres, programs
from tests.faults.harness.worker import Worker
from tests.faults.injectors.fault import Context
from tests.faults.injectors.network import Link, Proxy, back, behind
from tests.faults.injectors.signals import pid
from tests.waiting import wait_until

NAME = "postgres"
UP_SECONDS = 120.0
COMMIT_SECONDS = 180.0
"""A process that starts, and its reconnections, on a busy machine."""
WRITERS = ("timescale-sink", "relay", "second-look", "late-matching", "review")
"""Who writes to it."""


@dataclass
class Crashed:
    """An immediate shutdown, as after a loss of power: it recovers from its log."""

    name: str = "postgres-crash"
    seconds: tuple[float, float] = (0.0, 0.0)
    stops: tuple[str, ...] = WRITERS
    _before: int | None = None

    def inject(self, context: Context) -> None:
        self._before = pid(context, NAME)
        os.kill(self._before, signal.SIGQUIT)

    def heal(self, context: Context) -> None:
        states = context.stack.supervisor.states
        wait_until(lambda: states()[NAME].pid not in (None, self._before), UP_SECONDS, "another PostgreSQL")
        _until_up(context)


@dataclass
class Away:
    """Stopped in order, and started again after a while."""

    name: str = "postgres-away"
    seconds: tuple[float, float] = (4.0, 15.0)
    stops: tuple[str, ...] = WRITERS

    def inject(self, context: Context) -> None:
        context.stack.supervisor.stop_program(programs.SERVERS, NAME)

    def heal(self, context: Context) -> None:
        context.stack.supervisor.start_program(programs.SERVERS, NAME)
        _until_up(context)


@dataclass
class Terminated:
    """An administrator ends every connection, whatever it is about."""

    name: str = "postgres-terminates"
    seconds: tuple[float, float] = (0.0, 0.0)
    stops: tuple[str, ...] = WRITERS

    def inject(self, context: Context) -> None:
        with psycopg.connect(context.local.database_of("postgres"), autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = 'injyana' AND usename = 'injyana'"
            )

    def heal(self, context: Context) -> None:
        """They connect again."""


@dataclass
class Locked:
    """Somebody holds the ledger's table for longer than anybody waits for a lock."""

    name: str = "postgres-locked"
    seconds: tuple[float, float] = (8.0, 20.0)
    stops: tuple[str, ...] = ("timescale-sink",)
    _holder: "psycopg.Connection[tuple[object, ...]] | None" = field(default=None, repr=False)

    def inject(self, context: Context) -> None:
        self._holder = psycopg.connect(context.local.database)
        self._holder.execute("LOCK TABLE event_ledger IN ACCESS EXCLUSIVE MODE")

    def heal(self, context: Context) -> None:  # noqa: ARG002 - the lock goes with its holder
        if self._holder is not None:
            self._holder.close()
            self._holder = None


@dataclass
class Refusing:
    """Each statement that adds to the ledger's ids does something else first."""

    name: str
    body: str
    seconds: tuple[float, float] = (5.0, 15.0)
    stops: tuple[str, ...] = ("timescale-sink",)

    def inject(self, context: Context) -> None:
        with psycopg.connect(context.local.database) as connection:
            text = f"CREATE OR REPLACE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN {self.body} END$$"
            connection.execute(text.encode())
            connection.execute(
                "CREATE TRIGGER fault BEFORE INSERT ON event_ledger FOR EACH STATEMENT EXECUTE FUNCTION fault()"
            )

    def heal(self, context: Context) -> None:
        with psycopg.connect(context.local.database) as connection:
            connection.execute("DROP TRIGGER IF EXISTS fault ON event_ledger")


class AtCommit:
    """A watch that cuts the first connections on which a COMMIT passes: the protocol's messages, not their bytes.

    `before`: the server never sees it, and rolls back. Otherwise it commits, and its answer is lost.
    """

    def __init__(self, times: int, before: bool) -> None:
        self.left = times
        self._before = before

    def __call__(self, link: Link, data: bytes) -> bytes:
        """What goes on to the server; cuts where it holds a COMMIT."""
        link.seen += data
        for message in self._messages(link):
            if self.left and _commits(message):
                self.left -= 1
                if self._before:
                    link.cut()
                    return b""
                link.deaf = True
        return data

    def _messages(self, link: Link) -> list[bytes]:
        """The whole messages so far: https://www.postgresql.org/docs/15/protocol-message-formats.html."""
        found = []
        while len(link.seen) >= 5:
            untyped = link.seen[0] == 0  # the start-up message and the requests before it have no type
            (size,) = struct.unpack("!I", link.seen[:4] if untyped else link.seen[1:5])
            size += not untyped
            if len(link.seen) < size:
                break
            found.append(link.seen[:size])
            link.seen = link.seen[size:]
        return found


def _commits(message: bytes) -> bool:
    """Whether it is a query of COMMIT, or one to be parsed, which has a name first."""
    kind, body = message[:1], message[5:]
    query = body.partition(b"\0")[2] if kind == b"P" else body
    return kind in (b"Q", b"P") and query.upper().startswith(b"COMMIT")


@dataclass
class CutAtCommit:
    """The connection dies while a transaction is committed, a few times; nobody knows whether it was."""

    process: str
    before: bool
    seconds: tuple[float, float] = (0.0, 0.0)
    times: int = 3
    _proxy: Proxy | None = field(default=None, repr=False)
    _worker: Worker | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        return f"commit-cut-{'before' if self.before else 'after'}-{self.process}"

    @property
    def stops(self) -> tuple[str, ...]:
        return (self.process,)

    def inject(self, context: Context) -> None:
        watch = AtCommit(self.times, self.before)
        self._proxy, self._worker = behind(context, self.process, "database", watch)
        self._proxy.cut_when_answered()
        wait_until(lambda: watch.left == 0, COMMIT_SECONDS, f"{self.times} connections cut at COMMIT")

    def heal(self, context: Context) -> None:
        back(context, self.process, self._worker, self._proxy)
        self._proxy = self._worker = None


def _until_up(context: Context) -> None:
    probe = postgres.server(context.local).probe
    wait_until(lambda: probe() is None, UP_SECONDS, "an answer of PostgreSQL")


DISK_FULL = "RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100';"
SLOW = "PERFORM pg_sleep(1.5); RETURN NULL;"

POSTGRESQL = (
    Crashed(),
    Away(),
    Terminated(),
    Locked(),
    Refusing("postgres-disk-full", DISK_FULL),
    Refusing("postgres-slow", SLOW),
    CutAtCommit("timescale-sink", before=True),
    CutAtCommit("timescale-sink", before=False),
)
