"""What the fleet sends, and what ought to become of it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from kernel.ids import SongId

FINAL = ("accepted", "duplicate", "rejected")


class Content(StrEnum):
    """What an item holds; the value says where it ends."""

    SOUND = "play"
    """The sound of a registered song."""
    NAMED = "play by name"
    """A registered song's title, artist and ISRC."""
    STRANGE = "unrecognised"
    """The sound of a song that nobody registered."""
    POISON = "dead"
    """A fingerprint that the gateway takes and recognition cannot read."""

    @property
    def place(self) -> str:
        """As injyana.accounts.ledger.fates names it."""
        return "play" if self is Content.NAMED else self.value


@dataclass(slots=True)
class Item:
    """One item of an upload, and how the gateway answered it."""

    content: Content
    source: str
    played_at: datetime
    body: dict[str, Any]
    song_id: SongId | None
    clock: timedelta | None = None
    """How far the source's clock is ahead; None where it does not tell its time."""
    answers: list[str] = field(default_factory=list)

    @property
    def event_id(self) -> str:
        event_id: str = self.body["event_id"]
        return event_id

    def as_sent(self) -> dict[str, Any]:
        """The body, with the time that the source's clock shows."""
        if self.clock is None:
            return self.body
        return self.body | {"sent_at": (datetime.now(UTC) + self.clock).isoformat(timespec="milliseconds")}

    @property
    def acknowledged(self) -> bool:
        """Whether the gateway said that it is durable."""
        return "accepted" in self.answers or "duplicate" in self.answers
