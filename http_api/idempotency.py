"""A request that changes something is done once, however often it is sent: by its Idempotency-Key.

The answer is kept in the transaction that does the work, so that it is there exactly when the work is done. What was
refused did nothing, and is looked at anew.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from http_api.callers import Caller
from http_api.database import Db, Row, row, run
from http_api.refusals import key_reused
from http_api.shapes import ANSWERS_KEPT, Shape
from http_api.statements import beside

SQL = beside(__file__)


@dataclass(frozen=True, slots=True)
class Asked:
    """What identifies a request: who asks, the key, and what is asked for. Nobody is whoever needs no token."""

    by: Caller | None
    key: str
    method: str
    path: str
    body: bytes

    @property
    def named(self) -> Row:
        """What its row is found by."""
        return {"subject": f"{self.by.role.value}:{self.by.subject}" if self.by else "nobody", "key": self.key}

    @property
    def fingerprint(self) -> bytes:
        return sha256(b"\x00".join((self.method.encode(), self.path.encode(), self.body))).digest()

    def answered(self, found: Row | None) -> "Answer":
        """The answer that is kept. Problem 422 where the key is another request's."""
        if found is None or bytes(found["fingerprint"]) != self.fingerprint:
            raise key_reused()
        return Answer(found["status"], bytes(found["answer"]))


@dataclass(frozen=True, slots=True)
class Answer:
    """Status and JSON body, and what was made; None where nothing was, or the work had been done before."""

    status: int
    body: bytes
    made: Shape | None = None
    repeated: bool = True

    @classmethod
    def of(cls, status: int, made: Shape | None) -> "Answer":
        """The answer to work that was done now."""
        return cls(status, b"" if made is None else made.model_dump_json().encode(), made, repeated=False)


async def forget(db: Db, now: datetime) -> None:
    """Forgets answers that are older than they are promised to be kept."""
    await run(db, SQL["tidy_requests"], {"before": now - ANSWERS_KEPT})


async def once(db: Db, asked: Asked, status: int, do: Callable[[], Awaitable[Shape | None]]) -> Answer:
    """Does it, or gives back what was answered when it was done. Problem 422 where the key is another request's."""
    if not await run(db, SQL["request_begin"], asked.named | {"fingerprint": asked.fingerprint}):
        return asked.answered(await row(db, SQL["request_get"], asked.named))
    answer = Answer.of(status, await do())
    await run(db, SQL["request_end"], asked.named | {"status": answer.status, "answer": answer.body})
    return answer
