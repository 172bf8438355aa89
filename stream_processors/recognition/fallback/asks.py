"""The rows of what is to be asked: claimed, put off, settled. Whoever is killed leaves its row to the next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from kernel.clock import KIGALI, Clock
from kernel.codec import Codec
from kernel.events.plays import RecognizedPlay
from kernel.events.songs import Song
from kernel.ids import ArtistId, SongId
from stream_processors.recognition import kept
from stream_processors.recognition.fallback.answers import Answer, Candidate
from stream_processors.recognition.fallback.choice import LEAST_SCORE, Choice, Codes, Outcome, choose, sounds_like
from stream_processors.recognition.fallback.questions import Question
from stream_processors.recognition.fallback.sql import sql
from stream_processors.recognition.kept import Connection, Kept

LEASE = timedelta(seconds=60)
"""A claim ends after this: several times what a question may take."""
KNOWN_FOR = timedelta(days=90)
"""A recording that a service knows stays the same; what changes are its codes."""
UNKNOWN_FOR = timedelta(days=14)
"""Services learn new recordings all the time."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A claimed row, and what it is about: a kept play, or an upload. `attempts` tells this claim from a later one."""

    ask_id: int
    attempts: int
    question: Question
    kept: Kept | None


@dataclass(frozen=True, slots=True)
class Asks:
    """The rows of one service, over an autocommit connection. All methods raise psycopg.Error."""

    connection: Connection
    service: str
    codec: Codec[RecognizedPlay]
    clock: Clock

    def claim(self) -> Ask | None:
        """The row that is due for longest, for LEASE; None where none is. Others leave out what is locked."""
        told = {"service": self.service, "lease": LEASE}
        row = self.connection.execute(sql("claim"), told).fetchone()
        if row is None:
            return None
        ask_id, attempts, event_id, duration_ms, line, clip = row
        if event_id is None:
            return Ask(ask_id, attempts, Question(line, duration_ms, bytes(clip)), None)
        found = kept.read(self.connection, [str(event_id)])
        (play,) = found.values()
        return Ask(ask_id, attempts, Question(line, duration_ms), play)

    def recovered(self, ask: Ask) -> bool:
        """Whether the play was recognised meanwhile; then nothing more is asked about it."""
        if ask.kept is None:
            return False
        told = {"event_id": UUID(ask.kept.event_id)}
        row = self.connection.execute(sql("recovered"), told).fetchone()
        if row is not None and row[0]:
            self.end(ask, Outcome.RECOVERED)
            return True
        return False

    def cached(self, key: bytes) -> Answer | None:
        """What the service said to this question, if that has not expired."""
        row = self.connection.execute(sql("cached"), self._of(key) | {"now": self.clock()}).fetchone()
        return None if row is None else tuple(_candidate(each) for each in row[0])

    def spend(self, budget: int) -> bool:
        """Counts a question against the day's budget; false, and nothing counted, where that is used up."""
        told = {"service": self.service, "day": self._day(), "budget": budget}
        return budget > 0 and self.connection.execute(sql("spend"), told).fetchone() is not None

    def spent(self) -> int:
        """Questions of this day."""
        row = self.connection.execute(sql("spent"), {"service": self.service, "day": self._day()}).fetchone()
        return int(row[0]) if row else 0

    def later(self, ask: Ask, seconds: float, error: str | None, counts: bool = True) -> None:
        """Puts it off; where it does not count, as if it had not been claimed."""
        told = self._claim(ask) | {"seconds": seconds, "error": error, "back": 0 if counts else 1}
        self.connection.execute(sql("later"), told)

    def end(self, ask: Ask, outcome: Outcome, error: str | None = None) -> None:
        """It is asked no more, and nothing is counted."""
        told = self._claim(ask) | {"outcome": outcome.value, "question": None, "song_id": None, "error": error}
        self.connection.execute(sql("end"), told)

    def settle(self, ask: Ask, key: bytes, answer: Answer, new: bool) -> Outcome | None:
        """Takes an answer in, in one transaction: keeps it where it is `new`, and publishes the play if it is one.

        None where the row was claimed by another one meanwhile; then nothing is published, and the answer is kept.
        """
        with self.connection.transaction():
            if new:
                self._keep(key, answer)
            if self.connection.execute(sql("lock"), self._claim(ask)).fetchone() is None:
                return None
            choice = choose(answer, self._codes(answer), lambda song: sounds_like(ask.question.line, song))
            outcome = self._publish(ask, choice)
            song_id = choice.song.song_id if choice.song else None
            told = {"outcome": outcome.value, "question": key, "song_id": song_id, "error": None}
            self.connection.execute(sql("end"), self._claim(ask) | told)
            return outcome

    def reopen(self) -> int:
        """Lets hints be judged again whose codes are songs of ours now; how many."""
        return self.connection.execute(sql("reopen"), {"service": self.service, "least": LEAST_SCORE}).rowcount

    def waiting(self) -> int:
        """How many wait to be asked."""
        row = self.connection.execute(sql("waiting"), {"service": self.service}).fetchone()
        return int(row[0]) if row else 0

    def _publish(self, ask: Ask, choice: Choice) -> Outcome:
        if choice.outcome is not Outcome.COUNTED or choice.song is None:
            return choice.outcome
        if ask.kept is None:
            return Outcome.SONG
        version = f"{self.service} {self._day().isoformat()}"
        play = kept.named(ask.kept, choice.song, self.service, choice.score, version)
        mine = kept.recover(self.connection, [play], self.codec)
        return Outcome.COUNTED if mine else Outcome.RECOVERED

    def _keep(self, key: bytes, answer: Answer) -> None:
        now = self.clock()
        told = {
            "candidates": Jsonb([_plain(each) for each in answer]),
            "now": now,
            "expires": now + (KNOWN_FOR if answer else UNKNOWN_FOR),
        }
        self.connection.execute(sql("keep"), self._of(key) | told)

    def _codes(self, answer: Answer) -> Codes:
        """Our songs that have a code of the answer."""
        told = {
            "isrcs": [code for each in answer for code in each.isrcs],
            "mbids": [known for each in answer if (known := _uuid(each.mbid))],
        }
        by_isrc: dict[str, Song] = {}
        by_mbid: dict[str, Song] = {}
        for mbid, song in map(_song, self.connection.execute(sql("songs"), told)):
            if song.isrc is not None:
                by_isrc[song.isrc] = song
            if mbid is not None:
                by_mbid[mbid] = song
        return Codes(by_isrc, by_mbid)

    def _day(self) -> date:
        return self.clock().astimezone(KIGALI).date()

    def _of(self, key: bytes) -> dict[str, Any]:
        return {"service": self.service, "question": key}

    def _claim(self, ask: Ask) -> dict[str, Any]:
        return {"ask_id": ask.ask_id, "attempts": ask.attempts}


def _plain(candidate: Candidate) -> Mapping[str, Any]:
    return {
        "score": candidate.score,
        "title": candidate.title,
        "artist": candidate.artist,
        "isrcs": list(candidate.isrcs),
        "mbid": candidate.mbid,
    }


def _candidate(plain: Mapping[str, Any]) -> Candidate:
    isrcs = tuple(plain["isrcs"])
    return Candidate(plain["score"], plain["title"], plain["artist"], isrcs, plain["mbid"])


def _song(row: tuple[Any, ...]) -> tuple[str | None, Song]:
    mbid, song_id, title, artist_id, artist, code, duration_ms, line = row
    song = Song(
        song_id=SongId(song_id),
        title=title,
        artist_id=ArtistId(artist_id),
        artist=artist,
        isrc=code,
        duration_ms=duration_ms,
        line=line,
    )
    return (None if mbid is None else str(mbid)), song


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
