"""The fingerprints of all songs, in memory, followed as songs change: what is new is compared with these."""

import asyncio

from catalogue.duplicates import Duplicate, duplicates
from catalogue.known import Known
from catalogue.songs.publishing import song_of
from fingerprinting.chroma import from_bytes
from http_api.database import Db, rows
from http_api.statements import beside
from kernel.events.detections import Profile
from kernel.ids import SongId

SQL = beside(__file__)
AT_ONCE = 2_000
"""Changes read at a time: 12 MB of fingerprints."""


class Shelf:
    """Follows the changes of the catalogue. It takes 6 KB of memory for a song of three minutes."""

    def __init__(self) -> None:
        self._known = Known.of(Profile.LINE, ())
        self._version = 0
        self._reading = asyncio.Lock()

    async def alike(self, db: Db, line: bytes) -> list[Duplicate]:
        """The songs, as the transaction sees them, of which a recording is another copy, the most alike first."""
        async with self._reading:
            await self._follow(db)
            known = self._known
        return await asyncio.to_thread(duplicates, known, from_bytes(line))

    async def _follow(self, db: Db) -> None:
        while found := await rows(db, SQL["changes"], {"version": self._version, "limit": AT_ONCE}):
            there = [song_of(row) for row in found if row["title"] is not None]
            gone = [SongId(row["song_id"]) for row in found if row["title"] is None]
            self._known = await asyncio.to_thread(self._known.joined, there, gone)
            self._version = max(row["change_id"] for row in found)
