"""Songs as other programs read them: all of them, with or without fingerprints."""

from collections.abc import AsyncIterator

from psycopg.rows import dict_row

from catalogue.songs.publishing import song_of
from http_api.database import Db, rows
from http_api.statements import beside
from kernel.events.detections import Profile
from kernel.events.songs import Song

SQL = beside(__file__)
AT_ONCE = 500
"""Songs read at a time: 3 MB of fingerprints."""


async def every(db: Db) -> list[Song]:
    """All songs by artist and title, without their fingerprints."""
    return [song_of(found) for found in await rows(db, SQL["every"])]


async def by_title(db: Db) -> AsyncIterator[list[Song]]:
    """All songs by title as they are at one moment, some at a time, without their fingerprints."""
    async with db.cursor("by_title", row_factory=dict_row) as cursor:
        await cursor.execute(SQL["by_title"])
        while found := await cursor.fetchmany(AT_ONCE):
            yield [song_of(each) for each in found]


async def fingerprints(db: Db, profile: Profile) -> AsyncIterator[list[Song]]:
    """All songs, some at a time, each with its fingerprint of this profile alone."""
    async with db.cursor("fingerprints", row_factory=dict_row) as cursor:
        await cursor.execute(SQL["fingerprints"], {"profile": profile.value})
        while found := await cursor.fetchmany(AT_ONCE):
            yield [song_of(each) for each in found]
