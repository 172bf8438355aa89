"""plays.scored: each id once, revisions once and in order, and the rollups with them."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from psycopg import ClientCursor

from kernel import metrics
from kernel.errors import Unprocessable
from kernel.events.plays import ScoredPlay, Verdict
from kernel.topics import PLAYS_SCORED
from ledger.plays import PLAY_COLUMNS, play_row
from sinks.timescale.content import Refusal, held, note_conflicts, stage, uuids
from sinks.timescale.database import Rows
from sinks.timescale.fresh import Fresh, Play
from sinks.timescale.judging import Fate, fate_of_play, waves, without_repeats
from sinks.timescale.sql import sql


class Plays:
    """A content.Content of plays. What is most likely, that all of them are new, is made ready at once."""

    def __init__(self, received: Sequence[Play]) -> None:
        counted = [each for each in received if each.event.revision or each.event.verdict is not Verdict.DUPLICATE]
        self._plays = without_repeats(counted)
        self._duplicates = len(received) - len(counted)
        self._repeats = len(counted) - len(self._plays)
        self._waves = [_parted(wave) for wave in waves(self._plays)]
        self._fates: dict[Fate, int] = {}
        self._new: list[Play] = []

    def moments(self) -> Sequence[datetime]:
        return [each.event.played_at for each in self._plays]

    def write(self, cursor: Rows) -> Sequence[Refusal]:
        self._fates = defaultdict(int)
        self._new = []
        return [refusal for first, later in self._waves for refusal in self._write(cursor, first, later)]

    def committed(self, now: datetime) -> None:
        metrics.LEDGER_DUPLICATES.inc(self._duplicates)
        metrics.LEDGER_ALREADY.labels(PLAYS_SCORED.name).inc(self._repeats + self._fates[Fate.ALREADY])
        metrics.LEDGER_CONFLICTS.labels(PLAYS_SCORED.name).inc(self._fates[Fate.CONFLICT])
        for each in self._new:
            metrics.LEDGER_LATENCY.observe((now - each.event.received_at).total_seconds())

    def _write(self, cursor: Rows, first: Fresh, later: Sequence[Play]) -> list[Refusal]:
        """Writes plays of which no two share an id."""
        unclaimed = first.claim(cursor)
        new = [each for each in first.plays if each.event.event_id not in unclaimed] if unclaimed else first.plays
        self._new += new
        if not unclaimed and not later:
            first.store(cursor)
            return []
        fates = self._settle(cursor, [*(each for each in first.plays if each.event.event_id in unclaimed), *later])
        (Fresh([*new, *fates[Fate.PROMOTE]]) if unclaimed else first).store(cursor)
        return [(each, _premature(each.event)) for each in fates[Fate.PREMATURE]]

    def _settle(self, cursor: Rows, plays: Sequence[Play]) -> dict[Fate, list[Play]]:
        """Does what is to be done with plays whose ids were not claimed; those promoted are still to be stored."""
        taken = held(cursor, (each.event.event_id for each in plays))
        fates: dict[Fate, list[Play]] = defaultdict(list)
        for each in plays:
            fates[fate_of_play(each.event, taken.get(each.event.event_id))].append(each)
        for fate, those in fates.items():
            self._fates[fate] += len(those)
        note_conflicts(cursor, [(each, taken[each.event.event_id]) for each in fates[Fate.CONFLICT]])
        if fates[Fate.PROMOTE]:
            _promote(cursor, fates[Fate.PROMOTE])
        if fates[Fate.REVISE]:
            _revise(cursor, fates[Fate.REVISE])
        return fates


def _parted(wave: Sequence[Play]) -> tuple[Fresh, Sequence[Play]]:
    """First verdicts, and later revisions."""
    later = [each for each in wave if each.event.revision]
    return Fresh([each for each in wave if not each.event.revision] if later else wave), later


def _promote(cursor: Rows, plays: Sequence[Play]) -> None:
    verdicts = [each.event.verdict.value for each in plays]
    cursor.execute(sql("plays_promote"), {"ids": uuids(each.event.event_id for each in plays), "verdicts": verdicts})


def _revise(cursor: Rows, plays: Sequence[Play]) -> None:
    cursor.execute(sql("plays_clear"))
    stage(cursor, "staged_plays", PLAY_COLUMNS, map(play_row, plays))
    cursor.execute(sql("plays_revise_ledger"))
    moments = [each.event.played_at for each in plays]
    with ClientCursor(cursor.connection) as literal:
        literal.execute(sql("plays_revise"), {"earliest": min(moments), "latest": max(moments)})
    cursor.execute(sql("plays_recount"))


def _premature(play: ScoredPlay) -> Unprocessable:
    return Unprocessable(f"revision {play.revision} came before the one that it revises")
