"""What `http_api.idempotency` does, within a decision's transaction."""

from collections.abc import Callable

from psycopg.rows import dict_row

from http_api.idempotency import SQL, Answer, Asked
from http_api.shapes import Shape
from review.work import Work


def once(work: Work, asked: Asked, status: int, do: Callable[[], Shape | None]) -> Answer:
    """Does it, or gives back what was answered when it was done. Problem 422 where the key is another request's."""
    with work.db.cursor(row_factory=dict_row) as cursor:
        if not cursor.execute(SQL["request_begin"], asked.named | {"fingerprint": asked.fingerprint}).rowcount:
            return asked.answered(cursor.execute(SQL["request_get"], asked.named).fetchone())
        answer = Answer.of(status, do())
        cursor.execute(SQL["request_end"], asked.named | {"status": answer.status, "answer": answer.body})
    return answer
