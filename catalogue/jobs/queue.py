"""Jobs: put, claimed for a while, told of, ended. Whose lease ran out writes nothing any more."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, get_args
from uuid import UUID

from catalogue import limits
from http_api.database import Database, Db, row, rows, run
from http_api.statements import beside
from kernel import metrics
from kernel.problems import Problem

SQL = beside(__file__)
Kind = Literal["upload", "import"]


class Lost(Exception):
    """Another worker has the job now."""


@dataclass(frozen=True, slots=True)
class Job:
    """A claimed job. `attempts` is also the token by which a worker whose lease ran out is known."""

    job_id: UUID
    sha256: bytes
    bytes: int
    attempts: int
    owner_id: UUID
    lease: timedelta


async def put(db: Db, kind: Kind, job_id: UUID, owner: UUID, sha256: bytes, size: int) -> None:
    """A new job, of a file that is stored and whose content is locked. Problem 409 where too many wait."""
    waiting = await row(db, SQL["waiting"], {"owner_id": owner})
    if waiting is not None and waiting["waiting"] >= limits.WAITING:
        detail = f"At most {limits.WAITING} at a time: wait until some are done."
        raise Problem(409, "too-many-waiting", "Too many files of yours wait.", detail)
    await run(db, SQL["put"], {"job_id": job_id, "kind": kind, "owner_id": owner, "sha256": sha256, "bytes": size})


async def lock(db: Db, sha256: bytes) -> None:
    """Lets one transaction at a time decide whether a file is needed."""
    await run(db, SQL["lock"], {"sha256": sha256})


async def needed(db: Db, sha256: bytes) -> bool:
    """Whether a job that is not ended needs the file. Its content is locked."""
    return await row(db, SQL["needed"], {"sha256": sha256}) is not None


async def claim(db: Db, kind: Kind, lease: timedelta) -> Job | None:
    """The oldest job that nobody works on, if there is one."""
    found = await row(db, SQL["claim"], {"kind": kind, "lease": lease})
    return None if found is None else Job(**found, lease=lease)


async def renew(db: Db, job: Job, step: str | None = None, done: int | None = None, total: int | None = None) -> None:
    """Keeps the job and tells how far it is; None leaves what was told. Lost."""
    values = {"job_id": job.job_id, "attempts": job.attempts, "lease": job.lease}
    if not await run(db, SQL["renew"], values | {"step": step, "done": done, "total": total}):
        raise Lost(str(job.job_id))


async def count(database: Database) -> None:
    """Tells the metrics what waits. DatabaseAway."""
    async with database.transaction() as db:
        found = {each["kind"]: each for each in await rows(db, SQL["count"])}
    for kind in get_args(Kind):
        waiting = found.get(kind, {"jobs": 0, "oldest": 0.0})
        metrics.CATALOGUE_JOBS.labels(kind).set(waiting["jobs"])
        metrics.CATALOGUE_OLDEST.labels(kind).set(waiting["oldest"])


async def give_back(db: Db, job: Job) -> None:
    """Makes the job wait again, as if it had not been claimed."""
    await run(db, SQL["give_back"], {"job_id": job.job_id, "attempts": job.attempts})


async def end(db: Db, job: Job, refused: str | None = None) -> None:
    """Ends the job, done or refused for a reason. Lost."""
    values = {"job_id": job.job_id, "attempts": job.attempts, "reason": refused}
    if not await run(db, SQL["end"], values | {"state": "done" if refused is None else "refused"}):
        raise Lost(str(job.job_id))
