"""Who is erased is nobody any more, and nothing that counts has changed."""

import asyncio
from datetime import timedelta

import psycopg
import pytest

from http_api.permissions import Role
from identity import person_keys
from identity.accounts import users
from identity.messages import texts
from identity.privacy import consents, erasing
from identity.privacy.shapes import SayConsent
from kernel.clock import system_clock
from kernel.problems import Problem
from tests.integration.privacy.conftest import ADDRESS, DEVICE, NAME, PASSWORD, World

PERSONAL = (NAME, DEVICE, ADDRESS, "Keza", "mutoni")


async def test_nothing_personal_is_left_and_every_play_is(world: World) -> None:
    world.plays(1, 2, 3)
    world.plays(1, known=False)
    async with world.desk.work() as work:
        await users.tell(work, world.person.person, texts.password_changed(), system_clock() + timedelta(days=1))
        await consents.say(
            work, world.person, SayConsent(purpose="place", version="2026-11", language="rw", given=True), "r"
        )
    assert NAME in world.everything()
    before = world.ledger.everything()
    made = await erasing.erase_oneself(world.desk, world.person, PASSWORD, world.codec, "request-1")
    assert made.devices == 1
    left = world.everything().lower()
    assert not [word for word in PERSONAL if word.lower() in left]
    assert world.ledger.everything() == before, "the ledger and its totals are as they were"
    async with world.desk.work() as work:
        assert await person_keys.of(work.db, world.person.person, work.keys) is None
    assert world.ledger.rows("SELECT name, standing, password_hash, email_sealed FROM users") == [
        ("erased", "closed", None, None)
    ]
    assert world.ledger.rows("SELECT standing, name FROM devices") == [("revoked", "erased")]
    told = world.ledger.rows("SELECT topic, key, value FROM outbox ORDER BY id")
    assert {row[:2] for row in told} == {("sources", "phone-1")}
    last = world.codec.decode(bytes(told[-1][2]))
    assert (last.name, last.standing) == ("erased", "revoked"), "a compacted topic keeps the last one"


async def test_what_was_sealed_cannot_be_read_from_a_copy(world: World) -> None:
    (copied,) = world.ledger.rows("SELECT email_sealed FROM users")
    async with world.desk.work() as work:
        await erasing.erase(work, world.person, world.person.person, world.codec, "r")
        assert await person_keys.of(work.db, world.person.person, work.keys) is None
    assert ADDRESS.encode() not in bytes(copied[0])
    assert world.ledger.rows("SELECT count(*) FROM person_keys") == [(0,)]


async def test_a_wrong_password_erases_nobody(world: World) -> None:
    with pytest.raises(Problem) as refused:
        await erasing.erase_oneself(world.desk, world.person, "another one entirely", world.codec, "r")
    assert refused.value.status == 401
    assert world.ledger.rows("SELECT name FROM users") == [(NAME,)]


async def test_somebody_is_erased_once(world: World) -> None:
    async def erase() -> int:
        try:
            async with world.desk.work() as work:
                await erasing.erase(work, world.person, world.person.person, world.codec, "r")
        except Problem as problem:
            return problem.status
        return 200

    assert sorted(await asyncio.gather(erase(), erase())) == [200, 409]
    assert world.ledger.rows("SELECT count(*) FROM erasures") == [(1,)]


async def test_the_last_admin_stays(world: World) -> None:
    one, two = await world.add("Aline", Role.ADMIN), await world.add("Bosco", Role.ADMIN)

    async def erase(by: int) -> int:
        me = (one, two)[by]
        try:
            async with world.desk.work() as work:
                await erasing.erase(work, me, me.person, world.codec, "r")
        except Problem as problem:
            return problem.status
        return 200

    assert sorted(await asyncio.gather(erase(0), erase(1))) == [200, 409], "two who go at once: one stays"


async def test_who_asked_is_kept_and_can_not_be_changed(world: World) -> None:
    admin = await world.add("Aline", Role.ADMIN)
    async with world.desk.work() as work:
        await erasing.erase(work, admin, world.person.person, world.codec, "request-7")
    assert world.ledger.rows("SELECT person_id::text, asked_by FROM erasures") == [
        (world.person.subject, f"admin:{admin.subject}")
    ]
    deeds = "SELECT action, request_id FROM audit_log WHERE object_id = '{}' ORDER BY entry_id"
    assert ("person.erased", "request-7") in world.ledger.rows(deeds.format(world.person.subject))
    for statement in ("DELETE FROM erasures", "UPDATE consents SET given = true"):
        with pytest.raises(psycopg.errors.RestrictViolation):
            world.ledger.execute(statement)


async def test_places_wait_for_somebody_else(world: World) -> None:
    world.ledger.execute(
        f"INSERT INTO artists (artist_id, name, user_id) VALUES ('artist-1', 'Keza', '{world.person.subject}')"
    )
    async with world.desk.work() as work:
        await erasing.erase(work, world.person, world.person.person, world.codec, "r")
    assert world.ledger.rows("SELECT name, user_id FROM artists") == [("Keza", None)], "the credit is public"
