"""The job of an upload: read the audio, and find what it sounds like."""

from typing import Any

from psycopg.types.json import Jsonb

from catalogue.duplicates import Duplicate
from catalogue.jobs import queue
from catalogue.jobs.queue import Job
from catalogue.shelf import Shelf
from catalogue.storage import Storage
from catalogue.uploads.reading import read
from catalogue.uploads.sniffing import by_type
from http_api.database import Database, row, run
from http_api.statements import beside
from kernel.errors import Refused

SQL = beside(__file__)
PERCENT = 100


class Fingerprinting:
    """Does jobs of the kind `upload`."""

    def __init__(self, database: Database, storage: Storage, shelf: Shelf) -> None:
        self._database = database
        self._storage = storage
        self._shelf = shelf

    async def __call__(self, job: Job) -> None:
        """Reads the file and keeps what was found. Refused where it is no song; Lost, DatabaseAway."""
        path = self._storage.path(job.sha256)
        if not path.is_file():
            raise Refused("its file is gone: send it again")
        async with self._database.transaction() as db:
            await queue.renew(db, job, "reading", 0)
            found = await row(db, SQL["media_type"], {"upload_id": job.job_id})
        kind = by_type(found["media_type"] if found else "")

        async def heard(percent: int) -> None:
            async with self._database.transaction() as db:
                await queue.renew(db, job, "reading", percent, PERCENT)

        sound = await read(path, kind.demuxer, heard)
        async with self._database.transaction() as db:
            await queue.renew(db, job, "comparing", PERCENT, PERCENT)
            alike = await self._shelf.alike(db, sound.line)
        async with self._database.transaction() as db:
            values = {
                "upload_id": job.job_id,
                "duration_ms": sound.duration_ms,
                "line": sound.line,
                "mic": sound.mic,
                "said": Jsonb(sound.tags),
                "alike": Jsonb([told(each) for each in alike]),
            }
            await run(db, SQL["found"], values)
            await queue.end(db, job)


def told(found: Duplicate) -> dict[str, Any]:
    """What callers are told of a song that sounds alike."""
    return {
        "song_id": found.song.song_id,
        "title": found.song.title,
        "artist": found.song.artist,
        "share": round(found.share, 3),
        "confidence": round(found.confidence, 3),
    }
