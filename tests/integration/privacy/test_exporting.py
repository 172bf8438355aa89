"""Everything that is known of a person, and of nobody else."""

import csv
import io
import json
import zipfile
from pathlib import Path
from uuid import uuid4

from http_api.permissions import Role
from identity.privacy import consents, exporting
from identity.privacy.shapes import SayConsent
from tests.integration.privacy.conftest import ADDRESS, DEVICE, NAME, World

KINDS = ("account", "devices", "sessions", "consents", "audit", "decisions", "plays")


async def exported(world: World, path: Path) -> zipfile.ZipFile:
    async with world.desk.work() as work:
        await exporting.export(work, world.person, path)
    return zipfile.ZipFile(path)


async def test_it_holds_everything_twice(world: World, tmp_path: Path) -> None:
    world.plays(1, 2, 100)
    world.plays(3, known=False)
    async with world.desk.work() as work:
        await consents.say(
            work, world.person, SayConsent(purpose="news", version="2026-11", language="en", given=True), "r"
        )
    with await exported(world, tmp_path / "all.zip") as archive:
        assert set(archive.namelist()) == {"README.txt"} | {
            f"{kind}.{form}" for kind in KINDS for form in ("json", "csv")
        }
        found = {kind: json.loads(archive.read(f"{kind}.json")) for kind in KINDS}
        for kind in KINDS:
            lines = list(csv.DictReader(io.StringIO(archive.read(f"{kind}.csv").decode())))
            assert len(lines) == len(found[kind]), kind
    assert found["account"][0]["email"] == ADDRESS
    assert found["account"][0]["name"] == NAME
    assert [each["name"] for each in found["devices"]] == [DEVICE]
    assert [each["verdict"] for each in found["plays"]] == ["accepted", "unrecognised", "accepted", "accepted"]
    assert found["plays"][-1]["lat"] == -1.953412
    assert [each["purpose"] for each in found["consents"]] == ["news"]
    assert {each["action"] for each in found["audit"]} == {"person.added", "consent.given"}


async def test_it_holds_nobody_elses(world: World, tmp_path: Path) -> None:
    other = await world.add("Bosco", Role.DJ, "bosco@example.rw")
    world.device("phone-2", other.person)
    world.plays(1, source_id="phone-2")
    with await exported(world, tmp_path / "all.zip") as archive:
        text = b"".join(archive.read(name) for name in archive.namelist()).decode()
        assert json.loads(archive.read("plays.json")) == []
    assert not [each for each in ("Bosco", "bosco@", "phone-2", other.subject) if each in text]


async def test_spreadsheets_calculate_nothing(world: World, tmp_path: Path) -> None:
    world.ledger.execute("UPDATE devices SET name = '=HYPERLINK(\"http://example.org\")'")
    with await exported(world, tmp_path / "all.zip") as archive:
        assert b"'=HYPERLINK" in archive.read("devices.csv")
        assert json.loads(archive.read("devices.json"))[0]["name"].startswith("=HYPERLINK")


async def test_many_plays_are_one_after_the_other(world: World, tmp_path: Path) -> None:
    world.plays(1)
    count = exporting.AT_ONCE + 10
    columns = [
        column
        for (column,) in world.ledger.rows(
            "SELECT column_name FROM information_schema.columns WHERE table_name = 'play_events'"
            " AND column_name <> 'event_id' ORDER BY ordinal_position"
        )
    ]
    world.ledger.execute(
        f"INSERT INTO play_events (event_id, {', '.join(columns)}) SELECT gen_random_uuid(), {', '.join(columns)}"
        f" FROM play_events, generate_series(2, {count})"
    )
    with await exported(world, tmp_path / f"{uuid4()}.zip") as archive:
        assert len(json.loads(archive.read("plays.json"))) == count
        assert archive.read("plays.csv").decode().count("\r\n") == count + 1
