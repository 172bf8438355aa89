"""Sources as the database has them, and their one way to the topic: whole, from all tables that know of them.

Whoever changes one of these tables publishes the source in the same transaction, with its row of `devices` locked, so
that the newest record of the topic is what the tables hold.
"""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

import psycopg
from psycopg.rows import dict_row

from kernel import outbox
from kernel.codec import Codec
from kernel.events.sources import OpeningHours, Reputation, Source, SourceType, Standing
from kernel.ids import ArtistId, SourceId, StationId, VenueId
from kernel.topics import SOURCES
from ledger.sql import sql

SELECT = sql("sources")
"""The statement of sources, for whoever has a connection of another kind; its values are those of `asked`."""
REPUTATIONS = 24
"""The newest, that are published: at least a day's, since there is one an hour at most. A replay of what was received
before all of these takes the source for unknown."""

Connection = psycopg.Connection[Any]


def sources(connection: Connection, ids: Collection[str] | None = None) -> list[Source]:
    """These sources, or all of them, by id; ids that nobody has are left out. psycopg.Error."""
    with connection.cursor(row_factory=dict_row) as cursor:
        return [source_of(row) for row in cursor.execute(SELECT, asked(ids))]


def publish(connection: Connection, ids: Collection[str], codec: Codec[Source]) -> list[Source]:
    """Puts these sources, whose rows the caller has locked, into the outbox of its transaction. psycopg.Error."""
    found = sources(connection, ids)
    outbox.put_all(connection, SOURCES, [(source.source_id, source, None) for source in found], codec)
    return found


def asked(ids: Collection[str] | None) -> dict[str, Any]:
    """The values of `SELECT` for these sources, or all of them."""
    return {"ids": None if ids is None else list(ids), "reputations": REPUTATIONS}


def source_of(row: dict[str, Any]) -> Source:
    """The source of a row of `SELECT`."""
    owner = row["owner_artist_id"]
    return Source(
        source_id=SourceId(row["source_id"]),
        source_type=SourceType(row["source_type"]),
        name=row["name"],
        standing=Standing(row["standing"]),
        stations=tuple(StationId(each) for each in row["stations"]),
        venues=tuple(VenueId(each) for each in row["venues"]),
        district=row["district"],
        plays_per_minute=row["plays_per_minute"],
        attestation=row["attestation"],
        key_thumbprint=row["key_thumbprint"],
        fingerprint=row["fingerprint"],
        fingerprints=row["fingerprints"],
        registered_at=row["registered_at"].astimezone(UTC),
        owner_artist_id=None if owner is None else ArtistId(owner),
        opening_hours=tuple(OpeningHours(**each) for each in row["opening_hours"] or ()),
        reputations=tuple(_reputation(each) for each in row["reputations"] or ()),
        changed_at=row["changed_at"].astimezone(UTC),
    )


def _reputation(said: dict[str, float]) -> Reputation:
    since = datetime.fromtimestamp(said["since"], UTC)
    return Reputation(since=since, good=said["good"], bad=said["bad"], floor=said["floor"])
