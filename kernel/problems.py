"""Answers to requests that fail as a whole: RFC 9457 problem details, made in one place."""

from collections.abc import Mapping
from typing import Any

import msgspec
from starlette.responses import Response

from kernel.errors import Refused

MEDIA_TYPE = "application/problem+json"
TYPES = "urn:injyana:problem:"


class Problem(Refused):
    """This request cannot be looked at: status, a stable kind, a title and what to do."""

    def __init__(
        self,
        status: int,
        kind: str,
        title: str,
        detail: str | None = None,
        headers: Mapping[str, str] | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        self.status = status
        self.kind = kind
        self.title = title
        self.detail = detail
        self.headers = dict(headers or {})
        self.extra = dict(extra or {})
        super().__init__(detail or title)

    def response(self) -> Response:
        """The problem as an HTTP answer."""
        body: dict[str, Any] = {"type": TYPES + self.kind, "title": self.title, "status": self.status}
        if self.detail is not None:
            body["detail"] = self.detail
        return Response(msgspec.json.encode(body | self.extra), self.status, self.headers, MEDIA_TYPE)


def envelope(detail: str) -> Problem:
    """422: the items cannot be found in the body."""
    return Problem(422, "bad-envelope", "The request's outer shape is wrong.", detail)


def not_json(detail: str) -> Problem:
    """400: the body is not JSON."""
    return Problem(400, "not-json", "The body is not JSON in UTF-8.", detail)


def too_large(limit: int) -> Problem:
    """413: the body, or what it unpacks to, is too large."""
    return Problem(413, "too-large", "The body is too large.", f"At most {limit} bytes, after unpacking.")


def unauthorised(detail: str) -> Problem:
    """401: no token, or not a good one."""
    headers = {"WWW-Authenticate": 'Bearer realm="injyana", error="invalid_token"'}
    return Problem(401, "unauthorised", "A valid access token is needed.", detail, headers)


def insufficient_scope(scope: str | None) -> Problem:
    """403: the token was given for something else (RFC 6750, 3.1)."""
    headers = {"WWW-Authenticate": 'Bearer realm="injyana", error="insufficient_scope"'}
    detail = f"It needs the scope {scope}." if scope else "It is for tokens without scopes."
    return Problem(403, "insufficient-scope", "The token was not given for this.", detail, headers)


def unavailable(detail: str, retry_after_s: int, extra: Mapping[str, Any] | None = None) -> Problem:
    """503: come back later."""
    return Problem(503, "unavailable", "Not possible now.", detail, {"Retry-After": str(retry_after_s)}, extra)


def defect() -> Problem:
    """500: nothing of its cause is told."""
    return Problem(500, "defect", "A defect of ours.")
