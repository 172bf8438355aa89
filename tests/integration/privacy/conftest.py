"""People with devices and plays, in a database of their own."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest

from http_api.callers import Caller
from http_api.database import Database
from http_api.permissions import Role
from identity.accounts import users
from identity.addresses import email
from identity.desk import Desk
from identity.keys import signing_key
from identity.master_keys import KeySettings, master_keys
from identity.passwords import Passwords
from identity.signing import Signer
from identity.throttle import Throttle
from kernel.clock import system_clock
from kernel.codec import Codec
from kernel.events.detections import Location
from kernel.events.sources import Source
from kernel.ids import SourceId
from kernel.topics import SOURCES
from tests.integration.timescale.ledger import Ledger, MemoryIds, play, unrecognised

PASSWORD = "imbeba ziryamye mu gitondo"
ADDRESS = "mutoni.keza@example.rw"
NAME = "Mutoni Keza"
DEVICE = "Mutoni Keza's phone"
HERE = Location(lat=-1.953412, lon=30.060187, accuracy_m=12.0)


@dataclass
class World:
    """The desk of the identity service over a database, with one person who has a phone."""

    desk: Desk
    ledger: Ledger
    person: Caller
    codec: Codec[Source]
    database: str
    at: datetime | None = None

    async def add(self, name: str, role: Role, address: str | None = None) -> Caller:
        id_ = uuid4()
        new = users.NewUser(
            id_,
            name,
            role,
            password_hash=await self.desk.passwords.hashed(PASSWORD),
            address=email(address) if address else None,
        )
        async with self.desk.work() as work:
            await users.add(work, new, "operator:test")
        return Caller(str(id_), role, name)

    def device(self, source_id: str, owner: UUID) -> None:
        with psycopg.connect(self.database) as connection:
            connection.execute(
                "INSERT INTO devices (source_id, source_type, name, owner_id) VALUES (%s, 'phone', %s, %s)",
                (source_id, DEVICE, owner),
            )

    def plays(self, *days: float, source_id: str = "phone-1", known: bool = True) -> None:
        """One play so many days ago each, where the phone was."""
        for ago in days:
            one = play(
                uuid4(),
                source_id=SourceId(source_id),
                location=HERE,
                played_at=(system_clock() - timedelta(days=ago)).replace(microsecond=0),
            )
            self.ledger.write(one if known else unrecognised(one))

    def everything(self) -> str:
        """All that stands in the database, as text."""
        with psycopg.connect(self.database) as connection:
            names = connection.execute(
                "SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                " WHERE c.relkind IN ('r', 'p') AND n.nspname = 'public'"
            ).fetchall()
            return "\n".join(
                str(row) for (name,) in names for row in connection.execute(f"SELECT t::text FROM {name} t").fetchall()
            )


@pytest.fixture
def ledger(database: str) -> Iterator[Ledger]:
    made = Ledger(database)
    yield made
    made.close()


@pytest.fixture
async def world(database: str, ledger: Ledger, tmp_path: Path) -> AsyncIterator[World]:
    signing_key(tmp_path)
    keys = master_keys(KeySettings(state_dir=tmp_path))
    store = Database(database, 4)
    passwords = Passwords(time_cost=1, memory_kib=64)
    made: list[World] = []
    desk = Desk(
        database=store,
        keys=keys,
        passwords=passwords,
        throttle=Throttle(store, keys),
        signer=Signer(tmp_path),
        clock=lambda: (made[0].at if made else None) or system_clock(),
    )
    await store.open()
    person = Caller(str(uuid4()), Role.ARTIST, NAME)
    made.append(World(desk, ledger, person, Codec(SOURCES, MemoryIds()), database))
    made[0].person = await made[0].add(NAME, Role.ARTIST, ADDRESS)
    made[0].device("phone-1", made[0].person.person)
    yield made[0]
    passwords.close()
    await store.close()
