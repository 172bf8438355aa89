"""The problem documents of the OpenAPI document: which a call answers with, and what each means."""

from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field

from kernel.problems import MEDIA_TYPE, TYPES

REF: Final = "#/components/schemas/Problem"

MEANING: Final[dict[int, tuple[str, str, str]]] = {
    400: ("incomplete-body", "The connection ended before the body did.", "The body ended too early, or is not gzip."),
    401: ("unauthorised", "A valid access token is needed.", "No token, or one that is expired or forged."),
    403: (
        "forbidden",
        "You may not do this.",
        "The role, a suspension, an earlier part, or an own interest forbids it.",
    ),
    404: ("no-such-case", "There is no such case.", "It does not exist, waits no more, or is another's."),
    408: ("slow-body", "The body took too long.", "The body came too slowly."),
    409: ("claimed", "Somebody else works on this.", "It does not fit what happened meanwhile: read again."),
    412: ("version-unknown", "This version of the case is not known.", "The version was never shown, or days ago."),
    413: ("too-large", "The body is too large.", "The body, or what it unpacks to, is too large."),
    415: ("unsupported-media-type", "The body has another type than this call takes.", "Send application/json."),
    422: ("bad-request", "The request is not as described.", "A parameter, header or field is not as described here."),
    429: ("too-many-appeals", "Too many appeals.", "Wait for Retry-After seconds."),
    500: ("defect", "A defect of ours.", "A defect of ours; it is logged."),
    503: ("unavailable", "Not possible now.", "PostgreSQL does not answer, or too much is in work. Try again."),
}
WITH_BODY: Final = (400, 408)
"""What reading a body may lead to, beside 413 and 415."""
ALWAYS: Final = (401, 403, 503)
RETRY_AFTER: Final = (429, 503)


class ProblemShape(BaseModel):
    """RFC 9457. Some carry more, such as claimed_by and claimed_until."""

    model_config = ConfigDict(extra="allow", title="Problem")
    type: str = Field(json_schema_extra={"format": "uri"})
    title: str
    status: int
    detail: str | None = None


def problems(*statuses: int, etag: bool = False) -> dict[int | str, dict[str, Any]]:
    """`responses` of a route: these problems and those that every guarded call may answer with."""
    wanted = {*ALWAYS, *statuses, *(WITH_BODY if 415 in statuses else ())}
    found: dict[int | str, dict[str, Any]] = {status: _described(status) for status in sorted(wanted)}
    if etag:
        header = {"ETag": {"schema": {"type": "string"}, "description": "The version, in quotes."}}
        found[200] = {"description": "The case.", "headers": header}
    return found


def example(status: int) -> dict[str, Any]:
    """A problem document of that status."""
    kind, title, _ = MEANING[status]
    return {"type": TYPES + kind, "title": title, "status": status}


def _described(status: int) -> dict[str, Any]:
    content = {"schema": {"$ref": REF}, "examples": {"problem": {"value": example(status)}}}
    found: dict[str, Any] = {"description": MEANING[status][2], "content": {MEDIA_TYPE: content}}
    if status in RETRY_AFTER:
        found["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."}}
    return found
