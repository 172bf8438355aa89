"""What detections become: plays, recognised or not, and their verdicts."""

from datetime import datetime
from enum import StrEnum

from kernel.events.detections import Detection, Heard, Metadata
from kernel.events.event import Origin
from kernel.ids import ArtistId, SongId


class Verdict(StrEnum):
    ACCEPTED = "accepted"
    HELD = "held"
    REJECTED = "rejected"
    DUPLICATE = "duplicate"


class UnrecognizedPlay(Detection, frozen=True, kw_only=True):
    """A detection that matched no song."""

    origin: Origin
    reason: str
    index_version: str


class RecognizedPlay(Heard, frozen=True, kw_only=True):
    """A detection and the song it was recognised as."""

    origin: Origin
    song_id: SongId
    artist_id: ArtistId
    isrc: str | None = None
    method: str
    confidence: float
    margin: float | None = None
    declared: Metadata | None = None
    declared_song_id: SongId | None = None
    fingerprint_hash: int | None = None
    index_version: str


class ScoredPlay(RecognizedPlay, frozen=True, kw_only=True):
    """A play with its verdict."""

    verdict: Verdict
    previous_verdict: Verdict | None = None
    revision: int = 0
    revised_at: datetime | None = None
    score: float
    reasons: tuple[str, ...] = ()
    scored_by: str
