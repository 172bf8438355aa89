"""Sources that are published anew because what the catalogue knows of them changed.

Whoever changes what a source is made of publishes it in the same transaction, with its row locked (ledger/sources.py).
"""

from uuid import UUID

from catalogue.changes import SQL, Change
from http_api.database import rows, run
from kernel.topics import SOURCES
from ledger.sources import SELECT, asked, source_of


async def publish_of_venue(change: Change, venue_id: str) -> None:
    """The sources that may speak for a venue, which know when it is open."""
    await _publish(change, [row["source_id"] for row in await rows(change.db, SQL["of_venue"], {"venue_id": venue_id})])


async def publish_of_owner(change: Change, user_id: UUID) -> None:
    """The sources of a person, which know which artist that is."""
    await _publish(change, [row["source_id"] for row in await rows(change.db, SQL["of_owner"], {"user_id": user_id})])


async def _publish(change: Change, ids: list[str]) -> None:
    if not ids:
        return
    codec = change.codecs.get(SOURCES)
    for found in await rows(change.db, SELECT, asked(ids)):
        source = source_of(found)
        value = codec.encode(source)
        await run(change.db, SQL["publish"], {"topic": SOURCES.name, "key": source.source_id, "value": value})
