"""What is asked about: a complete play, or a file that somebody uploaded."""

import hashlib
from dataclasses import dataclass

import chromaprint

from fingerprinting.chroma import ITEM_SECONDS
from fingerprinting.compressed import ALGORITHM, decode
from kernel.errors import Undecodable
from stream_processors.recognition.fallback.answers import Unreadable

ASKED_SECONDS = 120
"""AcoustID holds the first two minutes of each recording, as fpcalc makes them by default."""


@dataclass(frozen=True, slots=True)
class Question:
    """A whole recording: its fingerprint in the profile line (chromaprint's compressed form), its length, and, of an
    upload alone, a clip of it as Ogg Vorbis."""

    line: bytes
    duration_ms: int
    clip: bytes | None = None

    @property
    def seconds(self) -> int:
        return max(1, round(self.duration_ms / 1000))

    def beginning(self) -> str:
        """The fingerprint of the first ASKED_SECONDS as AcoustID wants it: compressed, base64. Unreadable."""
        try:
            items = decode(self.line, len(self.line))
        except Undecodable as error:
            raise Unreadable(f"the fingerprint cannot be decoded: {error}") from error
        if not len(items):
            raise Unreadable("the fingerprint is empty")
        first = items[: int(ASKED_SECONDS / ITEM_SECONDS)].tolist()
        text: bytes = chromaprint.encode_fingerprint(first, ALGORITHM)
        return text.decode()


def key(*parts: bytes) -> bytes:
    """Names a question: the same parts, the same key."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.digest()
