"""`injyana keys rotate`: everything is sealed anew while the service runs, wherever it was killed before."""

import asyncio
import base64
import json
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from typer.testing import CliRunner

from identity import person_keys, rekeying, shell
from identity.master_keys import LOCAL, MasterKeys, parsed
from injyana.cli import app
from tests.integration.identity_people.office import PHRASE, Office, office
from tests.waiting import wait_until

NEWER = "2026-11:" + base64.b64encode(b"n" * 32).decode()
BOTH = f"{NEWER},{LOCAL}"


def keys(office: Office, command: str) -> dict[str, object]:
    told = {"INJYANA_DATABASE": office.database, "INJYANA_MASTER_KEYS": BOTH}
    done = CliRunner(env=told).invoke(app, ["keys", command, "--json"])
    assert done.exit_code == 0, (done.output, done.exception)
    found: dict[str, object] = json.loads(done.stdout)
    return found


def with_other_keys(database: str, folder: Path, keys: MasterKeys) -> None:
    """Everybody signs in and reads what is theirs, with those keys alone."""
    with office(database, folder, keys) as later:
        for login in ("mutoni@example.rw", "0788123456"):
            tokens = later.sign_in(login)["tokens"]
            me = later.call("GET", "/api/v1/me", Authorization=f"Bearer {tokens['access_token']}").json()
            assert login in (me["email"], me["phone"]) or me["phone"] == "+250788123456"


def test_all_is_sealed_anew_and_found_with_the_new_key_alone(office: Office, tmp_path: Path) -> None:
    for login in ("mutoni@example.rw", "0788123456"):
        office.signed_in(login)
    office.staff("aline@example.rw")
    office.post(
        "/api/v1/registrations", {"name": "x", "role": "dj", "email": "x@example.rw", "password": "gitari ya kera"}, 202
    )
    former = office.rows("SELECT email_sealed FROM users WHERE email_sealed IS NOT NULL")
    assert keys(office, "status") == {"newest": "2026-11", "people": {"local-only": 4}}
    assert keys(office, "rotate") == {"people": 4, "left": 0}
    assert keys(office, "rotate") == {"people": 0, "left": 0}
    assert keys(office, "status") == {"newest": "2026-11", "people": {"2026-11": 4}}
    assert not set(former) & set(office.rows("SELECT email_sealed FROM users WHERE email_sealed IS NOT NULL"))
    with_other_keys(office.database, tmp_path / "later", parsed(NEWER))


def test_killed_between_two_batches_it_goes_on(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for login in ("mutoni@example.rw", "0788123456"):
        office.signed_in(login)
    monkeypatch.setattr(rekeying, "BATCH", 1)

    async def one(killed: bool) -> int:
        async with shell.work(office.database, parsed(BOTH)) as work:
            done = await rekeying.batch(work)
            if killed:
                raise RuntimeError("killed")
            return done

    with pytest.raises(RuntimeError):
        asyncio.run(one(True))
    assert office.rows("SELECT count(*) FROM person_keys WHERE wrapped_with = 'local-only'") == [(2,)]
    assert asyncio.run(one(False)) == 1
    assert office.rows("SELECT count(*) FROM person_keys WHERE wrapped_with = 'local-only'") == [(1,)]
    with_other_keys(office.database, tmp_path / "between", parsed(BOTH))
    assert asyncio.run(one(False)) == 1
    assert asyncio.run(one(False)) == 0
    with_other_keys(office.database, tmp_path / "later", parsed(NEWER))


def test_people_sign_in_while_it_runs(database: str, tmp_path: Path) -> None:
    with office(database, tmp_path, parsed(BOTH)) as running:
        people = [running.signed_in(f"{n}@example.rw") for n in range(3)]
        stop = threading.Event()
        failures: list[object] = []

        def read() -> None:
            while not stop.is_set():
                for person in people:
                    answer = person.call("GET", "/api/v1/me/sessions")
                    if answer.status_code != 200 or not answer.json()["sessions"][0]["address"]:
                        failures.append(answer.text)

        reader = threading.Thread(target=read)
        reader.start()
        third = "2027-01:" + base64.b64encode(b"t" * 32).decode()
        running.service.desk.keys._wrapping.update(parsed(third)._wrapping)  # the service was given the key before
        asyncio.run(_all(database, parsed(f"{third},{BOTH}")))
        stop.set()
        reader.join()
    assert failures == []


def test_what_is_written_while_it_runs_can_be_read_with_the_last_key_alone(database: str, tmp_path: Path) -> None:
    """Four times over, beside sign-ins, which seal an address each, and registrations, which seal more."""
    logins = ["mutoni@example.rw", "0788123456"]
    ring = [f"2027-{number}:{base64.b64encode(bytes([number]) * 32).decode()}" for number in range(4)]
    with office(database, tmp_path, parsed(",".join([*ring, LOCAL]))) as running:
        people = [running.signed_in(login) for login in logins]
        stop = threading.Event()
        written: list[int] = []

        def write(login: str) -> None:
            while not stop.is_set():
                network = {"X_Real_IP": f"198.51.{len(written) % 250}.7"}  # few tries from each
                running.sign_in(login, PHRASE, 200, **network)
                said = {"name": "x", "role": "dj", "email": f"{uuid4()}@example.rw", "password": PHRASE}
                running.post("/api/v1/registrations", said, 202, **network)
                written.append(1)

        with ThreadPoolExecutor(2) as writers:
            writing = [writers.submit(write, login) for login in logins]
            for newest in reversed(ring):
                before = len(written)
                wait_until(lambda seen=before: len(written) > seen or stopped(writing), 60, "somebody writes")  # type: ignore[misc]
                asyncio.run(
                    _all(database, parsed(",".join([newest, *(each for each in ring if each != newest), LOCAL])))
                )
            stop.set()
            for each in writing:
                each.result(60)
        for person in people:
            assert None not in [session["address"] for session in person.sessions()]
    asyncio.run(_all(database, parsed(",".join([*ring, LOCAL]))))
    with_other_keys(database, tmp_path / "later", parsed(ring[0]))


def stopped(writing: list[Future[None]]) -> bool:
    return any(each.done() for each in writing)


async def _all(database: str, keys: MasterKeys) -> None:
    while True:
        async with shell.work(database, keys) as work:
            if not await rekeying.batch(work):
                return


def test_every_sealed_column_of_the_schema_is_rotated(office: Office) -> None:
    found = office.rows(
        "SELECT table_name, column_name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND right(column_name, 7) = '_sealed'"
    )
    assert set(found) == {(each.table, column) for each in rekeying.SEALED for column in each.columns}


async def test_a_shredded_key_leaves_nothing_to_be_read(office: Office) -> None:
    person = await asyncio.to_thread(office.signed_in)
    async with shell.work(office.database, office.keys) as work:
        await person_keys.shred(work.db, UUID(person.user_id))
        assert await person_keys.of(work.db, UUID(person.user_id), office.keys) is None
    me = await asyncio.to_thread(person.get, "/api/v1/me")
    assert (me["email"], me["phone"]) == (None, None)
    sessions = await asyncio.to_thread(person.sessions)
    assert sessions[0]["address"] is None
