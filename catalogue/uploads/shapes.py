"""What calls about uploads answer with."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from http_api.shapes import Shape

JobState = Literal["waiting", "running", "done", "refused"]


class Progress(Shape):
    """How far it is: `step` in words, `done` of `total`; null before that is known."""

    step: str
    done: int
    total: int | None


class SoundsLike(Shape):
    """A song that shares so much of its sound with the upload: `share` of the shorter of the two."""

    song_id: str
    title: str
    artist: str
    share: float
    confidence: float


class Tags(Shape):
    """What the file says of itself."""

    title: str | None = None
    artist: str | None = None
    isrc: str | None = None


class Upload(Shape):
    """Audio that was sent. `done` means fingerprinted: a song can be made of it. `reason` says why it was refused."""

    upload_id: UUID
    state: JobState
    progress: Progress
    reason: str | None
    media_type: str
    sha256: str
    bytes: int
    duration_ms: int | None
    tags: Tags
    sounds_like: list[SoundsLike]
    song_id: str | None
    made_at: datetime
    ended_at: datetime | None


class UploadPage(Shape):
    uploads: list[Upload]
    next_cursor: str | None
