"""A review service on a database of its own, served in a thread, with people, sources and plays."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4, uuid5

import httpx
import psycopg

import review.database
from http_api.app import application
from http_api.callers import Callers
from http_api.database import Database
from identity.keys import SigningKey, signing_key
from identity.people import People
from identity.person import PersonRole, PersonStanding
from identity.tokens import AUDIENCE, ISSUER, PEOPLE_AUDIENCES, token_for_client, token_for_person
from kernel.clock import system_clock
from kernel.codec import Codec, Codecs
from kernel.events.plays import ScoredPlay, Verdict
from kernel.events.sources import SourceType
from kernel.ids import ArtistId, SourceId
from kernel.tokens import OWN, Tokens
from kernel.topics import PLAYS_SCORED
from ledger.revisions import revise
from review import limits, tariffs
from review.applying import Revisions
from review.openapi import ABOUT
from review.routes import ROUTERS
from review.service import Service
from review.settings import ReviewSettings
from review.work import Apply
from tests.integration.gateway.running import free_port
from tests.integration.served import served
from tests.integration.timescale.ledger import NAMESPACE, Ledger, play

CASES = "/api/v1/review/cases"


@dataclass
class Person:
    """Somebody with a token."""

    desk: "Desk"
    subject: str
    token: str

    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def get(self, path: str, status: int = 200, **query: Any) -> Any:
        answer = self.desk.client.get(path, params=query, headers=self.headers())
        assert answer.status_code == status, answer.text
        return answer.json()

    def post(self, path: str, said: Any = None, status: int | None = None, key: str | None = None) -> Any:
        """The answer's JSON; of any 2xx where no status is given."""
        answer = self.send(path, said, key)
        assert answer.is_success if status is None else answer.status_code == status, answer.text
        return answer.json()

    def send(self, path: str, said: Any = None, key: str | None = None) -> httpx.Response:
        headers = self.headers() | {"Idempotency-Key": key or str(uuid4())}
        return self.desk.client.post(path, json=said, headers=headers)

    def queue(self, **filters: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.get(CASES, **filters)["cases"]
        return found

    def claim(self, case_id: str) -> Any:
        return self.post(f"{CASES}/{case_id}/claim")

    def case(self, case_id: str, **query: Any) -> dict[str, Any]:
        found: dict[str, Any] = self.get(f"{CASES}/{case_id}", **query)
        return found

    def decide(self, case_id: str, verdict: str, status: int | None = None, **said: Any) -> dict[str, Any]:
        """Claims the case, reads it, and decides on what was read, unless a version is given."""
        if "version" not in said:
            self.claim(case_id)
            said["version"] = self.case(case_id)["version"]
        body = {"verdict": verdict, "reason": "I looked at it."} | said
        made: dict[str, Any] = self.post(f"{CASES}/{case_id}/decisions", body, status)
        return made

    def settle(self, decision_id: str, how: str, status: int | None = None) -> dict[str, Any]:
        path = f"/api/v1/review/decisions/{decision_id}/{how}"
        made: dict[str, Any] = self.post(path, {"reason": "I looked too."}, status)
        return made

    def appeal(
        self, plays: Sequence[ScoredPlay], status: int | None = None, words: str = "It was me."
    ) -> dict[str, Any]:
        made: dict[str, Any] = self.post(
            "/api/v1/appeals", {"event_ids": [each.event_id for each in plays], "words": words}, status
        )
        return made


@dataclass
class Desk:
    """The service, and what its tests do around it."""

    database: str
    key: SigningKey
    ledger: Ledger
    service: Service
    client: httpx.Client
    now: datetime | None = None
    people: dict[str, Person] = field(default_factory=dict)

    def person(self, name: str, role: PersonRole = PersonRole.REVIEWER, artist: str | None = None) -> Person:
        if name not in self.people:
            added = People(self.database).add(name, role, artist)
            token = token_for_person(added.user_id, self.key)[0]
            self.people[name] = Person(self, added.user_id, token)
        return self.people[name]

    def stand(self, name: str, standing: PersonStanding) -> None:
        People(self.database).stand(name, standing)

    def artist(self, artist_id: str = "artist-1") -> Person:
        self.execute(
            "INSERT INTO artists (artist_id, name) VALUES (%s, %s) ON CONFLICT DO NOTHING", artist_id, artist_id
        )
        return self.person(f"the artist {artist_id}", PersonRole.ARTIST, artist_id)

    def source(self, source_id: str = "source-1", standing: str = "registered") -> Person:
        self.execute(
            "INSERT INTO devices (source_id, source_type, name, standing) VALUES (%s, 'phone', 'a phone', %s)"
            " ON CONFLICT (source_id) DO UPDATE SET standing = excluded.standing",
            source_id,
            standing,
        )
        return Person(self, source_id, token_for_client(source_id, self.key)[0])

    def plays(
        self,
        count: int,
        verdict: Verdict = Verdict.HELD,
        source: str = "source-1",
        artist: str = "artist-1",
        minutes: float = 1,
        source_type: SourceType = SourceType.PHONE,
        played_at: datetime | None = None,
    ) -> list[ScoredPlay]:
        """Plays in the ledger, so long each."""
        start = played_at or (system_clock() - timedelta(hours=3)).replace(microsecond=0)
        made = [
            play(
                uuid4(),
                source_id=SourceId(source),
                artist_id=ArtistId(artist),
                source_type=source_type,
                duration_ms=int(minutes * 60_000),
                played_at=start + timedelta(seconds=number),
                verdict=verdict,
                score=0.9 if verdict is not Verdict.ACCEPTED else 0.1,
                reasons=() if verdict is Verdict.ACCEPTED else ("loop",),
            )
            for number in range(count)
        ]
        self.ledger.write(*made)
        return made

    def flag(self, of: ScoredPlay, rule: str = "loop", evidence: str = "One song 60 times in a night.") -> None:
        self.execute(
            "INSERT INTO fraud_flags (flag_id, event_id, source_id, song_id, played_at, rule, severity, score,"
            " evidence, details, contributions, rules_version, origin_topic, origin_partition, origin_offset)"
            " VALUES (%s, %s, %s, %s, %s, %s, 'hold', 0.9, %s, '{\"plays\": \"60\"}',"
            ' \'[{"feature": "top_song_share", "value": 0.9, "low": 0, "high": 0.4, "weight": 0.7}]\','
            " 'rules-2', 't', 0, 0)",
            str(uuid4()),
            of.event_id,
            of.source_id,
            of.song_id,
            of.played_at,
            rule,
            evidence,
        )

    def finding(self, sources: Sequence[str], artist: str = "artist-1", score: float = 0.9) -> str:
        finding_id = str(uuid5(NAMESPACE, str(uuid4())))
        now = system_clock()
        self.execute(
            "INSERT INTO fraud_findings (finding_id, artist_id, kind, starts_at, ends_at, sources, score, evidence,"
            " version, record_partition, record_offset)"
            " VALUES (%s, %s, 'farm', %s, %s, %s, %s, 'They play as one.', '1', 0, 0)",
            finding_id,
            artist,
            now - timedelta(days=1),
            now + timedelta(days=1),
            list(sources),
            score,
        )
        return finding_id

    def machine(self, of: ScoredPlay, verdict: Verdict) -> None:
        """What the second look does: another verdict, by no person."""
        with psycopg.connect(self.database) as connection:
            revise(
                connection,
                [of.event_id],
                verdict,
                by="second-look",
                human=False,
                decision_id=None,
                reasons=("farm",),
                now=system_clock(),
                codecs=Codecs(self.ledger.ids),
            )

    def published(self) -> list[ScoredPlay]:
        """What the outbox holds of plays.scored, in order."""
        codec = Codec(PLAYS_SCORED, self.ledger.ids)
        return [
            codec.decode(value)
            for (value,) in self.rows("SELECT value FROM outbox WHERE topic = 'plays.scored' ORDER BY id")
        ]

    def flow(self) -> None:
        """Lets the published revisions reach the ledger, as relay and sink do."""
        if plays := self.published():
            self.ledger.write(*plays)

    def verdicts(self, plays: Sequence[ScoredPlay]) -> list[str]:
        """The ledger's verdicts, once everything published has reached it."""
        self.flow()
        found = dict(self.rows("SELECT event_id::text, verdict FROM play_events"))
        return [found[each.event_id] for each in plays]

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.database) as connection:
            return connection.execute(query.encode(), values).fetchall()

    def execute(self, statement: str, *values: Any) -> None:
        with psycopg.connect(self.database) as connection:
            connection.execute(statement.encode(), values)


