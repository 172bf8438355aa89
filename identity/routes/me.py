"""One's own account: password, sessions, second factor."""

from fastapi import APIRouter

from http_api.audit import RequestId
from http_api.guard import GuardedRoute, Who, needs
from http_api.permissions import Permission
from identity.accounts import own, passwords
from identity.accounts.shapes import ChangePassword, Me
from identity.routes.parameters import Current, NotStored, SessionId, problems
from identity.service import Serving
from identity.sessions import own as own_sessions
from identity.sessions import second_factor
from identity.sessions.shapes import FirstCode, PresentCode, RecoveryCodes, SecondFactor, SessionPage

router = APIRouter(route_class=GuardedRoute, prefix="/api/v1/me", tags=["own account"], dependencies=[NotStored])

OWN = needs(Permission.OWN_ACCOUNT)


@router.get("", summary="One's own account", openapi_extra=OWN, responses=problems(404))
async def me(by: Who, service: Serving) -> Me:
    async with service.desk.work() as work:
        return await own.me(work, by)


@router.post(
    "/password",
    summary="Change the password; all other sessions end",
    status_code=204,
    openapi_extra=OWN,
    responses=problems(413, 415, 422, 429),
)
async def password(by: Who, service: Serving, current: Current, request_id: RequestId, said: ChangePassword) -> None:
    await passwords.change(service.desk, by, current, said.present, said.password, request_id)


@router.get("/sessions", summary="Where one is signed in", openapi_extra=OWN, responses=problems())
async def sessions(by: Who, service: Serving, current: Current) -> SessionPage:
    async with service.desk.work() as work:
        return await own_sessions.listed(work, by, current)


@router.delete(
    "/sessions", summary="End all sessions but this one", status_code=204, openapi_extra=OWN, responses=problems(422)
)
async def end_others(by: Who, service: Serving, current: Current, request_id: RequestId) -> None:
    async with service.desk.work() as work:
        await own_sessions.end_others(work, by, current, request_id)


@router.delete(
    "/sessions/{session_id}",
    summary="End a session",
    status_code=204,
    openapi_extra=OWN,
    responses=problems(404, 422),
)
async def end(by: Who, service: Serving, session_id: SessionId, request_id: RequestId) -> None:
    async with service.desk.work() as work:
        await own_sessions.end(work, by, session_id, request_id)


@router.post("/second-factor", summary="Begin to set up a second factor", openapi_extra=OWN, responses=problems(409))
async def enrol(by: Who, service: Serving) -> SecondFactor:
    async with service.desk.work() as work:
        found = await second_factor.begin(work, by.person)
    return SecondFactor(secret=found.secret, uri=found.uri)


@router.post(
    "/second-factor/confirm",
    summary="Confirm it with its first code; from then on it is asked for",
    openapi_extra=OWN,
    responses=problems(409, 413, 415, 422, 429),
)
async def confirm(by: Who, service: Serving, request_id: RequestId, said: FirstCode) -> RecoveryCodes:
    codes = await second_factor.confirm(service.desk, by.person, said.code, by, request_id)
    return RecoveryCodes(recovery_codes=codes)


@router.post(
    "/second-factor/recovery-codes",
    summary="New recovery codes; the former ones work no more",
    openapi_extra=OWN,
    responses=problems(413, 415, 422, 429),
)
async def recovery(by: Who, service: Serving, request_id: RequestId, said: PresentCode) -> RecoveryCodes:
    return RecoveryCodes(recovery_codes=await second_factor.renew_recovery(service.desk, by, said.code, request_id))


@router.post(
    "/second-factor/remove",
    summary="Remove the second factor, where the role does not need one",
    status_code=204,
    openapi_extra=OWN,
    responses=problems(413, 415, 422, 429),
)
async def remove(by: Who, service: Serving, request_id: RequestId, said: PresentCode) -> None:
    await second_factor.remove(service.desk, by, said.code, request_id)
