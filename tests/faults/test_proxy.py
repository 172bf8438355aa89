"""The proxy in front of a real PostgreSQL: what a client knows, and what is stored, when COMMIT is cut."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from tests.faults.injectors.network import Link, Proxy, Watch
from tests.faults.injectors.postgresql import AtCommit
from tests.waiting import wait_until


@contextmanager
def through(database: str, watch: Watch) -> Iterator[tuple[Proxy, str]]:
    """A proxy before the database, and the address that leads through it."""
    address = urlsplit(database)
    assert address.hostname is not None
    assert address.port is not None
    proxy = Proxy(address.hostname, address.port, watch)
    try:
        host = address.netloc.rpartition(":")[0]
        yield proxy, urlunsplit(address._replace(netloc=f"{host}:{proxy.port}"))
    finally:
        proxy.close()


def stored(database: str) -> int:
    with psycopg.connect(database) as connection:
        row = connection.execute("SELECT count(*) FROM sink_offsets WHERE sink = 'proxy'").fetchone()
    assert row is not None
    return int(row[0])


def insert(connection: "psycopg.Connection[tuple[object, ...]]") -> None:
    connection.execute("INSERT INTO sink_offsets (sink, topic, partition, next_offset) VALUES ('proxy', 't', 0, 1)")


@pytest.mark.parametrize("before", [True, False])
def test_a_connection_is_cut_at_commit(database: str, before: bool) -> None:
    watch = AtCommit(1, before)
    with through(database, watch) as (proxy, address):
        connection = psycopg.connect(address)
        insert(connection)
        if not before:  # the client waits for an answer that it never gets, until it is cut off
            proxy.cut_when_answered()
        with pytest.raises(psycopg.OperationalError):
            connection.commit()
        connection.close()
        assert watch.left == 0
    wait_until(lambda: stored(database) == (0 if before else 1), what="the server's end of the transaction")


def test_a_network_that_is_cut_and_mended(database: str) -> None:
    def unwatched(_link: Link, data: bytes) -> bytes:
        return data

    with through(database, unwatched) as (proxy, address):
        with psycopg.connect(address) as connection:
            insert(connection)
        proxy.cut()
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(address, connect_timeout=5)
        proxy.mend()
        proxy.delay = 0.01
        with suppress(psycopg.errors.UniqueViolation), psycopg.connect(address) as connection:
            insert(connection)
    assert stored(database) == 1
