"""Concurrent edits: whoever changes something says by If-Match which version was read (RFC 9110, 13.1.1)."""

import re
from typing import Annotated, Final

from fastapi import Depends, Header

from http_api.refusals import changed_meanwhile
from kernel.problems import Problem

_TAG: Final = re.compile(r'"([0-9]{1,9})"')


def etag(version: int) -> str:
    """The ETag of a version."""
    return f'"{version}"'


def fits(now: int, read: int) -> None:
    """Returns where what was read is what is there. Problem 412."""
    if now != read:
        raise changed_meanwhile(etag(now))


def version_of(
    if_match: Annotated[str | None, Header(max_length=100, description="The ETag of what was read.")] = None,
) -> int:
    """The version that the caller read. Problem 412, 428."""
    if if_match is None:
        raise Problem(428, "no-precondition", "This needs If-Match.", "Read it first, and send its ETag as If-Match.")
    found = _TAG.fullmatch(if_match.strip())
    if found is None:
        raise Problem(412, "changed-meanwhile", "Somebody changed this meanwhile.", "If-Match is no ETag of ours.")
    return int(found[1])


Version = Annotated[int, Depends(version_of)]
