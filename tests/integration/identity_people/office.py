"""An identity service on a database of its own, served in a thread, with its worker's part done when a test says so."""

import asyncio
import email as parser
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import psycopg
import pyotp

from http_api.app import application
from http_api.callers import Callers
from http_api.database import Database
from http_api.permissions import Role
from identity import addresses, limits
from identity.accounts import inviting, passwords
from identity.addresses import Channel
from identity.desk import Desk, Work
from identity.devices.parts import Devices
from identity.master_keys import KeySettings, MasterKeys, master_keys
from identity.messages.files import MailFolder, SmsFolder
from identity.messages.message import Port
from identity.messages.sending import Sending
from identity.openapi import ABOUT
from identity.passwords import Passwords
from identity.routers import ROUTERS
from identity.service import Service
from identity.settings import IdentitySettings
from identity.signing import Signer
from identity.throttle import Throttle
from identity.tokens import AUDIENCE, ISSUER
from kernel.clock import system_clock
from kernel.codec import Codec
from kernel.tokens import OWN, Tokens
from kernel.topics import SOURCES
from tests.integration.gateway.running import free_port
from tests.integration.served import served
from tests.integration.timescale.ledger import MemoryIds

PHRASE = "inanga ikirere umusozi amazi"
ADDRESS_HEADER = "X-Real-IP"
TOKEN_URL = "https://identity.example/oauth/token"
CODE = re.compile(r"\b([0-9]{8})\b")


