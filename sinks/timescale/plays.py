"""plays.scored: each id once, revisions once and in order, and the rollups with them."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from psycopg import ClientCursor

from kernel import metrics
from kernel.errors import Unprocessable
from kernel.events import ScoredPlay, Verdict
from kernel.stage import Received
from kernel.topics import PLAYS_SCORED
from sinks.timescale.content import Refusal, held, note_conflicts, stage, uuids
from sinks.timescale.database import Rows
from sinks.timescale.judging import Fate, fate_of_play, waves, without_repeats
from sinks.timescale.rows import PLAY_COLUMNS, play_row
from sinks.timescale.sql import sql

Play = Received[ScoredPlay]


class Plays:
    """A content.Content of plays."""

    def __init__(self, received: Sequence[Play]) -> None:
        counted = [each for each in received if each.event.revision or each.event.verdict is not Verdict.DUPLICATE]
        self._plays = without_repeats(counted)
        self._duplicates = len(received) - len(counted)
        self._repeats = len(counted) - len(self._plays)
        self._fates: dict[Fate, int] = {}
        self._new: list[Play] = []

    def moments(self) -> Sequence[datetime]:
        return [each.event.played_at for each in self._plays]

    def write(self, cursor: Rows) -> Sequence[Refusal]:
        self._fates = defaultdict(int)
        self._new = []
        refusals: list[Refusal] = []
        for number, wave in enumerate(waves(self._plays)):
            if number:
                cursor.execute(sql("plays_clear"))
            refusals += self._write(cursor, wave)
        return refusals

    def committed(self, now: datetime) -> None:
        metrics.LEDGER_DUPLICATES.inc(self._duplicates)
        metrics.LEDGER_ALREADY.labels(PLAYS_SCORED.name).inc(self._repeats + self._fates[Fate.ALREADY])
        metrics.LEDGER_CONFLICTS.labels(PLAYS_SCORED.name).inc(self._fates[Fate.CONFLICT])
        for each in self._new:
            metrics.LEDGER_LATENCY.observe((now - each.event.received_at).total_seconds())

    def _write(self, cursor: Rows, wave: list[Play]) -> list[Refusal]:
        """Writes plays of which no two share an id."""
        stage(cursor, "staged_plays", PLAY_COLUMNS, map(play_row, wave))
        unclaimed = {str(event_id) for (event_id,) in cursor.execute(sql("plays_claim"))}
        self._new += [each for each in wave if each.event.event_id not in unclaimed]
        fates = self._settle(cursor, [each for each in wave if each.event.event_id in unclaimed]) if unclaimed else {}
        if len(unclaimed) - len(fates.get(Fate.PROMOTE, ())) < len(wave):
            cursor.execute(sql("plays_store"))
            cursor.execute(sql("plays_count"))
        return [(each, _premature(each.event)) for each in fates.get(Fate.PREMATURE, ())]

    def _settle(self, cursor: Rows, plays: list[Play]) -> dict[Fate, list[Play]]:
        """Does what is to be done with plays whose ids were not claimed; what is no new row leaves the staged ones."""
        taken = held(cursor, (each.event.event_id for each in plays))
        fates: dict[Fate, list[Play]] = defaultdict(list)
        for each in plays:
            fates[fate_of_play(each.event, taken.get(each.event.event_id))].append(each)
        for fate, those in fates.items():
            self._fates[fate] += len(those)
        gone = [each for fate in (Fate.ALREADY, Fate.CONFLICT, Fate.PREMATURE) for each in fates[fate]]
        cursor.execute(sql("plays_drop"), {"ids": _ids(gone)})
        note_conflicts(cursor, [(each, taken[each.event.event_id]) for each in fates[Fate.CONFLICT]])
        if fates[Fate.PROMOTE]:
            cursor.execute(sql("plays_promote"), {"ids": _ids(fates[Fate.PROMOTE])})
        if fates[Fate.REVISE]:
            _revise(cursor, fates[Fate.REVISE])
        return fates


def _revise(cursor: Rows, plays: list[Play]) -> None:
    cursor.execute(sql("plays_revise_ledger"), {"ids": _ids(plays)})
    moments = [each.event.played_at for each in plays]
    with ClientCursor(cursor.connection) as literal:
        literal.execute(sql("plays_revise"), {"earliest": min(moments), "latest": max(moments)})
    cursor.execute(sql("plays_recount"))


def _premature(play: ScoredPlay) -> Unprocessable:
    return Unprocessable(f"revision {play.revision} came before the one that it revises")


def _ids(plays: Sequence[Play]) -> list[object]:
    return list(uuids(each.event.event_id for each in plays))
