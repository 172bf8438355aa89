"""The catalogue for programs without a loop of their own: commands, the demonstration, the simulation.

They call the same use cases as the service; what they do is one transaction.
"""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import contextmanager
from getpass import getuser
from typing import Any, TypeVar

from psycopg import AsyncConnection, OperationalError

from catalogue.audio_files import Recording
from catalogue.changes import Change
from catalogue.songs import editing, reading
from catalogue.songs.registration import Registered, Wanted, register
from http_api.database import Db, wrapped
from kernel.codec import Codecs
from kernel.errors import DatabaseAway, Refused
from kernel.events.detections import Profile
from kernel.events.songs import Song
from kernel.problems import Problem

T = TypeVar("T")


class Reader:
    """What is registered, as one transaction sees it. DatabaseAway."""

    def __init__(self, runner: asyncio.Runner, db: Db) -> None:
        self._runner = runner
        self._db = db

    def every(self) -> list[Song]:
        """All songs by artist and title, without their fingerprints."""
        return self._run(reading.every(self._db))

    def fingerprints(self, profile: Profile) -> Iterator[Song]:
        """All songs, each with its fingerprint of this profile alone."""
        chunks = reading.fingerprints(self._db, profile)
        while (songs := self._run(_next(chunks))) is not None:
            yield from songs

    def _run(self, doing: Coroutine[Any, Any, T]) -> T:
        with wrapped():
            return self._runner.run(doing)


class Session(Reader):
    """Changes, each done when its call returns, all of them kept when the session ends. DatabaseAway, Refused."""

    def __init__(self, runner: asyncio.Runner, change: Change) -> None:
        super().__init__(runner, change.db)
        self._change = change

    def add(self, recording: Recording, title: str, artist: str, isrc: str | None) -> Registered:
        """Registers a recording, as `register` says."""
        wanted = Wanted(title, artist, isrc, recording.duration_ms, recording.line, recording.mic)
        return self._run(register(self._change, wanted))

    def remove(self, song_id: str) -> Song:
        """Takes a song out of the catalogue; its plays stay as they are. Refused where there is none of that id."""
        try:
            return self._run(editing.remove(self._change, song_id))
        except Problem as problem:
            raise Refused(f"no song has the id {song_id}: `injyana catalogue list` shows them") from problem

    def rollback(self) -> None:
        """Undoes whatever was done in the session."""
        self._run(self._db.rollback())


@contextmanager
def reader(database: str) -> Iterator[Reader]:
    """What is registered now. DatabaseAway."""
    with asyncio.Runner() as runner, _connected(runner, database) as db:
        yield Reader(runner, db)


@contextmanager
def opened(database: str, codecs: Codecs) -> Iterator[Session]:
    """A session whose transaction is committed at the end, rolled back on an exception. DatabaseAway."""
    with asyncio.Runner() as runner, _connected(runner, database) as db:
        yield Session(runner, Change(db, f"operator:{getuser()}", codecs))
        with wrapped():
            runner.run(db.commit())


@contextmanager
def _connected(runner: asyncio.Runner, database: str) -> Iterator[Db]:
    try:
        db: Db = runner.run(AsyncConnection.connect(database))
    except OperationalError as error:
        raise DatabaseAway(f"PostgreSQL does not answer: {error}") from error
    try:
        yield db
    finally:
        runner.run(db.close())


async def _next(chunks: AsyncIterator[T]) -> T | None:
    return await anext(chunks, None)
