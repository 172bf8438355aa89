"""The catalogue's songs."""

from kernel.events.event import Event
from kernel.ids import ArtistId, SongId


class Song(Event, frozen=True, kw_only=True):
    """A song of the catalogue with its fingerprints."""

    song_id: SongId
    title: str
    artist_id: ArtistId
    artist: str
    isrc: str | None = None
    duration_ms: int
    line: bytes = b""
    mic: bytes = b""
    version: int = 1
