"""What calls about songs take and answer with."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import StringConstraints

from catalogue.shapes import Said, shown
from http_api.shapes import Id, Line, Shape

Isrc = Annotated[str, StringConstraints(min_length=12, max_length=40, pattern=r"^[^\u0000]*$")]
"""However it is written: `RW-ABC-24-00001`."""


class Song(Shape):
    """A song of the catalogue. `audio` says whether it is recognised by its sound, or by its ISRC and names alone."""

    song_id: str
    title: str
    artist_id: str
    artist: str
    isrc: str | None
    work_id: str | None
    duration_ms: int
    audio: bool
    version: int
    created_at: datetime
    changed_at: datetime


class SongPage(Shape):
    songs: list[Song]
    next_cursor: str | None


class SongSaid(Said):
    """All of a song that people may change."""

    model_config = shown(
        {"title": "Naremeye", "artist_id": "5c1f5f8e-8a57-5d1c-8d6b-0c7e6f0b9a11", "isrc": "RW-ABC-24-00001"}
    )

    title: Line
    artist_id: Id
    isrc: Isrc | None = None
    work_id: Id | None = None


class NewSong(Said):
    """A song of an upload that was fingerprinted. `artist` is a name, or left out by artists: it is theirs.

    `duplicate` registers what sounds like a song that is there; admins alone may say so.
    """

    model_config = shown({"upload_id": "f6e5d4c3-b2a1-4987-8abc-0123456789ab", "title": "Naremeye"})

    upload_id: UUID
    title: Line
    artist: Line | None = None
    isrc: Isrc | None = None
    work_id: Id | None = None
    duplicate: bool = False
