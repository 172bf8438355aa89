"""Service accounts of stations and streaming services, and the endpoint that gives them tokens."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request, Response

from http_api.audit import RequestId
from http_api.guard import GuardedRoute, Who, needs
from http_api.parameters import Cursor, Limit
from http_api.permissions import Permission
from http_api.shapes import PAGE, Id, Shape
from identity import limits
from identity.clients import granting, keeping
from identity.clients.refusals import invalid_request
from identity.clients.shapes import ChangeClient, Client, ClientPage, ClientSecret, MakeClient, PublicKey
from identity.desk import Work
from identity.routes.once import OneTime
from identity.routes.parameters import IfMatch, NotStored, problems
from identity.service import Serving
from kernel import http_body

router = APIRouter(route_class=GuardedRoute, tags=["service accounts"], dependencies=[NotStored])

MANAGE = needs(Permission.MANAGE_CLIENTS)
CLIENTS = "/api/v1/service-accounts"
FORM = "application/x-www-form-urlencoded"
ClientId = Annotated[UUID, Path(description="The service account.")]


class TokenAnswer(Shape):
    """RFC 6749, 5.1."""

    access_token: str
    token_type: Literal["Bearer"]
    expires_in: int
    scope: str


class TokenError(Shape):
    """RFC 6749, 5.2."""

    error: Literal["invalid_request", "invalid_client", "invalid_scope", "unsupported_grant_type"]
    error_description: str


def _error(error: str, description: str) -> dict[str, Any]:
    shown = {"error": error, "error_description": description}
    content = {"application/json": {"examples": {"error": {"value": shown}}}}
    return {"model": TokenError, "description": description, "content": content}


_ERRORS: dict[int | str, dict[str, Any]] = {
    400: _error("invalid_request", "The request is not as RFC 6749 says, or asks for too much."),
    401: _error("invalid_client", "The client is not proven."),
}
_FIELDS = ("grant_type", "scope", "client_id", "client_secret", "client_assertion_type", "client_assertion")
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            FORM: {
                "schema": {
                    "type": "object",
                    "required": ["grant_type"],
                    "properties": {name: {"type": "string"} for name in _FIELDS},
                }
            }
        },
    }
}


@router.post(
    "/oauth/token",
    summary="A token of a service account: client_credentials with a signed assertion, or a secret",
    response_model=TokenAnswer,
    openapi_extra=needs(Permission.PUBLIC) | _BODY,
    responses=problems(413, 415, public=True) | _ERRORS,
)
async def token(service: Serving, request: Request) -> dict[str, str | int]:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise invalid_request(f"send {FORM}")
    body = await http_body.read(request, service.body_seconds, limits.FORM_BYTES)
    form = granting.form_of(body)
    return await granting.grant(service.desk, form, request.headers.get("authorization"), service.audiences)


@router.post(
    CLIENTS,
    summary="Make a service account, and the source that it speaks as",
    status_code=201,
    openapi_extra=MANAGE,
    response_model=Client,
    responses=problems(409, 413, 415, 422),
)
async def make(by: Who, service: Serving, once: OneTime, request_id: RequestId, said: MakeClient) -> Response:
    async def do(work: Work) -> Client:
        return await keeping.make(work, by, said, service.devices.codec, request_id)

    return await once(201, do)


@router.get(CLIENTS, summary="Service accounts, the newest first", openapi_extra=MANAGE, responses=problems(422))
async def listed(
    service: Serving,
    source_id: Annotated[Id | None, Query(description="Only those that speak as it.")] = None,
    cursor: Cursor = None,
    limit: Limit = PAGE,
) -> ClientPage:
    async with service.desk.work() as work:
        return await keeping.page(work, source_id, cursor, limit)


@router.get(
    CLIENTS + "/{client_id}",
    summary="A service account",
    openapi_extra=MANAGE,
    responses=problems(404, 422, etag=True),
)
async def client(service: Serving, response: Response, client_id: ClientId) -> Client:
    async with service.desk.work() as work:
        return _tagged(response, await keeping.show(work, client_id))


@router.patch(
    CLIENTS + "/{client_id}",
    summary="Change a service account, or suspend it: it gets no token any more",
    openapi_extra=MANAGE,
    responses=problems(404, 412, 413, 415, 422, 428, etag=True),
)
async def change(
    by: Who,
    service: Serving,
    response: Response,
    client_id: ClientId,
    request_id: RequestId,
    said: ChangeClient,
    if_match: IfMatch = None,
) -> Client:
    changes = said.model_dump(exclude_none=True)
    async with service.desk.work() as work:
        changed = await keeping.change(work, by, client_id, changes, if_match, service.devices.codec, request_id)
        return _tagged(response, changed)


@router.post(
    CLIENTS + "/{client_id}/secret",
    summary="Another secret, shown this once; the former one works no more",
    openapi_extra=MANAGE,
    responses=problems(404, 422),
)
async def secret(by: Who, service: Serving, client_id: ClientId, request_id: RequestId) -> ClientSecret:
    async with service.desk.work() as work:
        return await keeping.new_secret(work, by, client_id, request_id)


@router.put(
    CLIENTS + "/{client_id}/key",
    summary="Set the public key for private_key_jwt; a secret works no more",
    openapi_extra=MANAGE,
    responses=problems(404, 412, 413, 415, 422, 428, etag=True),
)
async def key(
    by: Who,
    service: Serving,
    response: Response,
    client_id: ClientId,
    request_id: RequestId,
    said: PublicKey,
    if_match: IfMatch = None,
) -> Client:
    async with service.desk.work() as work:
        made = await keeping.set_key(work, by, client_id, said.public_key, if_match, request_id)
        return _tagged(response, made)


def _tagged(response: Response, found: Client) -> Client:
    response.headers["ETag"] = keeping.etag_of(found)
    return found
