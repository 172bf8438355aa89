"""A request that changes something is done once, however often it is sent: by its Idempotency-Key.

The answer is kept in the transaction that does the work, so that it is there exactly when the work is done. What was
refused did nothing, and is looked at anew.
"""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from review.callers import Caller
from review.database import row, run
from review.refusals import key_reused
from review.shapes import Shape
from review.work import Work


@dataclass(frozen=True, slots=True)
class Request:
    """What identifies a request: the caller's key, and what was asked for."""

    key: str
    method: str
    path: str
    body: bytes

    @property
    def fingerprint(self) -> bytes:
        return sha256(b"\x00".join((self.method.encode(), self.path.encode(), self.body))).digest()


@dataclass(frozen=True, slots=True)
class Answer:
    """Status and JSON body, and what was made; None where nothing was, or the work had been done before."""

    status: int
    body: bytes
    made: Shape | None = None


def once(work: Work, by: Caller, request: Request, status: int, do: Callable[[], Shape | None]) -> Answer:
    """Does it, or gives back what was answered when it was done. Problem 422 where the key is another request's."""
    named = {"subject": f"{by.role.value}:{by.subject}", "key": request.key}
    if not run(work.db, "request_begin", named | {"fingerprint": request.fingerprint}):
        found = row(work.db, "request_get", named)
        if found is None or bytes(found["fingerprint"]) != request.fingerprint:
            raise key_reused()
        return Answer(found["status"], bytes(found["answer"]))
    made = do()
    answer = Answer(status, b"" if made is None else made.model_dump_json().encode(), made)
    run(work.db, "request_end", named | {"status": answer.status, "answer": answer.body})
    return answer
