"""Sources on their way to their topic, from a transaction of the HTTP services."""

from collections.abc import Collection
from typing import Final, LiteralString

from psycopg.types.json import Jsonb

from http_api.database import Db, rows
from kernel.codec import Codec
from kernel.events.sources import Source
from kernel.topics import SOURCES
from ledger.sources import SELECT, asked, source_of

PUT: Final[LiteralString] = "SELECT outbox_put(%s, %s, %s, %s)"


async def publish(db: Db, ids: Collection[str], codec: Codec[Source]) -> None:
    """Puts these sources, whose rows the caller has locked, into the outbox of the open transaction, as they are now.

    From here to its end other writers of the outbox wait: it is the last thing that a transaction does.
    """
    found = [source_of(row) for row in await rows(db, SELECT, asked(ids))]
    async with db.cursor() as cursor:
        await cursor.executemany(
            PUT, [(SOURCES.name, source.source_id, codec.encode(source), Jsonb({})) for source in found]
        )
