"""Routes that know their caller: each declares permissions, which are checked before a request's body is read."""

from collections.abc import Callable, Coroutine
from hashlib import sha256
from typing import Annotated, Any, Final, cast

from fastapi import Depends, Request, Response
from fastapi.routing import APIRoute
from starlette.types import Message

from http_api.callers import Caller
from http_api.permissions import Permission
from http_api.refusals import forbidden
from http_api.service import Service
from kernel import http_body
from kernel.errors import Misconfigured
from kernel.possession.challenges import other_content
from kernel.problems import Problem

EMPTY: Final = sha256().digest()
DECLARED = "x-permissions"
"""Where a route declares them, in its OpenAPI operation: the caller needs one of these."""


def needs(*permissions: Permission) -> dict[str, Any]:
    """`openapi_extra` of a route that callers with any of these permissions may use."""
    return {DECLARED: [permission.value for permission in permissions]}


class GuardedRoute(APIRoute):
    """A route that nobody passes without a permission. Misconfigured, at import, where it declares none.

    A body that a route declares is JSON, bounded, and read here; a route that takes another kind reads it itself.
    """

    @property
    def permissions(self) -> tuple[Permission, ...]:
        declared = (self.openapi_extra or {}).get(DECLARED, ())
        if not declared:
            raise Misconfigured(f"the route {self.path} declares no permission")
        return tuple(Permission(each) for each in declared)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()
        permissions = self.permissions
        takes_body = self.body_field is not None

        async def guarded(request: Request) -> Response:
            digest = None
            if Permission.PUBLIC not in permissions:
                by, digest = await service_of(request).callers.of(request)
                if not any(by.may(permission) for permission in permissions):
                    raise forbidden(f"This is not for the role {by.role.value}.")
                request.state.caller = by
            if takes_body:
                request = await _read(request, digest)
            elif digest not in (None, EMPTY):
                raise other_content()
            return await handle(request)

        return guarded


def service_of(request: Request) -> Service:
    """The running service, which the composition root put into the application's state."""
    return cast(Service, request.app.state.service)


def caller_of(request: Request) -> Caller:
    """Who passed the guard; of a route that is not public."""
    return cast(Caller, request.state.caller)


async def _read(request: Request, digest: bytes | None) -> Request:
    """The request with its body read: bounded, unpacked, kept for its fingerprint, and with the digest that it is
    signed to have. Problem 400, 408, 413, 415.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        title = "The body has another type than this call takes."
        raise Problem(415, "unsupported-media-type", title, "Send application/json.")
    service = service_of(request)
    came = sha256()
    data = await http_body.read(request, service.body_seconds, service.body_bytes, came.update)
    if digest not in (None, came.digest()):
        raise other_content()

    async def receive() -> Message:
        return {"type": "http.request", "body": data, "more_body": False}

    made = Request(request.scope, receive)
    made.state.body = data
    return made


Who = Annotated[Caller, Depends(caller_of)]
