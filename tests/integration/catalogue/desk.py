"""A catalogue service on a database of its own, served in a thread, with people and its background workers at hand."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import uvicorn

from catalogue import limits, session
from catalogue.audio_files import Recording, Tags
from catalogue.main import workers
from catalogue.openapi import ABOUT
from catalogue.routers import ROUTERS
from catalogue.service import Service
from catalogue.settings import CatalogueSettings
from catalogue.shelf import Shelf
from catalogue.storage import Storage
from http_api.app import application
from http_api.callers import Callers
from http_api.database import Database
from identity.keys import SigningKey, signing_key
from identity.tokens import AUDIENCE, ISSUER, token_for_client, token_for_person
from kernel.clock import system_clock
from kernel.codec import Codecs
from kernel.events.songs import Song
from kernel.http_server import config
from kernel.registry import Registry
from kernel.tokens import OWN, Tokens
from kernel.topics import CATALOGUE_SONGS
from tests.integration.gateway.running import free_port
from tests.waiting import wait_until

API = "/api/v1/catalogue"
REPLY_SECONDS = 300


@dataclass
class Person:
    """Somebody with a token."""

    desk: "Desk"
    subject: str
    token: str

    def send(self, method: str, path: str, said: Any = None, **headers: str) -> httpx.Response:
        given = {"Authorization": f"Bearer {self.token}"} | {
            name.replace("_", "-"): text for name, text in headers.items()
        }
        if method == "POST":
            given = {"Idempotency-Key": str(uuid4())} | given
        body = {"content": said} if isinstance(said, bytes) else {"json": said} if said is not None else {}
        return self.desk.client.request(method, f"{API}{path}", headers=given, **body)

    def get(self, path: str, status: int = 200) -> Any:
        return self._said(self.send("GET", path), status)

    def post(self, path: str, said: Any = None, status: int | None = None, **headers: str) -> Any:
        return self._said(self.send("POST", path, said, **headers), status)

    def put(self, path: str, said: Any, status: int | None = None, etag: str | None = None) -> Any:
        """Reads it for its ETag, unless one is given."""
        tag = etag if etag is not None else self.send("GET", path).headers["etag"]
        return self._said(self.send("PUT", path, said, If_Match=tag), status)

    def etag(self, path: str) -> str:
        return self.send("GET", path).headers["etag"]

    def upload(self, data: bytes, status: int = 202, **headers: str) -> Any:
        return self.post("/uploads", data, status, Content_Type="application/octet-stream", **headers)

    def send_csv(self, text: str | bytes, dry: bool = False, status: int = 202, charset: str = "utf-8") -> Any:
        data = text if isinstance(text, bytes) else text.encode()
        return self.post(f"/imports?dry={str(dry).lower()}", data, status, Content_Type=f"text/csv; charset={charset}")

    @staticmethod
    def _said(answer: httpx.Response, status: int | None) -> Any:
        assert answer.is_success if status is None else answer.status_code == status, answer.text
        return answer.json() if answer.content else None


@dataclass
class Desk:
    """The service, and what its tests do around it."""

    database: str
    key: SigningKey
    service: Service
    client: httpx.Client
    codecs: Codecs
    loop: asyncio.AbstractEventLoop
    people: dict[str, Person] = field(default_factory=dict)

    def person(self, name: str, role: str = "admin", artist_id: str | None = None) -> Person:
        if name not in self.people:
            [(user_id,)] = self.rows(
                "INSERT INTO users (name, role) VALUES (%s, %s) RETURNING user_id::text", name, role
            )
            if artist_id is not None:
                self.execute("UPDATE artists SET user_id = %s WHERE artist_id = %s", user_id, artist_id)
            self.people[name] = Person(self, user_id, token_for_person(user_id, self.key)[0])
        return self.people[name]

    @property
    def admin(self) -> Person:
        return self.person("the admin")

    def source(self, source_id: str = "phone-1") -> Person:
        self.execute(
            "INSERT INTO devices (source_id, source_type, name) VALUES (%s, 'phone', 'a phone') ON CONFLICT DO NOTHING",
            source_id,
        )
        return Person(self, source_id, token_for_client(source_id, self.key)[0])

    def song(self, title: str = "Naremeye", artist: str = "The Ben", code: str | None = None, sound: str = "") -> Song:
        """A registered song, with a made-up fingerprint."""
        data = (sound or title).encode().ljust(400, b".")
        with session.opened(self.database, self.codecs) as catalogue:
            return catalogue.add(Recording(180_000, data, data, Tags()), title, artist, code).song

    def artist(self, name: str = "The Ben") -> Person:
        """A person whose claim of this artist was verified."""
        song = self.song(f"First of {name}", name)
        return self.person(f"the artist {name}", "artist", song.artist_id)

    def work(self) -> None:
        """Lets the background do all that waits."""

        async def done() -> None:
            for worker in workers(self.service, 60):
                while await worker.work():
                    pass

        asyncio.run_coroutine_threadsafe(done(), self.loop).result(REPLY_SECONDS)

    def published(self) -> list[tuple[str, Song | None]]:
        """What the outbox holds of songs, in order."""
        codec = self.codecs.get(CATALOGUE_SONGS)
        found = self.rows("SELECT key, value FROM outbox WHERE topic = 'catalogue.songs' ORDER BY id")
        return [(key, None if value is None else codec.decode(value)) for key, value in found]

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.database) as connection:
            return connection.execute(query.encode(), values).fetchall()

    def execute(self, statement: str, *values: Any) -> None:
        with psycopg.connect(self.database) as connection:
            connection.execute(statement.encode(), values)


@contextmanager
def desk(database: str, folder: Path, registry: str) -> Iterator[Desk]:
    """A served catalogue."""
    key = signing_key(folder)
    jwks = folder / "public" / "jwks.json"
    store = Database(database, 8)
    people, sources = Tokens(jwks, ISSUER, "injyana-catalogue"), Tokens(jwks, ISSUER, AUDIENCE, scope=OWN)
    port = free_port()
    with closing(Registry(registry)) as schemas:
        codecs = Codecs(schemas)
        service = Service(
            database=store,
            callers=Callers(store, people, sources, AUDIENCE, CatalogueSettings().proofs("", port)),
            clock=system_clock,
            body_bytes=limits.BODY_BYTES,
            body_seconds=5,
            database_answers=True,
            codecs=codecs,
            storage=Storage(folder / "files"),
            shelf=Shelf(),
            file_seconds=10,
        )
        with served(service, port) as (url, loop), httpx.Client(base_url=url, timeout=REPLY_SECONDS) as client:
            yield Desk(database, key, service, client, codecs, loop)


@contextmanager
def served(service: Service, port: int) -> Iterator[tuple[str, asyncio.AbstractEventLoop]]:
    """The service's address and loop while it is served on that port."""
    loops: list[asyncio.AbstractEventLoop] = []
    server = uvicorn.Server(config(application(service, ROUTERS, ABOUT, 64), "127.0.0.1", port, 10))

    async def serve() -> None:
        loops.append(asyncio.get_running_loop())
        await service.database.open()
        try:
            await server.serve()
        finally:
            await service.database.close()

    thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
    thread.start()
    try:
        wait_until(lambda: server.started, 20, "the service listens")
        yield f"http://127.0.0.1:{port}", loops[0]
    finally:
        server.should_exit = True
        thread.join(20)
