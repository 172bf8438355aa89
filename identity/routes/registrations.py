"""Accounts that people ask for, and passwords that they forgot."""

from fastapi import APIRouter, Response

from http_api.audit import RequestId
from http_api.guard import GuardedRoute, needs
from http_api.permissions import Permission, Role
from identity import limits
from identity.accounts import passwords, registering
from identity.accounts.registering import Asked
from identity.accounts.shapes import Account, AskReset, Confirm, ConfirmReset, Register, Registration, Reset
from identity.addresses import Address, either
from identity.desk import Work
from identity.refusals import bad_address, no_such_channel
from identity.routes.once import OneTime
from identity.routes.parameters import RegistrationId, ResetId, SeenFrom, problems, throttled_as
from identity.service import Service, Serving
from identity.throttle import ADDRESS, MESSAGES, network

router = APIRouter(route_class=GuardedRoute, prefix="/api/v1", tags=["accounts"])

PUBLIC = needs(Permission.PUBLIC)


@router.post(
    "/registrations",
    summary="Ask for an account; a code goes to the address",
    status_code=202,
    openapi_extra=PUBLIC,
    response_model=Registration,
    responses=problems(413, 415, 422, 429, public=True),
)
async def register(service: Serving, once: OneTime, seen: SeenFrom, said: Register) -> Response:
    address = said.address()
    if address.channel not in service.channels:
        raise no_such_channel(address.channel)
    await _may_be_written_to(service, address, seen.address)
    hashed = await passwords.accepted(service.desk, said.password, (said.name, address.text))
    asked = Asked(said.name, Role(said.role), address, hashed)

    async def do(work: Work) -> Registration:
        id_ = await registering.register(work, asked)
        return Registration(registration_id=id_, expires_at=work.now + limits.CODE_GOOD)

    return await once(202, do)


@router.post(
    "/registrations/{registration_id}/confirm",
    summary="Prove the address with the code, which makes the account",
    status_code=201,
    openapi_extra=PUBLIC,
    responses=problems(409, 413, 415, 422, public=True),
)
async def confirm(service: Serving, registration_id: RegistrationId, request_id: RequestId, said: Confirm) -> Account:
    return Account(user_id=await registering.confirm(service.desk, registration_id, said.code, request_id))


@router.post(
    "/password-resets",
    summary="Ask for a new password; if there is such an account, a code goes to its address",
    status_code=202,
    openapi_extra=PUBLIC,
    response_model=Reset,
    responses=problems(413, 415, 422, 429, public=True),
)
async def ask(service: Serving, once: OneTime, seen: SeenFrom, said: AskReset) -> Response:
    try:
        address = either(said.login)
    except ValueError as error:
        raise bad_address(str(error)) from None
    await _may_be_written_to(service, address, seen.address)

    async def do(work: Work) -> Reset:
        return Reset(reset_id=await passwords.ask(work, address), expires_at=work.now + limits.CODE_GOOD)

    return await once(202, do)


@router.post(
    "/password-resets/{reset_id}/confirm",
    summary="Set a new password with the code; every session ends",
    status_code=204,
    openapi_extra=PUBLIC,
    responses=problems(413, 415, 422, public=True),
)
async def reset(service: Serving, reset_id: ResetId, request_id: RequestId, said: ConfirmReset) -> None:
    await passwords.reset(service.desk, reset_id, said.code, said.password, request_id)


async def _may_be_written_to(service: Service, address: Address, by: str) -> None:
    """Problem 429 where an address is written to, or somebody has others written to, too often."""
    tries = (MESSAGES, throttled_as(address)), (ADDRESS, network(by))
    await service.desk.throttle.tried(service.clock(), *tries)
