"""Unknown recordings, their hearings and what is known of them outside, as people look at them."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

import psycopg

from fingerprinting.chroma import ITEM_SECONDS
from fingerprinting.compressed import Items, decode
from fingerprinting.lookup.index import Index
from injyana.unknown.sql import sql
from kernel.errors import DatabaseAway, Misconfigured, Refused
from kernel.events.detections import Profile
from kernel.ids import SongId
from stream_processors.recognition.unknown.likeness import links, touching

Connection = psycopg.Connection[Any]

OFFSET: Final = 8
"""The column of hearings.sql that counts items."""
MOST_SHOWN = 1_000
MOST_COMPARED = 20_000
"""Hearings that a recording's ends are compared with when somebody looks: some ten seconds."""


@dataclass(frozen=True, slots=True)
class Recording:
    """An unknown recording. `recovered` of its hearings are plays by now; the others wait."""

    recording_id: UUID
    profile: str
    hearings: int
    recovered: int
    sources: int
    stations: list[str]
    first_heard: datetime | None
    last_heard: datetime | None
    song_id: str | None

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self) | {"recording_id": str(self.recording_id)} | _times(self)


@dataclass(frozen=True, slots=True)
class Hearing:
    """One hearing. It begins `offset_s` into the one that it is `linked_to`. `song_id` is what it was recovered as."""

    event_id: UUID
    source_id: str
    source_type: str
    station_id: str | None
    district: str | None
    played_at: datetime
    duration_ms: int
    linked_to: UUID | None
    offset_s: float | None
    z: float | None
    recovered: bool
    song_id: str | None
    title: str | None
    artist: str | None


@dataclass(frozen=True, slots=True)
class Hint:
    """What an outside service says that a play, or an uploaded file, is; why it was not counted stands in `outcome`."""

    service: str
    outcome: str
    event_id: UUID | None
    upload_id: UUID | None
    file: str | None
    recording_id: UUID | None
    title: str
    artist: str
    score: float
    isrcs: list[str]
    mbid: str | None
    song_id: str | None
    answered_at: datetime


@dataclass(frozen=True, slots=True)
class Touching:
    """Another recording that agrees with this one over `seconds` of two hearings: perhaps the same song further on."""

    recording_id: str
    hearings: int
    seconds: float


@contextmanager
def connected(database: str) -> Iterator[Connection]:
    """A connection whose transaction is committed at the end. DatabaseAway, Misconfigured."""
    try:
        with psycopg.connect(database, options="-c timezone=UTC") as connection:
            yield connection
    except psycopg.ProgrammingError as error:
        raise Misconfigured(f"the database is not as expected; run `injyana db migrate`: {error}") from error
    except psycopg.OperationalError as error:
        raise DatabaseAway(f"PostgreSQL does not answer: {error}") from error


def recordings(connection: Connection, least: int, limit: int, identified: bool) -> list[Recording]:
    """Those of which at least so many hearings wait, the most heard first; also `identified` ones if wanted."""
    told = {"least": max(least, 1), "limit": limit, "open": not identified}
    return [Recording(*row) for row in connection.execute(sql("list"), told)]


def recording(connection: Connection, begin: str) -> Recording:
    """The one whose id begins so. Refused where there is none, or more than one."""
    if not begin or set(begin) - set("0123456789abcdef-"):
        raise Refused(f"{begin!r} is no id of a recording: `injyana unknown list` shows them")
    found = [Recording(*row) for row in connection.execute(sql("one"), {"begin": f"{begin}%"})]
    if len(found) != 1:
        raise Refused(f"{'several recordings have' if found else 'no recording has'} an id that begins with {begin}")
    return found[0]


def hearings(connection: Connection, of: Recording) -> list[Hearing]:
    """Its hearings in the order of time, at most MOST_SHOWN."""
    rows = connection.execute(sql("hearings"), {"recording_id": of.recording_id, "limit": MOST_SHOWN})
    return [_heard(row) for row in rows]


def hints(connection: Connection, of: Recording | None = None) -> list[Hint]:
    """What is said outside about a recording's hearings, or about everything; the newest first."""
    told = {"recording_id": of.recording_id if of else None, "limit": MOST_SHOWN}
    return [Hint(*row) for row in connection.execute(sql("hints"), told)]


def touched(connection: Connection, of: Recording) -> list[Touching]:
    """Recordings that may be of the same song elsewhere: too little agrees to say so without somebody's ears."""
    told = {"profile": of.profile, "recording_id": of.recording_id, "limit": MOST_COMPARED}
    rows = connection.execute(sql("others"), told).fetchall()
    items: dict[SongId, Items] = {SongId(event): decode(data, len(data)) for event, _, data, _ in rows}
    recording_of = {SongId(event): str(recording_id) for event, recording_id, _, _ in rows}
    counts = {str(recording_id): hearings for _, recording_id, _, hearings in rows}
    mine = {event: each for event, each in items.items() if recording_of[event] == str(of.recording_id)}
    index = Index(Profile(of.profile)).changed(items)
    longest: dict[str, float] = defaultdict(float)
    for link in links(index, mine, touching):
        other = recording_of[link.other]
        if other != str(of.recording_id):
            agreeing = link.share * max(len(items[link.one]), len(items[link.other])) * ITEM_SECONDS
            longest[other] = max(longest[other], agreeing)
    found = [Touching(other, counts[other], seconds) for other, seconds in longest.items()]
    return sorted(found, key=lambda each: (-each.hearings, each.recording_id))


def _heard(row: Sequence[Any]) -> Hearing:
    values = list(row)
    if values[OFFSET] is not None:
        values[OFFSET] *= ITEM_SECONDS
    return Hearing(*values)


def _times(of: Recording) -> dict[str, str | None]:
    return {
        name: None if at is None else at.astimezone(UTC).isoformat()
        for name, at in (("first_heard", of.first_heard), ("last_heard", of.last_heard))
    }
