"""A gateway over fakes, and what its tests send to it."""

import base64
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from starlette.types import ASGIApp

from identity.keys import SigningKey, signing_key
from identity.tokens import AUDIENCE, ISSUER, token_for_client
from ingest_gateway.app import application
from ingest_gateway.fakes import LedgerInMemory, MemoryInMemory, PublisherInMemory, SourcesInMemory
from ingest_gateway.gateway import Gateway
from ingest_gateway.intake import Intake
from ingest_gateway.sources import Senders
from kernel.events.sources import Source, SourceType, Standing
from kernel.ids import SourceId, StationId, VenueId
from kernel.possession.dpop import Proofs
from kernel.possession.nonces import Nonces
from kernel.tokens import REPORT, Tokens

NOW = datetime(2026, 11, 2, 17, 0, tzinfo=UTC)
ORIGIN = "http://gateway"
FINGERPRINT = bytes([1, 0, 0, 8]) + bytes(range(12))


def source(source_id: str = "phone-1", **changes: Any) -> Source:
    made = Source(
        source_id=SourceId(source_id),
        source_type=SourceType.PHONE,
        name="a phone",
        standing=Standing.REGISTERED,
        stations=(StationId("radio-1"),),
        venues=(VenueId("bar-1"),),
        changed_at=NOW,
    )
    return made.evolve(**changes)


def play(**changes: Any) -> dict[str, Any]:
    """A good detection, played ten minutes ago; a change to None removes the field."""
    made: dict[str, Any] = {
        "event_id": str(uuid4()),
        "kind": "fingerprint",
        "played_at": (NOW - timedelta(minutes=10)).isoformat(),
        "duration_ms": 15000,
        "fingerprint": {
            "algorithm": "chromaprint",
            "profile": "mic",
            "data": base64.urlsafe_b64encode(FINGERPRINT).rstrip(b"=").decode(),
            "offset_ms": 0,
        },
    }
    return {name: value for name, value in (made | changes).items() if value is not None}


def declared(**changes: Any) -> dict[str, Any]:
    """A good metadata play."""
    base = play(kind="metadata", fingerprint=None, metadata={"title": "Amahoro", "artist": "Inanga Trio"})
    return {name: value for name, value in (base | changes).items() if value is not None}


def result(answer: httpx.Response, place: int = 0) -> dict[str, Any]:
    """The item's result of a 200."""
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()["results"][place]
    return found


@dataclass
class World:
    """A gateway, its fakes, and a client of it."""

    folder: Path
    sources: SourcesInMemory = field(
        default_factory=lambda: SourcesInMemory(
            source(),
            source("phone-2"),
            source("suspended", standing=Standing.SUSPENDED),
            source("revoked", standing=Standing.REVOKED),
        )
    )
    publisher: PublisherInMemory = field(default_factory=PublisherInMemory)
    memory: MemoryInMemory = field(default_factory=MemoryInMemory)
    ledger: LedgerInMemory = field(default_factory=LedgerInMemory)
    now: datetime = NOW
    body_seconds: float = 5.0
    max_requests: int = 100

    def __post_init__(self) -> None:
        self.key: SigningKey = signing_key(self.folder)
        self.gateway = Gateway(
            senders=Senders(
                Tokens(self.folder / "public" / "jwks.json", ISSUER, AUDIENCE, scope=REPORT),
                self.sources,
                Proofs([ORIGIN], Nonces(b"secret")),
                self.memory.first,
            ),
            publisher=self.publisher,
            memory=self.memory,
            remembered=self.memory,
            ledger=self.ledger,
            intake=Intake(self.publisher, self.memory),
            clock=lambda: self.now,
            body_seconds=self.body_seconds,
            max_requests=self.max_requests,
        )
        self.app: ASGIApp = application(self.gateway)

    def headers(self, source_id: str = "phone-1", **others: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {token_for_client(source_id, self.key)[0]}"} | others

    async def request(self, method: str, path: str, source_id: str = "phone-1", **options: Any) -> httpx.Response:
        options.setdefault("headers", {})
        options["headers"] = self.headers(source_id) | options["headers"]
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
            return await client.request(method, path, **options)

    async def send(self, item: Any, source_id: str = "phone-1") -> httpx.Response:
        """One play."""
        return await self.request("POST", "/api/v1/plays", source_id, json=item)

    async def batch(self, *items: Any, source_id: str = "phone-1") -> httpx.Response:
        """Several."""
        return await self.request("POST", "/api/v1/batch/plays", source_id, json={"plays": list(items)})

    async def post(self, path: str, body: bytes | str, **headers: str) -> httpx.Response:
        """A body as it is."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.request("POST", path, content=body, headers={"content-type": "application/json"} | named)


def problem(answer: httpx.Response, status: int) -> dict[str, Any]:
    """The problem document of an answer of that status."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    found: dict[str, Any] = json.loads(answer.content)
    assert found["status"] == status
    assert found["type"].startswith("urn:injyana:problem:")
    assert found["title"]
    return found
