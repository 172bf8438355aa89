"""AudD: clips of audio (https://docs.audd.io, method recognize). It gets sound, not fingerprints, and lies abroad."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, cast

import httpx
from msgspec import Struct
from pydantic import SecretStr

from kernel import isrc
from stream_processors.recognition.fallback.answers import Answer, Away, Candidate, KeyRefused, TooMany, Unreadable
from stream_processors.recognition.fallback.exchange import SECONDS, Reply, exchange, read
from stream_processors.recognition.fallback.questions import Question, key

NAME: Final = "audd"
SUCCESS: Final = "success"

UNREADABLE: Final = frozenset({300, 400, 500, 700})
"""Too short to be fingerprinted, too large, no audio, no file."""
KEY: Final = frozenset({19, 900, 901, 904, 905})
"""Blocked, wrong, missing, or not good for this method."""
LIMIT: Final = 902
LIMIT_S: Final = 3600.0
"""The token's limit is one of the contract: it is asked again after an hour."""


class _Code(Struct):
    isrc: str | None = None


class _Spotify(Struct):
    external_ids: _Code | None = None


class _Musicbrainz(Struct):
    id: str
    isrcs: tuple[str, ...] | None = None


class _Result(Struct):
    title: str | None = None
    artist: str | None = None
    isrc: str | None = None
    apple_music: _Code | None = None
    spotify: _Spotify | None = None
    musicbrainz: tuple[_Musicbrainz, ...] | None = None


class _Error(Struct):
    error_code: int = 0
    error_message: str = ""


class _Reply(Struct):
    status: str
    result: _Result | None = None
    error: _Error | None = None


@dataclass(frozen=True, slots=True)
class Audd:
    """Asks AudD."""

    token: SecretStr
    url: str
    timeout_s: float = SECONDS
    name: str = NAME

    def key(self, question: Question) -> bytes:
        """Names the question. Unreadable."""
        return key(NAME.encode(), _clip(question))

    def ask(self, question: Question) -> Answer:
        """What AudD believes that it is. ServiceError."""
        form = {"api_token": self.token.get_secret_value(), "return": "apple_music,spotify,musicbrainz"}
        files: dict[str, Any] = {"file": ("clip.ogg", _clip(question), "audio/ogg")}
        return answer(exchange(httpx.Request("POST", self.url, data=form, files=files), self.timeout_s))


def answer(reply: Reply) -> Answer:
    """What AudD's reply says: its one recording, under each of its MusicBrainz ids. ServiceError."""
    said = cast(_Reply, read(reply, _Reply))
    if said.status != SUCCESS:
        error = said.error or _Error()
        text = f"AudD: {error.error_message or said.status} (error {error.error_code})"
        if error.error_code == LIMIT:
            raise TooMany(text, LIMIT_S)
        if error.error_code in KEY:
            raise KeyRefused(text)
        raise Unreadable(text) if error.error_code in UNREADABLE else Away(text)
    found = said.result
    if found is None:
        return ()
    isrcs = tuple(dict.fromkeys(code for code in map(isrc.normalised, _codes(found)) if code))
    title, artist = found.title or "", found.artist or ""
    mbids: list[str | None] = [each.id.lower() for each in found.musicbrainz or ()]
    return tuple(Candidate(1.0, title, artist, isrcs, mbid) for mbid in mbids or [None])


def _codes(found: _Result) -> Iterator[str | None]:
    """Its ISRC by each of those whom AudD quotes."""
    yield found.isrc
    if found.apple_music:
        yield found.apple_music.isrc
    if found.spotify and found.spotify.external_ids:
        yield found.spotify.external_ids.isrc
    for each in found.musicbrainz or ():
        yield from each.isrcs or ()


def _clip(question: Question) -> bytes:
    if question.clip is None:
        raise Unreadable("AudD takes audio, and of this there is none")
    return question.clip
