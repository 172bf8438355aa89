"""Unrecognised detections that are kept: read as rows, and published as plays, each once.

Whoever finds out what one of them was locks its row of late_matches, marks it there as recovered, and puts the play
into the outbox, all in one transaction. So each becomes a play once, whoever finds out, and however often.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, LiteralString
from uuid import UUID

import psycopg

from kernel import outbox
from kernel.codec import Codec
from kernel.events.detections import Algorithm, Detection, Fingerprint, Heard, Metadata, Profile
from kernel.events.event import Origin
from kernel.events.plays import RecognizedPlay
from kernel.events.songs import Song
from kernel.ids import EventId
from kernel.stage import Received
from kernel.topics import PLAYS_RECOGNIZED
from kernel.tracing import new_traceparent, of_trace
from ledger.plays import HEARD_COLUMNS, heard_of, trace_of

Connection = psycopg.Connection[Any]
Waiting = Received[Detection]

KEPT_COLUMNS = HEARD_COLUMNS + 9
"""How many columns a kept detection has: those of kept.sql, in its order."""

SQL = Path(__file__).parent / "sql"


@dataclass(frozen=True, slots=True)
class Kept:
    """A detection that is kept, and the trace in which it came."""

    waiting: Waiting
    trace_id: str | None

    @property
    def event_id(self) -> EventId:
        return self.waiting.event.event_id


@dataclass(frozen=True, slots=True)
class Recovered:
    """A kept detection and the play that it is."""

    kept: Kept
    play: RecognizedPlay


def kept_of(row: Sequence[Any]) -> Kept:
    """The detection of a row that begins with KEPT_COLUMNS."""
    title, artist, album, isrc, song_id, algorithm, profile, data, offset_ms = row[HEARD_COLUMNS:KEPT_COLUMNS]
    heard = heard_of(row)
    origin: Origin = heard.pop("origin")
    fingerprint = None
    if data is not None:
        fingerprint = Fingerprint(
            algorithm=Algorithm(algorithm), profile=Profile(profile), data=data, offset_ms=offset_ms
        )
    detection = Detection(
        **heard,
        fingerprint=fingerprint,
        metadata=None if title is None else Metadata(title=title, artist=artist, album=album, isrc=isrc),
        song_id=song_id,
    )
    return Kept(Received(detection, origin), trace_of(row))


def read(connection: Connection, ids: Sequence[str]) -> dict[EventId, Kept]:
    """The kept detections of these ids that are there. psycopg.Error."""
    rows = connection.execute(_sql("kept"), {"ids": [UUID(each) for each in ids]})
    return {each.event_id: each for each in map(kept_of, rows)}


def named(kept: Kept, song: Song, method: str, confidence: float, version: str) -> Recovered:
    """The play that a detection is by what somebody else than recognition knows; `version` says who and how."""
    detection = kept.waiting.event
    play = RecognizedPlay(
        **{name: getattr(detection, name) for name in Heard.__struct_fields__},
        origin=kept.waiting.origin,
        song_id=song.song_id,
        artist_id=song.artist_id,
        isrc=song.isrc,
        method=method,
        confidence=confidence,
        declared=detection.metadata,
        index_version=version,
    )
    return Recovered(kept, play)


def recover(connection: Connection, found: Sequence[Recovered], codec: Codec[RecognizedPlay]) -> set[EventId]:
    """Publishes those that nobody recovered yet, in the open transaction; gives back their ids. psycopg.Error."""
    songs: Mapping[EventId, str] = {each.kept.event_id: each.play.song_id for each in found}
    told = {"ids": [UUID(each) for each in songs], "songs": list(songs.values())}
    mine = {EventId(str(event_id)) for (event_id,) in connection.execute(_sql("recover"), told)}
    publish(connection, [each for each in found if each.kept.event_id in mine], codec)
    return mine


def publish(connection: Connection, found: Sequence[Recovered], codec: Codec[RecognizedPlay]) -> None:
    """Puts plays whose rows of late_matches are locked into the outbox, by the way that recognition gives them."""
    outbox.put_all(
        connection,
        PLAYS_RECOGNIZED,
        [
            (each.play.source_id, each.play, of_trace(each.kept.trace_id) if each.kept.trace_id else new_traceparent())
            for each in found
        ],
        codec,
    )


@cache
def _sql(name: str) -> LiteralString:
    return (SQL / f"{name}.sql").read_text()
