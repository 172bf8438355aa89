"""What the third look reads of a play, and what a source's plays come to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kernel.events.plays import RecognizedPlay, ScoredPlay, Verdict
from kernel.events.sources import SourceType
from kernel.ids import ArtistId, SongId, SourceId

DAY_MS: Final = 86_400_000
HOUR_MS: Final = 3_600_000
KIGALI_MS: Final = 2 * HOUR_MS
"""Africa/Kigali is two hours before UTC all year."""

LOOKED_AT: Final = frozenset({Verdict.ACCEPTED, Verdict.HELD})
"""What was rejected, or is a second copy, says nothing about anybody's taste."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A play: when it began (milliseconds since 1970), how long it was heard, what it was, and where (degrees)."""

    at_ms: int
    duration_ms: int
    song_id: SongId
    artist_id: ArtistId
    lat: float | None = None
    lon: float | None = None

    @property
    def day(self) -> int:
        """Civil days in Africa/Kigali since 1970."""
        return (self.at_ms + KIGALI_MS) // DAY_MS

    @property
    def hour(self) -> int:
        """Of the day in Kigali, 0 to 23."""
        return (self.at_ms + KIGALI_MS) % DAY_MS // HOUR_MS

    @property
    def end_ms(self) -> int:
        return self.at_ms + self.duration_ms


def heard(play: RecognizedPlay | ScoredPlay) -> Heard:
    """What the third look reads of a play."""
    place = play.location
    return Heard(
        at_ms=round(play.played_at.timestamp() * 1000),
        duration_ms=play.duration_ms,
        song_id=play.song_id,
        artist_id=play.artist_id,
        lat=place.lat if place else None,
        lon=place.lon if place else None,
    )


@dataclass(frozen=True, slots=True)
class Listener:
    """A source and its plays of the window, in the order in which they began (ties by song)."""

    source_id: SourceId
    source_type: SourceType
    plays: Sequence[Heard]


def listener(source_id: SourceId, source_type: SourceType, plays: Sequence[Heard]) -> Listener:
    """A listener of plays in any order."""
    return Listener(source_id, source_type, sorted(plays, key=lambda play: (play.at_ms, play.song_id)))
