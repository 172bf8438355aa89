"""plays.unrecognized: each id once; one that the ledger knows as a play stays a play."""

from collections.abc import Sequence
from datetime import datetime

from kernel import metrics
from kernel.events.plays import UnrecognizedPlay
from kernel.stage import Received
from kernel.topics import PLAYS_UNRECOGNIZED
from sinks.timescale.content import Refusal, held, note_conflicts, stage, uuids
from sinks.timescale.database import Rows
from sinks.timescale.judging import Fate, fate_of_unrecognised, waves, without_repeats
from sinks.timescale.rows import UNRECOGNISED_COLUMNS, unrecognised_row
from sinks.timescale.sql import sql

Detection = Received[UnrecognizedPlay]


class Unrecognised:
    """A content.Content of detections that matched no song."""

    def __init__(self, received: Sequence[Detection]) -> None:
        self._detections = without_repeats(received)
        self._repeats = len(received) - len(self._detections)
        self._already = self._conflicts = 0
        self._new: list[Detection] = []

    def moments(self) -> Sequence[datetime]:
        return ()

    def write(self, cursor: Rows) -> Sequence[Refusal]:
        self._already = self._conflicts = 0
        self._new = []
        for number, wave in enumerate(waves(self._detections)):
            if number:
                cursor.execute(sql("unrecognised_clear"))
            self._write(cursor, wave)
        return ()

    def committed(self, now: datetime) -> None:
        metrics.LEDGER_ALREADY.labels(PLAYS_UNRECOGNIZED.name).inc(self._repeats + self._already)
        metrics.LEDGER_CONFLICTS.labels(PLAYS_UNRECOGNIZED.name).inc(self._conflicts)
        for each in self._new:
            metrics.LEDGER_LATENCY.observe((now - each.event.received_at).total_seconds())

    def _write(self, cursor: Rows, wave: list[Detection]) -> None:
        """Writes detections of which no two share an id."""
        stage(cursor, "staged_unrecognised", UNRECOGNISED_COLUMNS, map(unrecognised_row, wave))
        unclaimed = {str(event_id) for (event_id,) in cursor.execute(sql("unrecognised_claim"))}
        if unclaimed:
            cursor.execute(sql("unrecognised_drop"), {"ids": uuids(unclaimed)})
            self._settle(cursor, [each for each in wave if each.event.event_id in unclaimed])
        cursor.execute(sql("unrecognised_store"))
        self._new += [each for each in wave if each.event.event_id not in unclaimed]

    def _settle(self, cursor: Rows, others: list[Detection]) -> None:
        taken = held(cursor, (each.event.event_id for each in others))
        conflicts = [
            (each, taken[each.event.event_id])
            for each in others
            if fate_of_unrecognised(each.event, taken[each.event.event_id]) is Fate.CONFLICT
        ]
        note_conflicts(cursor, conflicts)
        self._conflicts += len(conflicts)
        self._already += len(others) - len(conflicts)
