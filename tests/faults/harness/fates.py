"""Where every acknowledged play is, by its id, and whether it is what was sent."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import psycopg

from injyana.accounts import ledger
from tests.faults.harness.items import Content, Item

STORED = """
    SELECT event_id::text, source_id, song_id, played_at, duration_ms, verdict
    FROM play_events WHERE event_id = ANY (%(ids)s)
    UNION ALL
    SELECT event_id::text, source_id, '', played_at, duration_ms, ''
    FROM unrecognised_plays WHERE event_id = ANY (%(ids)s)
"""
LETTERS = """
    SELECT event_id::text FROM dead_letters
    WHERE recorded_at >= %(since)s AND event_id IS NOT NULL AND NOT event_id = ANY (%(ids)s)
"""
CORRECTED_WITHIN = timedelta(seconds=60)
"""A corrected time is wrong by as long as its upload was on the way."""
SHOWN = 3
KINDS = ("missing", "twice", "elsewhere", "altered", "strangers", "refused")


@dataclass(slots=True)
class Fates:
    """What is wrong, each an id with what was found; empty where every play is in its one right place."""

    acknowledged: int = 0
    missing: list[str] = field(default_factory=list)
    """Acknowledged, and nowhere."""
    twice: list[str] = field(default_factory=list)
    """In more than one place."""
    elsewhere: list[str] = field(default_factory=list)
    """In one place, but not where such a play belongs."""
    altered: list[str] = field(default_factory=list)
    """Stored with another source, song, time or length than was sent, or judged otherwise than without any fault."""
    strangers: list[str] = field(default_factory=list)
    """Stored, and never sent."""
    refused: list[str] = field(default_factory=list)
    """Called wrong by the gateway."""

    def faults(self) -> dict[str, list[str]]:
        """What is wrong, by kind; a few of each."""
        return {kind: [f"{len(found)} in all", *found[:SHOWN]] for kind in KINDS if (found := getattr(self, kind))}


def fates(
    connection: psycopg.Connection[Any],
    items: Sequence[Item],
    sources: Sequence[str],
    refused: Sequence[str],
    since: datetime,
) -> Fates:
    """Compares what was sent with what is stored. Dead letters of others that came after `since` are strangers."""
    acknowledged = {item.event_id: item for item in items if item.acknowledged}
    sent = [item.event_id for item in items]
    found = Fates(acknowledged=len(acknowledged), refused=list(refused))
    for id_, places in ledger.fates(connection, acknowledged).items():
        if not places:
            found.missing.append(id_)
        elif len(places) > 1:
            found.twice.append(f"{id_} in {places}")
        elif places[0] != acknowledged[id_].content.place:
            found.elsewhere.append(f"{id_}, {acknowledged[id_].content.name}, in {places[0]}")
    found.altered.extend(_altered(connection, acknowledged))
    found.strangers = ledger.strangers(connection, sources, sent)
    found.strangers += [id_ for (id_,) in connection.execute(LETTERS, {"since": since, "ids": sent})]
    return found


def _altered(connection: psycopg.Connection[Any], acknowledged: dict[str, Item]) -> Iterator[str]:
    for id_, *stored in connection.execute(STORED, {"ids": list(acknowledged)}):
        item = acknowledged[id_]
        verdict = "accepted" if item.song_id else ""
        expected = [item.source, item.song_id or "", item.played_at, item.body["duration_ms"], verdict]
        if item.clock is not None and abs(stored[2] - item.played_at) < CORRECTED_WITHIN:
            stored[2] = item.played_at
        if item.content is not Content.POISON and stored != expected:
            yield f"{id_}: sent {expected}, stored {stored}"
