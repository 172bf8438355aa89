"""What a detection is believed to be, from what was heard and what was said."""

from dataclasses import dataclass
from typing import Final

from fingerprinting.lookup.search import Match
from kernel import isrc
from kernel.errors import Unprocessable
from kernel.events.detections import Detection, Profile
from kernel.ids import SongId
from stream_processors.recognition.catalogue import Catalogue

FINGERPRINT: Final = "fingerprint"
ISRC: Final = "isrc"
TEXT: Final = "text"
SONG_ID: Final = "song_id"

NO_MATCH: Final = "no_match"
"""Nothing of the catalogue resembles it."""
BELOW_THRESHOLD: Final = "below_threshold"
"""Something resembles it, not enough to be believed; or it is another performance of it."""
AMBIGUOUS: Final = "ambiguous"
"""Two or more songs fit equally well."""
CONTRADICTION: Final = "contradiction"
"""The song that was said is in the index, and is not what was heard."""
UNKNOWN_SONG: Final = "unknown_song"
"""The catalogue has no song of that id."""

NEAR = 0.85
"""From this share of the least z on, a match was below the threshold rather than none; one clip in a hundred of unknown
music gets there."""


@dataclass(frozen=True, slots=True)
class Believed:
    """It was this song. `said` is the one song that the words alone mean, where they mean one."""

    song: SongId
    method: str
    confidence: float
    margin: float | None
    said: SongId | None


@dataclass(frozen=True, slots=True)
class Unknown:
    """It cannot be said which song it was, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class _Said:
    songs: tuple[SongId, ...]
    method: str
    confidence: float
    reason: str = NO_MATCH

    @property
    def song(self) -> SongId | None:
        return self.songs[0] if len(self.songs) == 1 else None


def decide(catalogue: Catalogue, detection: Detection, match: Match | None) -> Believed | Unknown:
    """The song of a detection.

    `match` is what its fingerprint fits best, if it has one. What was heard decides; words decide only where nothing
    was sent to hear, or where the catalogue has nothing to compare the sound with; and between two songs that sound
    the same. Unprocessable where the detection says nothing at all.
    """
    said = _said(catalogue, detection)
    if detection.fingerprint is None:
        return _by_words(said)
    if match is not None and match.strong:
        song = match.song if match.clear else said.song if said.song in (match.song, match.rival) else None
        if song is None:
            return Unknown(AMBIGUOUS)
        return Believed(song, FINGERPRINT, match.confidence, max(match.margin, 0.0), said.song)
    if said.song is not None and not _comparable(catalogue, said.song, detection.fingerprint.profile):
        return _by_words(said)
    if match is not None and match.z >= NEAR * match.least:
        return Unknown(BELOW_THRESHOLD)
    return Unknown(NO_MATCH if said.song is None else CONTRADICTION)


def _comparable(catalogue: Catalogue, song: SongId, profile: Profile) -> bool:
    return song in catalogue.indexes[profile]


def _by_words(said: _Said) -> Believed | Unknown:
    if said.song is not None:
        return Believed(said.song, said.method, said.confidence, None, said.song)
    return Unknown(AMBIGUOUS if said.songs else said.reason)


def _said(catalogue: Catalogue, detection: Detection) -> _Said:
    """The songs that the words mean: by the catalogue's id, else by ISRC, else by title and artist."""
    if detection.song_id is not None and detection.song_id in catalogue.songs:
        return _Said((detection.song_id,), SONG_ID, 1.0)
    metadata = detection.metadata
    if metadata is None:
        if detection.song_id is None and detection.fingerprint is None:
            raise Unprocessable("the detection has no fingerprint, no metadata and no song_id")
        return _Said((), SONG_ID, 0.0, UNKNOWN_SONG)
    song = catalogue.by_isrc.get(isrc.normalised(metadata.isrc) or "")
    if song is not None:
        return _Said((song,), ISRC, 1.0)
    named = catalogue.titles.find(metadata)
    return _Said(named.songs, TEXT, named.likeness / 100)
