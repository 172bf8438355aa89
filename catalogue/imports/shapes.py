"""What calls about imports answer with."""

from datetime import datetime
from uuid import UUID

from catalogue.uploads.shapes import JobState, Progress
from http_api.shapes import Shape


class Import(Shape):
    """Lines of songs that were sent, and what became of them so far: the header is line 1.

    `dry`: what would become of them, and nothing is changed. `repeated`: lines whose ISRC an earlier line had.
    """

    import_id: UUID
    state: JobState
    progress: Progress
    reason: str | None
    dry: bool
    sha256: str
    bytes: int
    line: int
    added: int
    changed: int
    unchanged: int
    repeated: int
    wrong: int
    made_at: datetime
    ended_at: datetime | None


class LineError(Shape):
    """What is wrong with a line: `code` for programs, `message` for people."""

    line: int
    field: str
    code: str
    message: str


class ErrorPage(Shape):
    errors: list[LineError]
    next_cursor: str | None
