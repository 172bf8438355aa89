"""The audit log: who did what to which object, written in the transaction that does it. Rows are only ever added."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Final
from uuid import uuid4

from fastapi import Depends, Header
from psycopg.types.json import Jsonb

from http_api.callers import Caller
from http_api.database import Db, run
from http_api.statements import beside

SQL = beside(__file__)
NOBODY: Final = "nobody"
"""Who did it, where no token is needed."""
SECRET: Final = re.compile(r"password|secret|sealed|hash|e?mail|phone|^(code|token|address)$")
"""Names of values that the log, which nothing is ever taken out of, must not hold."""
_REQUEST_ID: Final = re.compile(r"[!-~]{1,100}")


async def record(
    db: Db,
    by: Caller | str,
    action: str,
    object_kind: str,
    object_id: str,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    request_id: str | None = None,
) -> None:
    """Adds an entry to the open transaction.

    `by` is a caller, or a text such as `operator:aline`. `action` names kind and deed, as `person.suspended`. `before`
    and `after` hold what changed, as JSON can write it (None: not there). ValueError where a name in them is one of a
    secret or of something personal.
    """
    for values in (before, after):
        for name in values or ():
            if SECRET.search(name):
                raise ValueError(f"{name} has no place in the audit log")
    entry = {
        "made_by": f"{by.role.value}:{by.subject}" if isinstance(by, Caller) else by,
        "action": action,
        "object_kind": object_kind,
        "object_id": object_id,
        "before": None if before is None else Jsonb(dict(before)),
        "after": None if after is None else Jsonb(dict(after)),
        "request_id": request_id,
    }
    await run(db, SQL["audit_put"], entry)


def request_id_of(
    told: Annotated[str | None, Header(alias="X-Request-Id", description="Any text; kept in the audit log.")] = None,
) -> str:
    """What the log names a request by: X-Request-Id, or an id that is made for it."""
    return told if told and _REQUEST_ID.fullmatch(told) else str(uuid4())


RequestId = Annotated[str, Depends(request_id_of)]
