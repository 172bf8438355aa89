"""The ledger's plays, as they came, for training: read in a stream, in bounded memory."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, LiteralString

import psycopg

from kernel.events.plays import RecognizedPlay, ScoredPlay, Verdict
from kernel.events.sources import Source
from kernel.ids import SourceId
from ledger.plays import PLAY_COLUMNS, play_of
from ledger.sources import sources
from training.rows import Past

FETCHED: Final = 2_000
"""Rows fetched at once."""
MOST_PLAYS: Final = 3_000_000
"""Plays that are read; where there are more, every n-th source is. An hour at 1,000 plays a second."""

Connection = psycopg.Connection[Any]


@dataclass(frozen=True, slots=True)
class Window:
    """Which plays are read: begun in [since, until) and received before `until`; of every n-th source."""

    since: datetime
    until: datetime
    plays: int
    one_in: int


def window(connection: Connection, since: datetime, until: datetime) -> Window:
    """The window, with how many plays there are in it."""
    (plays,) = connection.execute(_sql("count"), {"since": since, "until": until}).fetchone() or (0,)
    return Window(since, until, plays, max(1, -(-plays // MOST_PLAYS)))


def plays(connection: Connection, read: Window, seed: int) -> Iterator[Past]:
    """Partition by partition, in the order of receipt, which is nearly that of the topic. psycopg.Error."""
    told = {"since": read.since, "until": read.until, "one_in": read.one_in, "seed": seed}
    query = _sql("plays").replace("{columns}", ", ".join(f"play_events.{each}" for each in PLAY_COLUMNS.split(", ")))
    with connection.cursor(name="plays_to_learn_from") as cursor:
        cursor.itersize = FETCHED
        for *row, decided in cursor.execute(query, told):
            scored = play_of(row)
            yield Past(recognised(scored), scored.reasons, decided and Verdict(decided))


def recognised(scored: ScoredPlay) -> RecognizedPlay:
    """The play as it was before it was judged."""
    return RecognizedPlay(**{name: getattr(scored, name) for name in RecognizedPlay.__struct_fields__})


def sources_by_id(connection: Connection) -> dict[SourceId, Source]:
    """All sources as they are registered now."""
    return {source.source_id: source for source in sources(connection)}


def _sql(name: str) -> LiteralString:
    text: LiteralString = (Path(__file__).parent / "sql" / f"{name}.sql").read_text()
    return text
