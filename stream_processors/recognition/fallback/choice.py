"""Which of our songs an outside answer means: pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from fingerprinting.chroma import from_bytes
from fingerprinting.compressed import Items, decode
from fingerprinting.lookup.index import Index
from fingerprinting.lookup.search import search
from kernel.errors import Undecodable
from kernel.events.detections import Profile
from kernel.events.songs import Song
from stream_processors.recognition.decide import NEAR
from stream_processors.recognition.fallback.answers import Answer, Candidate

LEAST_SCORE: Final = 0.85
"""Of a candidate that is to count. AcoustID's score is the share of bits that agree, put between 0 and 1."""

WINDOW = 242
"""Items, 30 s: a whole recording is compared in pieces."""


class Outcome(StrEnum):
    """What became of a question; the words of fallback_asks.outcome."""

    COUNTED = "counted"
    SONG = "song"
    HINT = "hint"
    UNLIKE = "unlike"
    AMBIGUOUS = "ambiguous"
    NOTHING = "nothing"
    REFUSED = "refused"
    GIVEN_UP = "given_up"
    RECOVERED = "recovered"


@dataclass(frozen=True, slots=True)
class Choice:
    """`song` where it is one that may count, then with the score of its best candidate; else why there is none."""

    outcome: Outcome
    song: Song | None = None
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Codes:
    """Our songs by the codes that candidates have."""

    by_isrc: Mapping[str, Song]
    by_mbid: Mapping[str, Song]

    def of(self, candidate: Candidate) -> list[Song]:
        """The songs that a candidate is by its codes."""
        found = [self.by_isrc.get(code) for code in candidate.isrcs]
        found.append(self.by_mbid.get(candidate.mbid or ""))
        return [song for song in found if song is not None]


def choose(answer: Answer, codes: Codes, like: Callable[[Song], bool | None]) -> Choice:
    """The one song that an answer means.

    `like` says whether a song sounds like what was asked about; None where its sound is not known. A song that is known
    to sound otherwise is not believed: a code that was registered for other audio would be paid for it.
    """
    if not answer:
        return Choice(Outcome.NOTHING)
    scores: dict[str, float] = {}
    songs: dict[str, Song] = {}
    for candidate in answer:
        for song in codes.of(candidate) if candidate.score >= LEAST_SCORE else ():
            songs[song.song_id] = song
            scores[song.song_id] = max(candidate.score, scores.get(song.song_id, 0.0))
    if not songs:
        return Choice(Outcome.HINT)
    if len(songs) > 1:
        return Choice(Outcome.AMBIGUOUS)
    ((song_id, song),) = songs.items()
    if like(song) is False:
        return Choice(Outcome.UNLIKE, song, scores[song_id])
    return Choice(Outcome.COUNTED, song, scores[song_id])


def sounds_like(line: bytes, song: Song) -> bool | None:
    """Whether a compressed fingerprint (profile line) resembles the song's anywhere; None where there is none of it.

    It need not be enough to recognise it by: that the code is the same counts as well.
    """
    if not song.line:
        return None
    try:
        items = decode(line, len(line))
        index = Index(Profile.LINE).changed({song.song_id: from_bytes(song.line)})
    except (Undecodable, ValueError):
        return None
    matches = search(index, _pieces(items))
    return any(match is not None and match.z >= NEAR * match.least for match in matches)


def _pieces(items: Items) -> Sequence[Items]:
    return [items[begin : begin + WINDOW] for begin in range(0, len(items), WINDOW)]
