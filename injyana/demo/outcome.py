"""What became of every play that was sent: read from PostgreSQL by id."""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import psycopg

from injyana.accounts import ledger
from injyana.demo.kinds import Kind, Play

STORED = """
    SELECT event_id::text, verdict, song_id, reasons, trace_id FROM play_events WHERE event_id = ANY (%(ids)s::uuid[])
"""


@dataclass(frozen=True, slots=True)
class Stored:
    """A play of the ledger."""

    verdict: str
    song_id: str
    reasons: tuple[str, ...]
    trace: str | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where every accepted id ended, and what the ledger says of it."""

    plays: Collection[Play]
    places: dict[str, list[str]]
    stored: dict[str, Stored]
    strangers: list[str]

    @property
    def pending(self) -> list[str]:
        """Accepted ids that are nowhere yet."""
        return [id_ for id_, places in self.places.items() if not places]

    @property
    def twice(self) -> list[str]:
        """Ids that are in more than one place."""
        return [id_ for id_, places in self.places.items() if len(places) > 1]

    def ends(self, kind: Kind) -> Counter[str]:
        """How many plays of a kind ended as accepted, held, rejected, unrecognised, dead, refused or pending."""
        ends: Counter[str] = Counter()
        for play in self.plays:
            if play.kind is kind:
                ends[self.end(play)] += 1
        return ends

    def end(self, play: Play) -> str:
        if not play.accepted or play.event_id is None:
            return "refused"
        places = self.places[play.event_id]
        if not places:
            return "pending"
        stored = self.stored.get(play.event_id)
        return stored.verdict if stored is not None else places[0]

    def right(self, kind: Kind) -> int:
        """How many plays of a kind the ledger holds as the song that they really are."""
        return sum(
            play.kind is kind and play.event_id in self.stored and self.stored[play.event_id].song_id == play.song_id
            for play in self.plays
        )

    def wrong(self) -> int:
        """How many plays the ledger holds as a song that they are not."""
        return sum(
            play.kind is not Kind.CHEATING
            and play.event_id in self.stored
            and self.stored[play.event_id].song_id != play.song_id
            for play in self.plays
        )

    def untraced(self) -> int:
        """How many plays the ledger holds without the trace of a request that brought them."""
        traces: dict[str, set[str]] = defaultdict(set)
        for play in self.plays:
            traces[play.event_id or ""] |= play.traces
        return sum(stored.trace not in traces[id_] for id_, stored in self.stored.items())

    def reasons(self) -> Counter[str]:
        """Why plays were held or rejected."""
        return Counter(reason for stored in self.stored.values() for reason in stored.reasons)


def read(connection: psycopg.Connection[Any], plays: Collection[Play], sources: Collection[str]) -> Outcome:
    """The outcome as it is now."""
    ids = sorted({play.event_id for play in plays if play.accepted and play.event_id})
    rows = connection.execute(STORED, {"ids": ids})
    stored = {id_: Stored(verdict, song_id, tuple(reasons), trace) for id_, verdict, song_id, reasons, trace in rows}
    strangers = ledger.strangers(connection, sources, ids)
    return Outcome(plays, ledger.fates(connection, ids), stored, strangers)
