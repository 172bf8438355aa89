"""The audit log: written with what it tells of, and never changed."""

from uuid import uuid4

import psycopg
import pytest
from psycopg import errors

from http_api.audit import record, request_id_of
from http_api.callers import Caller
from http_api.permissions import Role

ADMIN = Caller(str(uuid4()), Role.ADMIN, "Aline")


def entries(database: str) -> list[tuple[object, ...]]:
    with psycopg.connect(database) as db:
        return db.execute(
            "SELECT made_by, action, object_kind, object_id, before, after, request_id FROM audit_log ORDER BY entry_id"
        ).fetchall()


async def test_an_entry_stands_and_falls_with_its_transaction(database: str) -> None:
    async with await psycopg.AsyncConnection.connect(database) as db:
        await record(db, ADMIN, "song.changed", "song", "s-1", {"title": "A"}, {"title": "B"}, "r-1")
        await db.commit()
        await record(db, "operator:aline", "song.withdrawn", "song", "s-1", {"title": "B"})
        await db.rollback()
    assert entries(database) == [
        (f"admin:{ADMIN.subject}", "song.changed", "song", "s-1", {"title": "A"}, {"title": "B"}, "r-1")
    ]


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_log SET action = 'x'", "DELETE FROM audit_log", "TRUNCATE audit_log"]
)
async def test_nothing_is_ever_changed(database: str, statement: str) -> None:
    async with await psycopg.AsyncConnection.connect(database, autocommit=True) as db:
        await record(db, ADMIN, "song.changed", "song", "s-1")
        with pytest.raises((errors.RestrictViolation, errors.InsufficientPrivilege)):
            await db.execute(statement.encode())
    assert len(entries(database)) == 1


def test_its_owner_has_no_grant_to_change_it(database: str) -> None:
    with psycopg.connect(database) as db:
        granted = db.execute(
            "SELECT privilege_type FROM pg_class, aclexplode(relacl) WHERE relname = 'audit_log'"
        ).fetchall()
    names = {name for (name,) in granted}
    assert {"INSERT", "SELECT"} <= names
    assert not names & {"UPDATE", "DELETE", "TRUNCATE"}


@pytest.mark.parametrize("name", ["password", "password_hash", "client_secret", "email", "code", "phone_sealed"])
async def test_secrets_and_what_is_personal_are_a_defect(database: str, name: str) -> None:
    async with await psycopg.AsyncConnection.connect(database) as db:
        with pytest.raises(ValueError, match="no place"):
            await record(db, ADMIN, "person.changed", "person", "p", after={name: "x"})
    assert entries(database) == []


def test_a_request_has_an_id_in_any_case() -> None:
    assert request_id_of("abc-1") == "abc-1"
    for bad in (None, "", "a b", "x" * 101, "a\n"):
        assert len(request_id_of(bad)) == 36
