"""The problem documents of an OpenAPI document: which a call answers with, and what each means."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from kernel.problems import MEDIA_TYPE, TYPES

REF: Final = "#/components/schemas/Problem"
WITH_BODY: Final = (400, 408)
"""What reading a body may lead to, beside 413 and 415."""
ALWAYS: Final = (401, 403, 503)
RETRY_AFTER: Final = (429, 503)


class Meaning(NamedTuple):
    """An example's kind and title, and what the status means."""

    kind: str
    title: str
    text: str


COMMON: Final[dict[int, Meaning]] = {
    400: Meaning("incomplete-body", "The connection ended before the body did.", "It ended too early, or is not gzip."),
    401: Meaning("unauthorised", "A valid access token is needed.", "No token, or one that is expired or forged."),
    403: Meaning("forbidden", "You may not do this.", "The role or a suspension forbids it."),
    404: Meaning("no-such-object", "There is no such object.", "It does not exist, or is another's."),
    408: Meaning("slow-body", "The body took too long.", "The body came too slowly."),
    409: Meaning("refused", "This cannot be done.", "It does not fit what is there: read again."),
    412: Meaning("changed-meanwhile", "Somebody changed this meanwhile.", "If-Match is not the ETag that it has now."),
    413: Meaning("too-large", "The body is too large.", "The body, or what it unpacks to, is too large."),
    415: Meaning("unsupported-media-type", "The body has another type than this call takes.", "Send the type named."),
    422: Meaning("bad-request", "The request is not as described.", "A parameter, header or field is wrong."),
    428: Meaning("no-precondition", "This needs If-Match.", "Read it first, and send its ETag as If-Match."),
    429: Meaning("too-many-requests", "Too many requests.", "Wait for Retry-After seconds."),
    500: Meaning("defect", "A defect of ours.", "A defect of ours; it is logged."),
    503: Meaning("unavailable", "Not possible now.", "PostgreSQL does not answer, or too much is in work. Try again."),
}


class ProblemShape(BaseModel):
    """RFC 9457. Some carry more members."""

    model_config = ConfigDict(extra="allow", title="Problem")
    type: str = Field(json_schema_extra={"format": "uri"})
    title: str
    status: int
    detail: str | None = None


class Problems:
    """Describes the problems of a service's routes; `own` says what a status means there."""

    def __init__(self, own: Mapping[int, Meaning] | None = None) -> None:
        self.meanings: Mapping[int, Meaning] = COMMON | dict(own or {})

    def __call__(self, *statuses: int, etag: bool = False, public: bool = False) -> dict[int | str, dict[str, Any]]:
        """`responses` of a route: these problems and those that every call may answer with; of a `public` one,
        503 alone."""
        always = (503,) if public else ALWAYS
        wanted = {*always, *statuses, *(WITH_BODY if 415 in statuses else ())}
        found: dict[int | str, dict[str, Any]] = {status: self._described(status) for status in sorted(wanted)}
        if etag:
            header = {"ETag": {"schema": {"type": "string"}, "description": "The version, in quotes."}}
            found[200] = {"description": "As it is now.", "headers": header}
        return found

    def example(self, status: int) -> dict[str, Any]:
        """A problem document of that status."""
        meaning = self.meanings[status]
        return {"type": TYPES + meaning.kind, "title": meaning.title, "status": status}

    def _described(self, status: int) -> dict[str, Any]:
        content = {"schema": {"$ref": REF}, "examples": {"problem": {"value": self.example(status)}}}
        found: dict[str, Any] = {"description": self.meanings[status].text, "content": {MEDIA_TYPE: content}}
        if status in RETRY_AFTER:
            found["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."}}
        return found
