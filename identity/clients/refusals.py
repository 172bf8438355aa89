"""Errors of the token endpoint as RFC 6749, 5.2 writes them, which every OAuth library understands."""

import msgspec
from starlette.responses import Response

from kernel.problems import Problem


class OAuthError(Problem):
    """`kind` is an error code of RFC 6749; the answer is its JSON instead of a problem document."""

    def response(self) -> Response:
        body = msgspec.json.encode({"error": self.kind, "error_description": self.title})
        headers = self.headers | {"Cache-Control": "no-store"}
        return Response(body, self.status, headers, "application/json")


def invalid_client() -> OAuthError:
    """401, the same for unknown, suspended and wrongly proven clients."""
    headers = {"WWW-Authenticate": 'Basic realm="injyana"'}
    return OAuthError(401, "invalid_client", "the client is not proven", headers=headers)


def invalid_request(why: str) -> OAuthError:
    return OAuthError(400, "invalid_request", why)


def unsupported_grant() -> OAuthError:
    return OAuthError(400, "unsupported_grant_type", "grant_type is to be client_credentials")


def invalid_scope() -> OAuthError:
    return OAuthError(400, "invalid_scope", "the client has not every scope that it asks for")
