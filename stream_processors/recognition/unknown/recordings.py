"""Unknown recordings in the database: hearings are compared, counted, and published where somebody named them.

One worker at a time compares; a transaction takes a batch in whole or not at all, and what is in memory is what was
committed. Whoever takes over reads everything anew.
"""

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

import numpy as np

from fingerprinting.compressed import decode
from kernel import metrics
from kernel.codec import Codec
from kernel.errors import Undecodable
from kernel.events.detections import Profile
from kernel.events.plays import RecognizedPlay
from kernel.events.songs import Song
from kernel.ids import ArtistId, EventId, SongId
from stream_processors.recognition import kept
from stream_processors.recognition.kept import Connection
from stream_processors.recognition.unknown.grouping import Grouped, Placed, Standing
from stream_processors.recognition.unknown.memory import Hearing, Memory
from stream_processors.recognition.unknown.sql import sql

LOG = logging.getLogger(__name__)

AT_ONCE = 100
"""Compared, counted or published in one transaction."""
READ_AT_ONCE = 2_000
"""Some seconds at the most, between which the process tells that it lives."""
MOST_SEARCHED = 100_000
"""Hearings that new ones are compared with, the newest: some 400 MB."""
FORGOTTEN_AT_ONCE = 1.1
"""How many times as many there are when the oldest are left out: everything is read anew then."""
METHOD: Final = "identified"


@dataclass
class Recordings:
    """Compares hearings over an autocommit connection. All methods raise psycopg.Error, after which it is of no use."""

    connection: Connection
    codec: Codec[RecognizedPlay]
    at_once: int = AT_ONCE
    most: int = MOST_SEARCHED
    _memory: Memory | None = field(default=None, init=False)
    _unread: list[tuple[Any, ...]] = field(default_factory=list, init=False)

    def turn(self) -> int:
        """Does some of what is due, if this is the worker that compares; how many hearings that were."""
        if self._memory is None:
            if not self._leads():
                return 0
            self._memory = Memory()
            self._unread = self.connection.execute(sql("searched"), {"limit": self.most}).fetchall()
        if self._unread:
            return self._read(self._memory)
        done = self._forget(self._memory) + self._compare(self._memory) + self._publish()
        self._tell()
        return done

    def _leads(self) -> bool:
        row = self.connection.execute(sql("leader")).fetchone()
        return bool(row and row[0])

    def _read(self, memory: Memory) -> int:
        """Takes in some of the hearings that new ones are compared with."""
        rows, self._unread = self._unread[:READ_AT_ONCE], self._unread[READ_AT_ONCE:]
        memory.load((_hearing(hearing), SongId(recording)) for *hearing, recording in rows)
        return len(rows)

    def _forget(self, memory: Memory) -> int:
        """Hearings that became plays leave their recordings."""
        with self.connection.transaction():
            gone = self.connection.execute(sql("left"), {"limit": self.at_once}).fetchall()
            self._count({SongId(recording) for _, recording in gone})
        memory.forget([SongId(event) for event, _ in gone])
        metrics.UNKNOWN_HEARINGS.labels("recovered").inc(len(gone))
        return len(gone)

    def _compare(self, memory: Memory) -> int:
        """New hearings find their recordings."""
        with self.connection.transaction():
            rows = self.connection.execute(sql("new"), {"limit": self.at_once}).fetchall()
            batch = [_hearing(row) for row in rows]
            if not batch:
                return 0
            result = memory.compare(batch, self._standings)
            self._write(result)
        memory.take(batch, result)
        if len(memory) > self.most * FORGOTTEN_AT_ONCE:
            self._memory = None
        founded = sum(placed.recording == placed.hearing for placed in result.placed)
        metrics.UNKNOWN_HEARINGS.labels("first").inc(founded)
        metrics.UNKNOWN_HEARINGS.labels("again").inc(len(batch) - founded)
        return len(batch)

    def _standings(self, recordings: Collection[SongId]) -> Mapping[SongId, Standing]:
        rows = self.connection.execute(sql("standings"), {"ids": _uuids(recordings)})
        return {SongId(recording): Standing(hearings, song) for recording, hearings, song in rows}

    def _write(self, result: Grouped) -> None:
        placed, merged = result.placed, result.merged
        founded = {each.recording for each in placed} - set(self._standings({each.recording for each in placed}))
        self.connection.execute(sql("found"), {"ids": _uuids(founded)})
        self.connection.execute(sql("place"), _columns(placed))
        if merged:
            told = {"losers": _uuids(merged), "winners": _uuids(merged.values())}
            self.connection.execute(sql("merge"), told)
            self.connection.execute(sql("dissolve"), told)
        self._count({each.recording for each in placed} | set(merged.values()))

    def _count(self, recordings: Collection[SongId]) -> None:
        if recordings:
            self.connection.execute(sql("count"), {"ids": _uuids(recordings)})

    def _publish(self) -> int:
        """Hearings of recordings that somebody named are plays of that song."""
        with self.connection.transaction():
            rows = self.connection.execute(sql("named"), {"limit": self.at_once}).fetchall()
            if not rows:
                return 0
            found = kept.read(self.connection, [event for event, *_ in rows])
            plays = [
                kept.named(found[EventId(event)], _song(song), METHOD, 1.0, f"unknown {recording}")
                for event, recording, *song in rows
            ]
            mine = kept.recover(self.connection, plays, self.codec)
        return len(mine)

    def _tell(self) -> None:
        row = self.connection.execute(sql("behind")).fetchone()
        if row is not None:
            waiting, recordings, frequent = row
            metrics.UNKNOWN_BEHIND.set(waiting)
            metrics.UNKNOWN_RECORDINGS.labels("1").set(recordings)
            metrics.UNKNOWN_RECORDINGS.labels("10").set(frequent)


def _hearing(row: Sequence[Any]) -> Hearing:
    event, profile, data = row
    try:
        items = decode(data, len(data))
    except Undecodable as error:
        LOG.error("the fingerprint of the unrecognised detection %s cannot be compared: %s", event, error)
        items = np.empty(0, np.uint32)
    return Hearing(SongId(event), Profile(profile), items)


def _song(row: Sequence[Any]) -> Song:
    song_id, title, artist_id, artist, code, duration_ms = row
    return Song(
        song_id=SongId(song_id),
        title=title,
        artist_id=ArtistId(artist_id),
        artist=artist,
        isrc=code,
        duration_ms=duration_ms,
    )


def _columns(placed: Sequence[Placed]) -> dict[str, list[Any]]:
    return {
        "events": [UUID(each.hearing) for each in placed],
        "recordings": [UUID(each.recording) for each in placed],
        "linked": [None if each.link is None else UUID(each.link.other) for each in placed],
        "offsets": [None if each.link is None else each.link.offset for each in placed],
        "z": [None if each.link is None else each.link.z for each in placed],
        "searched": [each.searched for each in placed],
    }


def _uuids(ids: Collection[SongId]) -> list[UUID]:
    return [UUID(each) for each in ids]