@contextmanager
def desk(database: str, folder: Path, apply: Apply | None = None) -> Iterator[Desk]:
    """A served desk. `apply` stands for the way to change verdicts."""
    key = signing_key(folder)
    jwks = folder / "public" / "jwks.json"
    ledger = Ledger(database)
    store = review.database.Desk(database, 8)
    pool = Database(database, 2)
    port = free_port()
    people, sources = Tokens(jwks, ISSUER, PEOPLE_AUDIENCES[0]), Tokens(jwks, ISSUER, AUDIENCE, scope=OWN)
    made: list[Desk] = []
    service = Service(
        database=pool,
        desk=store,
        callers=Callers(pool, people, sources, AUDIENCE, ReviewSettings().proofs("", port)),
        tariffs=tariffs.read(),
        apply=apply or Revisions(Codecs(ledger.ids)),
        clock=lambda: (made[0].now if made else None) or system_clock(),
        body_bytes=limits.BODY_BYTES,
        body_seconds=5,
        database_answers=True,
    )
    store.open()
    with (
        served(application(service, ROUTERS, ABOUT, 64), service, port) as url,
        httpx.Client(base_url=url, timeout=30) as client,
    ):
        made.append(Desk(database, key, ledger, service, client))
        yield made[0]
    store.close()
    ledger.close()


def ids(plays: Sequence[ScoredPlay]) -> list[str]:
    return [each.event_id for each in plays]


def uuids(plays: Sequence[ScoredPlay]) -> list[UUID]:
    return [UUID(each.event_id) for each in plays]
