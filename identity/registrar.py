"""Registers sources and changes their standing: a row in `devices` and its event in one transaction."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.rows import dict_row

from kernel import outbox
from kernel.clock import Clock, system_clock
from kernel.codec import Codec
from kernel.errors import DatabaseAway, Refused
from kernel.events import Source, SourceType, Standing
from kernel.ids import SourceId, StationId, VenueId
from kernel.topics import SOURCES

CONNECT_SECONDS = 5
ID_CHARS = 100
_COLUMNS = (
    "source_id, source_type, name, standing, stations, venues, district, plays_per_minute, attestation, changed_at"
)
_UPSERT = f"""
    INSERT INTO devices ({_COLUMNS})
    VALUES (%(source_id)s, %(source_type)s, %(name)s, %(standing)s, %(stations)s, %(venues)s, %(district)s,
        %(plays_per_minute)s, %(attestation)s, %(changed_at)s)
    ON CONFLICT (source_id) DO UPDATE SET
        name = excluded.name, stations = excluded.stations, venues = excluded.venues, district = excluded.district,
        plays_per_minute = excluded.plays_per_minute, changed_at = excluded.changed_at
    WHERE devices.source_type = excluded.source_type
    RETURNING {_COLUMNS}
"""  # noqa: S608 - the names are ours
_STAND = f"""
    UPDATE devices SET standing = %(standing)s, changed_at = %(changed_at)s
    WHERE source_id = %(source_id)s AND standing <> 'revoked'
    RETURNING {_COLUMNS}
"""  # noqa: S608
_LIST = f"SELECT {_COLUMNS} FROM devices ORDER BY source_id"  # noqa: S608
_FIND = f"SELECT {_COLUMNS} FROM devices WHERE source_id = %(source_id)s"  # noqa: S608


class Registrar:
    """The only writer of sources. DatabaseAway where PostgreSQL does not answer."""

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
        source = Source(
            source_id=SourceId(source_id),
            source_type=source_type,
            name=name,
            standing=Standing.REGISTERED,
            stations=tuple(StationId(each) for each in stations),
            venues=tuple(VenueId(each) for each in venues),
            district=district,
            plays_per_minute=plays_per_minute,
            changed_at=self._clock(),
        )
        with self._transaction() as connection:
            found = self._one(connection, _UPSERT, _values(source))
            if found is None:
                raise Refused(f"{source_id} is registered as another type than {source_type}; choose another id")
            return self._published(connection, found)

    def stand(self, source_id: str, standing: Standing) -> Source:
        """Changes a source's standing. Refused where there is none, or it is revoked, which is for ever."""
        values = {"source_id": source_id, "standing": standing.value, "changed_at": self._clock()}
        with self._transaction() as connection:
            found = self._one(connection, _STAND, values)
            if found is None:
                known = self._one(connection, _FIND, {"source_id": source_id})
                raise Refused(f"{source_id} is revoked, which is for ever" if known else unknown(source_id))
            return self._published(connection, found)

    def find(self, source_id: str) -> Source:
        """One source. Refused where there is none."""
        with self._transaction() as connection:
            found = self._one(connection, _FIND, {"source_id": source_id})
        if found is None:
            raise Refused(unknown(source_id))
        return found

    def all(self) -> list[Source]:
        """Every source, by id."""
        with self._transaction() as connection:
            return [_source(row) for row in connection.cursor(row_factory=dict_row).execute(_LIST)]

    def _published(self, connection: psycopg.Connection[Any], source: Source) -> Source:
        outbox.put(connection, SOURCES, source.source_id, source, self._codec)
        return source

    def _one(self, connection: psycopg.Connection[Any], query: str, values: dict[str, Any]) -> Source | None:
        row = connection.cursor(row_factory=dict_row).execute(query, values).fetchone()
        return None if row is None else _source(row)

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


def _values(source: Source) -> dict[str, Any]:
    return {
        "source_id": source.source_id,
        "source_type": source.source_type.value,
        "name": source.name,
        "standing": source.standing.value,
        "stations": list(source.stations),
        "venues": list(source.venues),
        "district": source.district,
        "plays_per_minute": source.plays_per_minute,
        "attestation": source.attestation,
        "changed_at": source.changed_at,
    }


def _source(row: dict[str, Any]) -> Source:
    known = row | {
        "source_type": SourceType(row["source_type"]),
        "standing": Standing(row["standing"]),
        "stations": tuple(row["stations"]),
        "venues": tuple(row["venues"]),
    }
    return Source(**known)
