"""Invitations by admins."""

from fastapi import APIRouter, Response

from http_api.audit import RequestId
from http_api.guard import GuardedRoute, Who, needs
from http_api.parameters import Cursor, Limit
from http_api.permissions import Permission, Role
from http_api.shapes import PAGE
from identity.accounts import inviting
from identity.accounts.shapes import Accept, Account, Invitation, InvitationPage, Invite
from identity.desk import Work
from identity.refusals import no_such_channel
from identity.routes.once import OneTime
from identity.routes.parameters import InvitationId, problems
from identity.service import Serving

router = APIRouter(route_class=GuardedRoute, prefix="/api/v1/invitations", tags=["accounts"])

MANAGE = needs(Permission.MANAGE_PEOPLE)


@router.post(
    "",
    summary="Invite somebody to a role; a code goes to the address",
    status_code=201,
    openapi_extra=MANAGE,
    response_model=Invitation,
    responses=problems(409, 413, 415, 422),
)
async def invite(by: Who, service: Serving, once: OneTime, request_id: RequestId, said: Invite) -> Response:
    invited = inviting.Invited(said.name, Role(said.role), said.address(), said.artist_id)
    if invited.address.channel not in service.channels:
        raise no_such_channel(invited.address.channel)

    async def do(work: Work) -> Invitation:
        made, _code = await inviting.invite(work, by, invited, request_id)
        return made

    return await once(201, do)


@router.get("", summary="Invitations that wait, the newest first", openapi_extra=MANAGE, responses=problems(422))
async def listed(service: Serving, cursor: Cursor = None, limit: Limit = PAGE) -> InvitationPage:
    async with service.desk.work() as work:
        return await inviting.page(work, cursor, limit)


@router.delete(
    "/{invitation_id}",
    summary="Withdraw an invitation",
    status_code=204,
    openapi_extra=MANAGE,
    responses=problems(404, 422),
)
async def withdraw(by: Who, service: Serving, invitation_id: InvitationId, request_id: RequestId) -> None:
    async with service.desk.work() as work:
        await inviting.withdraw(work, by, invitation_id, request_id)


@router.post(
    "/{invitation_id}/accept",
    summary="Accept an invitation with the code, and choose a password",
    status_code=201,
    openapi_extra=needs(Permission.PUBLIC),
    responses=problems(409, 413, 415, 422, public=True),
)
async def accept(service: Serving, invitation_id: InvitationId, request_id: RequestId, said: Accept) -> Account:
    made = await inviting.accept(service.desk, invitation_id, said.code, said.password, request_id)
    return Account(user_id=made)
