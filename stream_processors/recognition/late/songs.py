"""The catalogue as the database has it, in the order of its changes."""

from typing import Any

import psycopg

from kernel.events.songs import Song
from kernel.ids import ArtistId, SongId
from stream_processors.recognition.catalogue import Catalogue
from stream_processors.recognition.late.matching import Versions
from stream_processors.recognition.late.sql import sql

MOST_NEW = 5_000
"""From so many added songs on, matching against all of them first saves nothing."""
NEVER = -1
"""Before a detection was matched again at all."""

Connection = psycopg.Connection[Any]


class Songs:
    """The catalogue at `version`, which is the last change that is in it. Every process numbers versions alike.

    The songs are read from the table that catalogue.songs is published from and not from the topic, whose partitions
    have no order among each other in which versions could be compared.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._now = Catalogue()
        self._new: dict[int, Versions] = {}
        self.version = 0

    def read(self) -> None:
        """Reads the changes that were committed since. psycopg.Error."""
        rows = self._connection.execute(sql("songs_since"), {"version": self.version}).fetchall()
        if rows:
            self._now = self._now.changed(dict(map(_change, rows)))
            self.version = max(row[0] for row in rows)
            self._new = {}

    def since(self, version: int) -> Versions:
        """The catalogue and what is new in it for detections that were matched at `version`. psycopg.Error."""
        if version not in self._new:
            self._new[version] = Versions(self._now, None if version == NEVER else self._added(version))
        return self._new[version]

    def _added(self, version: int) -> Catalogue | None:
        told = {"version": version, "until": self.version}
        first = self._connection.execute(sql("changes_since"), told).fetchall()
        added = [song_id for song_id, change in first if change == "added"]
        if len(added) < len(first) or len(added) > MOST_NEW:
            return None
        rows = self._connection.execute(sql("songs_of"), {"ids": added})
        return Catalogue().changed(dict(map(_change, rows)))


def _change(row: tuple[Any, ...]) -> tuple[SongId, Song | None]:
    """A song and what it is now; None where it is gone."""
    _, song_id, title, artist_id, artist, isrc, duration_ms, line, mic, version = row
    if title is None:
        return SongId(song_id), None
    song = Song(
        song_id=SongId(song_id),
        title=title,
        artist_id=ArtistId(artist_id),
        artist=artist,
        isrc=isrc,
        duration_ms=duration_ms,
        line=line,
        mic=mic,
        version=version,
    )
    return song.song_id, song
