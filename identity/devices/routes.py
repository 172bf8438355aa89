"""The calls about devices, each thin over a use case."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any, Final
from urllib.parse import parse_qs

import msgspec
from fastapi import APIRouter, Depends, Header, Path, Request

from http_api.audit import RequestId
from http_api.guard import GuardedRoute, Who, needs
from http_api.parameters import Cursor, Key, Limit
from http_api.permissions import Permission
from http_api.problems import Meaning, Problems
from http_api.shapes import ID_CHARS, PAGE
from identity.devices import enrolling, granting, provisioning, reading, rotating, standing
from identity.devices.refusals import bad_grant, bad_proof
from identity.devices.shapes import (
    ATTRIBUTES,
    CodeAsked,
    Device,
    DevicePage,
    DeviceToken,
    EnrolmentCode,
    Provision,
    ProvisionDone,
    Registering,
    Rotation,
)
from identity.service import Serving
from kernel import http_body
from kernel.events.sources import Standing
from kernel.possession.dpop import BadProof, Proof
from kernel.possession.nonces import Nonces
from kernel.problems import Problem

router = APIRouter(route_class=GuardedRoute, prefix="/api/v1/devices", tags=["devices"])

OWN: Final = needs(Permission.OWN_DEVICES, Permission.MANAGE_DEVICES)
MANAGE: Final = needs(Permission.MANAGE_DEVICES)
PUBLIC: Final = needs(Permission.PUBLIC)
FORM: Final = "application/x-www-form-urlencoded"
FORM_BYTES: Final = 16 * 1024
GRANT: Final = "client_credentials"
problems: Final = Problems(
    {
        400: Meaning(
            "bad-proof", "The proof of the device's key is not good.", "No proof of the key, or not a good one."
        ),
        401: Meaning("unknown-device", "This device is not known.", "No token, or no device that has the proof's key."),
    }
)
DeviceId = Annotated[str, Path(min_length=1, max_length=ID_CHARS, pattern=r"^[^\u0000]*$", description="The device.")]
_TOKEN_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            FORM: {
                "schema": {
                    "type": "object",
                    "required": ["grant_type", "client_id"],
                    "properties": {
                        "grant_type": {"type": "string", "const": GRANT},
                        "client_id": {"type": "string", "maxLength": ID_CHARS, "description": "The device."},
                        "fingerprint": {"type": "string", "description": "As at registration: a JSON object of texts."},
                    },
                },
                "examples": {"form": {"value": {"grant_type": GRANT, "client_id": "phone-3f9c1a7e"}}},
            }
        },
    }
}


async def proof_of(
    request: Request,
    service: Serving,
    _dpop: Annotated[
        str | None, Header(alias="DPoP", description="A proof of the device's key for this call (RFC 9449).")
    ] = None,
) -> Proof:
    """The proof that came with a request. Problem 400."""
    path = request.scope["raw_path"].decode("latin-1")
    with _refusing(service.devices.proofs.nonces):
        return service.devices.proofs.check(request.headers.getlist("dpop"), request.method, path)


Proven = Annotated[Proof, Depends(proof_of)]


@router.post(
    "/codes",
    summary="Get a one-time code for a device of one's own; good for ten minutes",
    status_code=201,
    openapi_extra=needs(Permission.OWN_DEVICES),
    responses=problems(409, 413, 415, 422),
)
async def code(by: Who, service: Serving, key: Key, request_id: RequestId, said: CodeAsked) -> EnrolmentCode:
    async with service.desk.work() as work:
        return await enrolling.ask(work, by, said, key, request_id)


@router.post(
    "",
    summary="Register the key that the proof is of, with a code",
    status_code=201,
    openapi_extra=PUBLIC,
    responses=problems(400, 409, 413, 415, 422, public=True),
)
async def register(service: Serving, proof: Proven, request_id: RequestId, said: Registering) -> Device:
    with _refusing(service.devices.proofs.nonces):
        return await enrolling.register(service.devices, proof, said, request_id)


@router.post(
    "/token",
    summary="A token for an hour, bound to the key that the proof is of (RFC 6749, 4.4; RFC 9449, 5)",
    openapi_extra=PUBLIC | _TOKEN_BODY,
    responses=problems(400, 401, 403, 413, 415, 422, public=True),
)
async def token(request: Request, service: Serving, proof: Proven) -> DeviceToken:
    form = await _form(request, service.body_seconds)
    if form.get("grant_type") != GRANT:
        raise bad_grant(f"grant_type is {GRANT}, and nothing else.", "unsupported_grant_type")
    with _refusing(service.devices.proofs.nonces):
        return await granting.grant(service.devices, form.get("client_id", ""), proof, _attributes(form))


@router.put(
    "/{device_id}/key",
    summary="Put the key that the proof is of in the place of the device's present one, which signs for it",
    openapi_extra=PUBLIC,
    responses=problems(400, 403, 409, 413, 415, 422, public=True),
)
async def rotate(
    request: Request, service: Serving, device_id: DeviceId, proof: Proven, request_id: RequestId, said: Rotation
) -> Device:
    address = proof.origin + request.scope["raw_path"].decode("latin-1")
    with _refusing(service.devices.proofs.nonces):
        return await rotating.rotate(service.devices, device_id, proof, said.statement, address, request_id)


@router.post(
    "/provision",
    summary="Make many devices, or change what is known of them; the same again changes nothing",
    openapi_extra=MANAGE,
    responses=problems(409, 413, 415, 422),
)
async def provide(by: Who, service: Serving, request_id: RequestId, said: Provision) -> ProvisionDone:
    async with service.desk.work() as work:
        return await provisioning.provide(work, by, said.devices, service.devices.codec, request_id)


@router.get("", summary="One's own devices; for administrators all", openapi_extra=OWN, responses=problems(422))
async def listed(by: Who, service: Serving, cursor: Cursor = None, limit: Limit = PAGE) -> DevicePage:
    async with service.desk.work() as work:
        return await reading.page(work, reading.owner_of(by), cursor, limit)


@router.get("/{device_id}", summary="A device", openapi_extra=OWN, responses=problems(404, 422))
async def device(by: Who, service: Serving, device_id: DeviceId) -> Device:
    async with service.desk.work() as work:
        return await reading.one(work, device_id, reading.owner_of(by))


@router.post(
    "/{device_id}/revoke",
    summary="Take nothing from the device any more, for ever",
    openapi_extra=OWN,
    responses=problems(404, 409, 422),
)
async def revoke(by: Who, service: Serving, device_id: DeviceId, request_id: RequestId) -> Device:
    return await _stand(by, service, device_id, Standing.REVOKED, request_id)


@router.post(
    "/{device_id}/suspend",
    summary="Take nothing from the device until it is resumed",
    openapi_extra=MANAGE,
    responses=problems(404, 409, 422),
)
async def suspend(by: Who, service: Serving, device_id: DeviceId, request_id: RequestId) -> Device:
    return await _stand(by, service, device_id, Standing.SUSPENDED, request_id)


@router.post(
    "/{device_id}/resume",
    summary="Take plays from a suspended device again",
    openapi_extra=MANAGE,
    responses=problems(404, 409, 422),
)
async def resume(by: Who, service: Serving, device_id: DeviceId, request_id: RequestId) -> Device:
    return await _stand(by, service, device_id, Standing.REGISTERED, request_id)


async def _stand(by: Who, service: Serving, device_id: str, to: Standing, request_id: str) -> Device:
    async with service.desk.work() as work:
        owner = reading.owner_of(by)
        return await standing.stand(work, by, device_id, owner, to, service.devices.codec, request_id)


@contextmanager
def _refusing(nonces: Nonces) -> Iterator[None]:
    try:
        yield
    except BadProof as why:
        raise bad_proof(why, nonces) from None


async def _form(request: Request, seconds: float) -> dict[str, str]:
    """The body's values. Problem 400, 408, 413, 415."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise Problem(415, "unsupported-media-type", "The body has another type than this call takes.", f"Send {FORM}.")
    body = await http_body.read(request, seconds, FORM_BYTES)
    try:
        found = parse_qs(body.decode(), keep_blank_values=True, max_num_fields=10, errors="strict")
    except ValueError:
        raise bad_grant("The body is no form in UTF-8.", "invalid_request") from None
    if any(len(values) > 1 for values in found.values()):
        raise bad_grant("A parameter comes twice.", "invalid_request")
    if "\0" in found.get("client_id", [""])[0]:
        raise bad_grant("client_id is no device's.", "invalid_request")
    return {name: values[0] for name, values in found.items()}


_TEXT = Annotated[str, msgspec.Meta(max_length=200)]
_ATTRIBUTES = msgspec.json.Decoder(Annotated[dict[str, _TEXT], msgspec.Meta(max_length=ATTRIBUTES)])


def _attributes(form: dict[str, str]) -> dict[str, str]:
    """What the device says it is. Problem 400."""
    try:
        found: dict[str, str] = _ATTRIBUTES.decode(form.get("fingerprint") or "{}")
    except (msgspec.MsgspecError, ValueError):
        detail = f"fingerprint is a JSON object of at most {ATTRIBUTES} texts."
        raise bad_grant(detail, "invalid_request") from None
    return found
