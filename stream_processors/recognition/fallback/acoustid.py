"""AcoustID: whole recordings by fingerprint and length (https://acoustid.org/webservice, lookup, version 2)."""

from dataclasses import dataclass
from typing import Final, cast

import httpx
from msgspec import Struct
from pydantic import SecretStr

from stream_processors.recognition.fallback.answers import Answer, Away, Candidate, KeyRefused, TooMany, Unreadable
from stream_processors.recognition.fallback.exchange import LEAVE_ALONE_S, SECONDS, Reply, exchange, read
from stream_processors.recognition.fallback.questions import Question, key

NAME: Final = "acoustid"
OK: Final = "ok"

UNREADABLE: Final = frozenset({3, 8})
"""Invalid fingerprint, invalid duration."""
KEY: Final = frozenset({4, 12, 16, 17})
"""Invalid API key, not allowed, insecure request, unknown application."""
TOO_MANY: Final = 14


class _Artist(Struct):
    name: str = ""
    joinphrase: str = ""


class _Recording(Struct):
    id: str
    title: str | None = None
    artists: tuple[_Artist, ...] = ()


class _Result(Struct):
    score: float
    recordings: tuple[_Recording, ...] = ()


class _Error(Struct):
    code: int = 0
    message: str = ""


class _Reply(Struct):
    status: str
    results: tuple[_Result, ...] = ()
    error: _Error | None = None


@dataclass(frozen=True, slots=True)
class Acoustid:
    """Asks AcoustID."""

    client_key: SecretStr
    url: str
    timeout_s: float = SECONDS
    name: str = NAME

    def key(self, question: Question) -> bytes:
        """Names the question. Unreadable."""
        return key(NAME.encode(), str(question.seconds).encode(), question.beginning().encode())

    def ask(self, question: Question) -> Answer:
        """What AcoustID believes that it is. ServiceError."""
        form = {
            "client": self.client_key.get_secret_value(),
            "duration": str(question.seconds),
            "fingerprint": question.beginning(),
            "meta": "recordings",
            "format": "json",
        }
        return answer(exchange(httpx.Request("POST", self.url, data=form), self.timeout_s))


def answer(reply: Reply) -> Answer:
    """What AcoustID's reply says, best score first; an error stands in its JSON, whatever the status. ServiceError."""
    said = cast(_Reply, read(reply, _Reply))
    if said.status != OK:
        error = said.error or _Error()
        text = f"AcoustID: {error.message or said.status} (error {error.code})"
        if error.code == TOO_MANY:
            raise TooMany(text, LEAVE_ALONE_S)
        if error.code in KEY:
            raise KeyRefused(text)
        raise Unreadable(text) if error.code in UNREADABLE else Away(text)
    found = [
        Candidate(
            score=min(max(result.score, 0.0), 1.0),
            title=recording.title or "",
            artist="".join(each.name + each.joinphrase for each in recording.artists),
            mbid=recording.id.lower(),
        )
        for result in said.results
        for recording in result.recordings
    ]
    return tuple(sorted(found, key=lambda each: -each.score))
