"""The kinds of play that the demonstration sends, and what ought to become of each."""

from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from kernel.ids import SongId
from kernel.tracing import new_traceparent, trace_id


@dataclass(frozen=True, slots=True)
class Told:
    """A kind in plain words."""

    sent: str
    expected: str


class Kind(Enum):
    """What is sent, and what ought to become of it."""

    CLEAN = Told("phones: clear clips of 15 s", "recognised and accepted")
    DIRTY = Told("phones: noise at 10 dB, telephone band", "most of them recognised")
    LATE = Told("phones: heard 2 to 20 days ago", "counted in the days they belong to")
    LIVE = Told("DJ software: one play at a time, as MP3", "recognised and accepted at once")
    LOG = Told("a radio station's as-run log (CSV)", "matched by ISRC, or by title and artist")
    MANUAL = Told("a venue's log by hand", "matched by song id, or by title and artist")
    UNREGISTERED = Told("phones: a song that nobody registered", "kept until somebody registers it")
    REPEATED = Told("uploads sent a second time", "recognised as the same plays, counted once")
    CHEATING = Told(
        "a cheating phone: doubled, overlapping, teleporting, mislabelled", "held or rejected, with reasons"
    )
    DAMAGED = Told("fingerprints damaged on the way", "set aside in the dead letters, with their bytes")
    BAD = Told("items that break the rules of the API", "refused one by one, each with its reason")


@dataclass(slots=True)
class Play:
    """One item to send. `song_id` is what it really is, None where nobody registered it."""

    kind: Kind
    body: dict[str, Any]
    song_id: SongId | None = None
    event_id: str | None = None
    """As the gateway answered."""
    answers: list[str] = field(default_factory=list)
    """Statuses in the order of the answers: more than one where it was sent again."""
    code: str | None = None
    traces: set[str] = field(default_factory=set)
    """The traces of the requests that it went with."""

    @property
    def accepted(self) -> bool:
        """Whether the gateway ever said that Kafka has it."""
        return "accepted" in self.answers or "duplicate" in self.answers


@dataclass(slots=True)
class Upload:
    """One request: where it goes, as whom, and the plays in it."""

    source: str
    path: str
    plays: list[Play]
    form: str = "batch"
    """batch: {"plays": [...]}; single: one object; csv: lines."""
    pause_s: float = 0.0
    """How long after the former upload of its lane."""
    traceparent: str = field(default_factory=new_traceparent)
    """The trace that the client begins, the same at every try."""

    def __post_init__(self) -> None:
        for play in self.plays:
            play.traces.add(trace_id(self.traceparent) or "")
