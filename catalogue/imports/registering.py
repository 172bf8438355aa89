"""The job of an import: some rows at a time, each batch with what became of it and how far it is in one transaction.

So an import that was killed goes on where it was, and no row is counted or registered twice.
"""

from collections import Counter
from dataclasses import dataclass, replace
from itertools import islice
from uuid import UUID

from catalogue import identifiers, names
from catalogue.changes import Change
from catalogue.imports import reading
from catalogue.imports.reading import Header, milliseconds, rows
from catalogue.jobs import queue
from catalogue.jobs.queue import Job
from catalogue.songs.registration import Outcome, Wanted, register
from catalogue.storage import Storage
from catalogue.works.registry import of_iswc
from catalogue.works.registry import register as register_work
from catalogue.works.shapes import WorkSaid
from http_api.database import Database, Db, Row, row, run
from http_api.statements import beside
from kernel.codec import Codecs
from kernel.errors import Refused
from kernel.problems import Problem

SQL = beside(__file__)
ROWS = 100
"""Of one transaction: while it lasts, others wait who change songs."""
COUNTS = ("added", "changed", "unchanged", "repeated", "wrong")
COUNTED = {Outcome.ADDED: "added", Outcome.CHANGED: "changed", Outcome.ALREADY: "unchanged"}


class Wrong(Exception):
    """A row that cannot be registered: the column, a code and a message."""

    def __init__(self, column: str, code: str, message: str) -> None:
        self.said = {"field": column, "code": code, "message": message[:500]}
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class _Song:
    """A row that may be registered."""

    line: int
    wanted: Wanted
    iswc: str | None


class _Batch:
    """What became of some rows."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.wrong: list[Row] = []

    def refuse(self, line: int, why: "Wrong", counted: str = "wrong") -> None:
        """A row that is not registered."""
        self.wrong.append({"line": line} | why.said)
        self.counts[counted] += 1


class Registering:
    """Does jobs of the kind `import`."""

    def __init__(self, database: Database, storage: Storage, codecs: Codecs) -> None:
        self._database = database
        self._storage = storage
        self._codecs = codecs

    async def __call__(self, job: Job) -> None:
        """Registers the rows that are left. Refused where it is no CSV of ours; Lost, DatabaseAway."""
        path = self._storage.path(job.sha256)
        if not path.is_file():
            raise Refused("its file is gone: send it again")
        async with self._database.transaction() as db:
            await queue.renew(db, job, "registering", total=job.bytes)
            state = await row(db, SQL["state"], {"import_id": job.job_id}) or {}
        with path.open("rb") as file:
            header = Header(file)
            left = rows(file, header, state["done"], max(state["line"], 1))
            while batch := list(islice(left, ROWS)):
                await self._register(job, batch, state["dry"])
        async with self._database.transaction() as db:
            await run(db, SQL["forget"], {"import_id": job.job_id})
            await queue.end(db, job)

    async def _register(self, job: Job, batch: list[reading.Row], dry: bool) -> None:
        done = _Batch()
        async with self._database.transaction() as db:
            await queue.renew(db, job, done=batch[-1].end)
            change = Change(db, f"import:{job.job_id}", self._codecs)
            await change.lock()
            songs = [song for each in batch if (song := await _checked(db, job.job_id, each, done)) is not None]
            async with db.transaction(force_rollback=dry):
                for song in songs:
                    await _put(change, song, done)
            for wrong in done.wrong:
                await run(db, SQL["wrong"], {"import_id": job.job_id} | wrong)
            counts = {name: done.counts[name] for name in COUNTS}
            await run(db, SQL["count"], {"import_id": job.job_id, "line": batch[-1].end_line} | counts)


async def _checked(db: Db, import_id: UUID, found: reading.Row, done: _Batch) -> _Song | None:
    """The song of a row; None where it is none, or an earlier row's."""
    try:
        song = _song(found)
    except Wrong as wrong:
        done.refuse(found.line, wrong)
        return None
    named = {"import_id": import_id, "isrc": song.wanted.isrc, "line": found.line}
    first = await row(db, SQL["first"], named)
    if first is not None and first["line"] != found.line:
        done.refuse(found.line, Wrong("isrc", "repeated", f"line {first['line']} has this ISRC"), "repeated")
        return None
    return song


async def _put(change: Change, song: _Song, done: _Batch) -> None:
    try:
        async with change.db.transaction():
            work_id = None if song.iswc is None else await _work(change, song.iswc, song.wanted.title)
            registered = await register(change, replace(song.wanted, work_id=work_id))
    except Problem as problem:
        done.refuse(song.line, Wrong("", problem.kind, str(problem)))
    except Refused as refused:
        done.refuse(song.line, Wrong("", "refused", str(refused)))
    else:
        done.counts[COUNTED[registered.outcome]] += 1


async def _work(change: Change, iswc: str, title: str) -> str:
    """The work of an ISWC, registered under the song's title where there is none."""
    return await of_iswc(change.db, iswc) or (await register_work(change, WorkSaid(title=title, iswc=iswc))).work_id


def _song(found: reading.Row) -> _Song:
    if found.wrong is not None:
        raise Wrong("", "bad-row", found.wrong)
    cells = found.cells
    for column, cell in cells.items():
        if any(each < " " and not each.isspace() for each in cell):
            raise Wrong(column, "control-character", "it holds a control character")
    try:
        title, artist = (names.cleaned(each, cells[each]) for each in ("title", "artist"))
        code = names.checked_isrc(cells["isrc"])
    except Problem as problem:
        raise Wrong(problem.kind.removeprefix("bad-"), problem.kind, str(problem)) from None
    if code is None:
        raise Wrong("isrc", "no-isrc", "a song without audio is known by its ISRC: give one")
    iswc = identifiers.iswc(cells["iswc"]) if cells.get("iswc") else None
    if cells.get("iswc") and iswc is None:
        raise Wrong("iswc", "bad-iswc", "it is no ISWC, or its check digit is wrong")
    try:
        length = milliseconds(cells)
    except ValueError:
        raise Wrong("duration", "bad-duration", "seconds, or minutes and seconds as 3:25, below a day") from None
    return _Song(found.line, Wanted(title, artist, code, length or 0), iswc)
