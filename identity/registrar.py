"""Registers sources and changes their standing: a row in `devices` and its event in one transaction."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg

from kernel.clock import Clock, system_clock
from kernel.codec import Codec
from kernel.errors import DatabaseAway, Refused
from kernel.events.sources import Source, SourceType, Standing
from ledger.sources import publish, sources

CONNECT_SECONDS = 5
ID_CHARS = 100
_UPSERT = """
    INSERT INTO devices (source_id, source_type, name, stations, venues, district, plays_per_minute, changed_at)
    VALUES (%(source_id)s, %(source_type)s, %(name)s, %(stations)s, %(venues)s, %(district)s, %(plays_per_minute)s,
        %(changed_at)s)
    ON CONFLICT (source_id) DO UPDATE SET
        name = excluded.name, stations = excluded.stations, venues = excluded.venues, district = excluded.district,
        plays_per_minute = excluded.plays_per_minute, changed_at = excluded.changed_at
    WHERE devices.source_type = excluded.source_type
"""
_STAND = """
    UPDATE devices SET standing = %(standing)s, changed_at = %(changed_at)s
    WHERE source_id = %(source_id)s AND standing <> 'revoked'
"""


class Registrar:
    """Who writes `devices`. DatabaseAway where PostgreSQL does not answer."""

    def __init__(self, database: str, codec: Codec[Source], clock: Clock = system_clock) -> None:
        self._database = database
        self._codec = codec
        self._clock = clock

    def register(
        self,
        source_id: str,
        source_type: SourceType,
        name: str,
        stations: Sequence[str] = (),
        venues: Sequence[str] = (),
        district: str | None = None,
        plays_per_minute: int = 0,
    ) -> Source:
        """Registers a source, or changes what is known of it; its standing stays. Refused."""
        if not 1 <= len(source_id) <= ID_CHARS or not source_id.isprintable():
            raise Refused(f"a source's id has 1 to {ID_CHARS} printable characters")
        told = {
            "source_id": source_id,
            "source_type": source_type.value,
            "name": name,
            "stations": list(stations),
            "venues": list(venues),
            "district": district,
            "plays_per_minute": plays_per_minute,
            "changed_at": self._clock(),
        }
        with self._transaction() as connection:
            if not connection.execute(_UPSERT, told).rowcount:
                raise Refused(f"{source_id} is registered as another type than {source_type}; choose another id")
            return self._published(connection, source_id)

    def stand(self, source_id: str, standing: Standing) -> Source:
        """Changes a source's standing. Refused where there is none, or it is revoked, which is for ever."""
        values = {"source_id": source_id, "standing": standing.value, "changed_at": self._clock()}
        with self._transaction() as connection:
            if not connection.execute(_STAND, values).rowcount:
                known = sources(connection, [source_id])
                raise Refused(f"{source_id} is revoked, which is for ever" if known else unknown(source_id))
            return self._published(connection, source_id)

    def find(self, source_id: str) -> Source:
        """One source. Refused where there is none."""
        with self._transaction() as connection:
            found = sources(connection, [source_id])
        if not found:
            raise Refused(unknown(source_id))
        return found[0]

    def all(self) -> list[Source]:
        """Every source, by id."""
        with self._transaction() as connection:
            return sources(connection)

    def _published(self, connection: psycopg.Connection[Any], source_id: str) -> Source:
        (source,) = publish(connection, [source_id], self._codec)
        return source

    @contextmanager
    def _transaction(self) -> Iterator[psycopg.Connection[Any]]:
        try:
            with psycopg.connect(self._database, connect_timeout=CONNECT_SECONDS) as connection:
                yield connection
        except psycopg.errors.DataError as error:
            raise Refused(f"PostgreSQL refuses a value: {error}") from error
        except psycopg.errors.IntegrityError as error:
            raise Refused(f"PostgreSQL refuses a value: {error}") from error
        except psycopg.errors.UndefinedTable as error:
            raise Refused("there is no table of sources yet: run `injyana db migrate`") from error
        except psycopg.OperationalError as error:
            raise DatabaseAway(f"PostgreSQL does not answer: {error}") from error


def unknown(source_id: str) -> str:
    """What to say of an id that nobody has."""
    return f"no source is called {source_id}: `injyana sources list` shows all, `injyana sources register` makes one"