@dataclass
class Person:
    """Somebody with an account, and perhaps signed in."""

    office: "Office"
    login: str
    user_id: str = ""
    tokens: dict[str, Any] = field(default_factory=dict)
    totp: str | None = None
    recovery: list[str] = field(default_factory=list)

    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.tokens['access_token']}"}

    def call(self, method: str, path: str, said: Any = None, **headers: str) -> httpx.Response:
        return self.office.call(method, path, said, **self.headers(), **headers)

    def get(self, path: str, status: int = 200, **query: Any) -> Any:
        answer = self.office.client.get(path, params=query, headers=self.headers())
        assert answer.status_code == status, answer.text
        return answer.json()

    def sessions(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.get("/api/v1/me/sessions")["sessions"]
        return found


@dataclass
class Office:
    """The service, and what its tests do around it."""

    database: str
    folder: Path
    service: Service
    client: httpx.Client
    keys: MasterKeys
    now: datetime | None = None

    def call(self, method: str, path: str, said: Any = None, **headers: str) -> httpx.Response:
        told = {"Idempotency-Key": str(uuid4()), ADDRESS_HEADER: "192.0.2.7"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        return self.client.request(method, path, json=said, headers=told)

    def post(self, path: str, said: Any = None, status: int = 200, **headers: str) -> Any:
        answer = self.call("POST", path, said, **headers)
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None

    def later(self, **time: float) -> None:
        self.now = (self.now or system_clock()) + timedelta(**time)

    def work(self) -> None:
        """What the worker does: looks up resets, and sends what waits."""

        async def do() -> None:
            database = Database(self.database, 2)
            await database.open()
            desk = Desk(
                database,
                self.keys,
                self.service.desk.passwords,
                self.service.desk.throttle,
                self.service.desk.signer,
                self.service.clock,
            )
            ports: dict[Channel, Port] = {
                Channel.EMAIL: MailFolder(self.folder / "mail", "Injyana <no-reply@injyana.example>"),
                Channel.SMS: SmsFolder(self.folder / "sms"),
            }
            try:
                async with desk.work() as work:
                    await passwords.prepare(work)
                sending = Sending(database, self.keys, ports, self.service.clock)
                while await sending.once():
                    pass
            finally:
                await database.close()

        asyncio.run(do())

    def mails(self) -> list[Path]:
        """Everything that was sent, the oldest first."""
        found = [*(self.folder / "mail").glob("*.eml"), *(self.folder / "sms").glob("*.json")]
        return sorted(found, key=lambda path: path.stat().st_mtime_ns)

    def code(self) -> str:
        """The code of the newest message, once the worker has had its turn."""
        self.work()
        text = self.mails()[-1].read_text()
        found = CODE.search(text if text.startswith("{") else text_of(text))
        assert found, text
        return found[1]

    def register(self, login: str = "mutoni@example.rw", role: str = "artist", password: str = PHRASE) -> Person:
        """Somebody who registered, and proved the address."""
        said = {"name": login.split("@")[0], "role": role, "password": password}
        said["email" if "@" in login else "phone"] = login
        asked = self.post("/api/v1/registrations", said, 202)
        path = f"/api/v1/registrations/{asked['registration_id']}/confirm"
        made = self.post(path, {"code": self.code()}, 201)
        return Person(self, login, made["user_id"])

    def signed_in(self, login: str = "mutoni@example.rw", role: str = "artist") -> Person:
        person = self.register(login, role)
        person.tokens = self.sign_in(login)["tokens"]
        return person

    def sign_in(self, login: str, password: str = PHRASE, status: int = 200, **headers: str) -> Any:
        return self.post("/api/v1/sign-in", {"login": login, "password": password}, status, **headers)

    def staff(self, login: str, role: Role = Role.ADMIN) -> Person:
        """Somebody whom the operator invited, signed in with a second factor where the role needs one."""

        async def invite() -> tuple[UUID, str]:
            database = Database(self.database, 1)
            await database.open()
            try:
                async with database.transaction() as db:
                    work = Work(db, self.service.clock(), self.keys)
                    invited = inviting.Invited(login.split("@")[0], role, addresses.email(login))
                    made, code = await inviting.invite(work, "operator:test", invited)
                    return made.invitation_id, code
            finally:
                await database.close()

        id_, code = asyncio.run(invite())
        self.post(f"/api/v1/invitations/{id_}/accept", {"code": code, "password": PHRASE}, 201)
        person = Person(self, login, str(id_))
        found = self.sign_in(login)
        if found["tokens"] is not None:
            person.tokens = found["tokens"]
            return person
        challenge = found["challenged"]["challenge"]
        person.totp = self.post("/api/v1/sign-in/enrolment", {"challenge": challenge})["secret"]
        said = {"challenge": challenge, "code": self.app_code(person)}
        enrolled = self.post("/api/v1/sign-in/enrolment/confirm", said)
        person.tokens, person.recovery = enrolled["tokens"], enrolled["recovery_codes"]
        return person

    def app_code(self, person: Person, steps: int = 0) -> str:
        """What the person's app shows, now or some steps of 30 s later."""
        return pyotp.TOTP(person.totp or "").at(self.service.clock(), counter_offset=steps)

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.database) as connection:
            return connection.execute(query.encode(), values).fetchall()

    def execute(self, statement: str, *values: Any) -> None:
        with psycopg.connect(self.database) as connection:
            connection.execute(statement.encode(), values)


@contextmanager
def office(database: str, folder: Path, keys: MasterKeys | None = None) -> Iterator[Office]:
    """A served office. Passwords are hashed with less memory than in earnest."""
    keys = keys or master_keys(KeySettings())
    pool = Database(database, 8)
    made: list[Office] = []

    def clock() -> datetime:
        return (made[0].now if made else None) or system_clock()

    port = free_port()
    signer = Signer(folder, clock)
    jwks = folder / "public" / "jwks.json"
    desk = Desk(pool, keys, Passwords(time_cost=1, memory_kib=1024), Throttle(pool, keys), signer, clock)
    people = Tokens(jwks, ISSUER, "injyana-identity", now=lambda: clock().timestamp())
    sources = Tokens(jwks, ISSUER, AUDIENCE, scope=OWN)
    devices = Devices.of(IdentitySettings(), port, desk, Codec(SOURCES, MemoryIds()))
    service = Service(
        database=pool,
        callers=Callers(pool, people, sources, AUDIENCE, devices.proofs),
        clock=clock,
        body_bytes=limits.BODY_BYTES,
        body_seconds=5,
        database_answers=True,
        desk=desk,
        jwks=jwks,
        channels=tuple(Channel),
        devices=devices,
        audiences=(ISSUER, TOKEN_URL, f"http://127.0.0.1:{port}/oauth/token"),
        client_address_header=ADDRESS_HEADER,
    )
    app = application(service, ROUTERS, ABOUT, 64)
    with served(app, service, port) as url, httpx.Client(base_url=url, timeout=30) as client:
        made.append(Office(database, folder, service, client, keys))
        yield made[0]
    desk.passwords.close()


def text_of(mail: str) -> str:
    """What an e-mail says."""
    return str(parser.message_from_string(mail).get_payload(decode=True).decode())  # type: ignore[union-attr]
