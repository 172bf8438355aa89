"""People who sign in: their rows in `users`, their roles, and whether they may act now."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec
import psycopg
from psycopg.rows import dict_row

from kernel.errors import DatabaseAway, Refused

CONNECT_SECONDS = 5
NAME_CHARS = 100
_COLUMNS = "u.user_id, u.name, u.role, u.standing, a.artist_id"
_ADD = "INSERT INTO users (name, role) VALUES (%(name)s, %(role)s) RETURNING user_id"
_LINK = """
    UPDATE artists SET user_id = %(user_id)s WHERE artist_id = %(artist_id)s AND user_id IS NULL RETURNING artist_id
"""
_STAND = """
    UPDATE users SET standing = %(standing)s, changed_at = now()
    WHERE user_id = %(user_id)s AND standing <> 'closed' RETURNING user_id
"""
_FROM = f"SELECT {_COLUMNS} FROM users u LEFT JOIN artists a USING (user_id)"  # noqa: S608 - the names are ours
_ALL = f"{_FROM} ORDER BY u.created_at, u.user_id"
_FIND = f"{_FROM} WHERE u.user_id = %(user_id)s"
_NAMED = f"{_FROM} WHERE u.name = %(name)s ORDER BY u.user_id"


class PersonRole(StrEnum):
    """Roles that people are given by hand."""

    REVIEWER = "reviewer"
    ADMIN = "admin"
    ARTIST = "artist"


class PersonStanding(StrEnum):
    """Whether a person may act."""

    ACTIVE = "active"
    SUSPENDED = "suspended"


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """A person as a row of `users`; `artist_id` is the artist whose figures the person sees."""

    user_id: str
    name: str
    role: str
    standing: str
    artist_id: str | None = None


class People:
    """The only writer of people. DatabaseAway where PostgreSQL does not answer."""

    def __init__(self, database: str) -> None:
        self._database = database

    def add(self, name: str, role: PersonRole, artist_id: str | None = None) -> Person:
        """Adds a person; an artist is given the artist whose figures they see. Refused."""
        if not 1 <= len(name) <= NAME_CHARS or not name.isprintable() or name != name.strip():
            raise Refused(f"a person's name has 1 to {NAME_CHARS} printable characters and no blanks around it")
        if (role is PersonRole.ARTIST) is not (artist_id is not None):
            raise Refused("an artist needs --artist with the artist's id; nobody else has one")
        with self._transaction() as connection:
            cursor = connection.cursor(row_factory=dict_row)
            if cursor.execute(_NAMED, {"name": name}).fetchone() is not None:
                raise Refused(f"somebody is called {name} already; decisions are shown under names, so choose another")
            added = cursor.execute(_ADD, {"name": name, "role": role.value}).fetchone() or {}
            values = {"user_id": added["user_id"], "artist_id": artist_id}
            if artist_id is not None and cursor.execute(_LINK, values).fetchone() is None:
                raise Refused(f"no artist {artist_id} is without an account: `injyana catalogue list` shows artists")
            return self._one(cursor, _FIND, values)

    def find(self, who: str) -> Person:
        """A person by id or by name. Refused where there is none, or several have the name."""
        with self._transaction() as connection:
            return self._find(connection.cursor(row_factory=dict_row), who)

    def stand(self, who: str, standing: PersonStanding) -> Person:
        """Changes a person's standing, which counts at once. Refused where there is none, or the account is closed."""
        with self._transaction() as connection:
            cursor = connection.cursor(row_factory=dict_row)
            values = {"user_id": UUID(self._find(cursor, who).user_id), "standing": standing.value}
            if cursor.execute(_STAND, values).fetchone() is None:
                raise Refused(f"the account of {who} is closed, which is for ever")
            return self._one(cursor, _FIND, values)

    def all(self) -> list[Person]:
        """Everybody, in the order in which they were added."""
        with self._transaction() as connection:
            return [_person(row) for row in connection.cursor(row_factory=dict_row).execute(_ALL)]

    def _find(self, cursor: "psycopg.Cursor[dict[str, Any]]", who: str) -> Person:
        try:
            found = cursor.execute(_FIND, {"user_id": UUID(who)}).fetchall()
        except ValueError:
            found = cursor.execute(_NAMED, {"name": who}).fetchall()
        if len(found) > 1:
            raise Refused(f"{len(found)} people are called {who}: name one by id, which `injyana users list` shows")
        if not found:
            raise Refused(f"nobody is called {who}: `injyana users list` shows all, `injyana users add` adds one")
        return _person(found[0])

    def _one(self, cursor: "psycopg.Cursor[dict[str, Any]]", query: str, values: dict[str, Any]) -> Person:
        row = cursor.execute(query, values).fetchone()
        if row is None:
            raise Refused("the person is gone")
        return _person(row)

    @contextmanager
    def _transaction(self) -> Iterator[psycopg.Connection[Any]]:
        try:
            with psycopg.connect(self._database, connect_timeout=CONNECT_SECONDS) as connection:
                yield connection
        except (psycopg.errors.DataError, psycopg.errors.IntegrityError) as error:
            raise Refused(f"PostgreSQL refuses a value: {error}") from error
        except psycopg.errors.UndefinedTable as error:
            raise Refused("there is no table of people yet: run `injyana db migrate`") from error
        except psycopg.OperationalError as error:
            raise DatabaseAway(f"PostgreSQL does not answer: {error}") from error


def _person(row: dict[str, Any]) -> Person:
    return Person(**row | {"user_id": str(row["user_id"])})
