"""Calls about rights."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response

from catalogue.artists.routes import PREFIX
from catalogue.changes import own_artist, own_user
from catalogue.preconditions import Version
from catalogue.problems import problems
from catalogue.service import Changes, Serving, tagged
from catalogue.shares import disputing, dividing, holders
from catalogue.shares.shapes import (
    Dispute,
    DisputePage,
    DisputeSaid,
    DisputeState,
    DivisionSaid,
    History,
    Holder,
    HolderPage,
    HolderSaid,
    Kind,
    Rights,
    RightType,
    SettleSaid,
)
from http_api.guard import GuardedRoute, Who, needs
from http_api.parameters import Cursor, Limit, OneTime
from http_api.permissions import Permission
from http_api.shapes import PAGE, Id, Line
from kernel.clock import KIGALI

router = APIRouter(route_class=GuardedRoute, prefix=PREFIX, tags=["rights"])

READ = needs(Permission.READ_RIGHTS, Permission.READ_OWN_RIGHTS)
EDIT = needs(Permission.EDIT_RIGHTS)
DISPUTE = needs(Permission.DISPUTE_RIGHTS)
HolderId = Annotated[UUID, Path(description="The rights holder.")]
DisputeId = Annotated[UUID, Path(description="The dispute.")]
SubjectId = Annotated[Id, Path(description="The song or work.")]


@router.get(
    "/rights-holders", summary="Rights holders by name, or one's own", openapi_extra=READ, responses=problems(422)
)
async def rights_holders(
    service: Serving,
    by: Who,
    name: Annotated[Line | None, Query(description="Only those whose name begins so.")] = None,
    cursor: Cursor = None,
    limit: Limit = PAGE,
) -> HolderPage:
    async with service.database.transaction() as db:
        return await holders.page(db, own_user(by, Permission.READ_RIGHTS), name, cursor, limit)


@router.post(
    "/rights-holders",
    summary="Register a rights holder",
    status_code=201,
    openapi_extra=EDIT,
    response_model=Holder,
    responses=problems(409, 413, 415, 422),
)
async def register(once: OneTime, changes: Changes, said: HolderSaid) -> Response:
    return await once(201, lambda db: holders.register(changes.on(db), said))


@router.get(
    "/rights-holders/{holder_id}",
    summary="A rights holder, or one's own",
    openapi_extra=READ,
    responses=problems(404, 422, etag=True),
)
async def holder(service: Serving, by: Who, response: Response, holder_id: HolderId) -> Holder:
    async with service.database.transaction() as db:
        found = await holders.one(db, holder_id, own_user(by, Permission.READ_RIGHTS))
    return tagged(response, found, found.version)


@router.put(
    "/rights-holders/{holder_id}",
    summary="Change a rights holder",
    openapi_extra=EDIT,
    responses=problems(404, 409, 412, 413, 415, 422, 428, etag=True),
)
async def edit(
    service: Serving, changes: Changes, response: Response, holder_id: HolderId, version: Version, said: HolderSaid
) -> Holder:
    async with service.database.transaction() as db:
        found = await holders.edit(changes.on(db), holder_id, version, said)
    return tagged(response, found, found.version)


@router.get(
    "/rights/{kind}/{subject_id}",
    summary="Who has which part of a song with its work, or of a work; artists see their own",
    openapi_extra=READ,
    responses=problems(404, 422, etag=True),
)
async def rights(
    service: Serving,
    by: Who,
    response: Response,
    kind: Kind,
    subject_id: SubjectId,
    day: Annotated[date | None, Query(description="In Africa/Kigali; today.")] = None,
) -> Rights:
    asked = day or service.clock().astimezone(KIGALI).date()
    async with service.database.transaction() as db:
        found = await dividing.rights(db, kind, subject_id, own_artist(by, Permission.READ_RIGHTS), asked)
    return tagged(response, found, found.version)


@router.get(
    "/rights/{kind}/{subject_id}/history",
    summary="Every division that was ever registered; artists see their own",
    openapi_extra=READ,
    responses=problems(404, 422),
)
async def history(service: Serving, by: Who, kind: Kind, subject_id: SubjectId) -> History:
    async with service.database.transaction() as db:
        return await dividing.history(db, kind, subject_id, own_artist(by, Permission.READ_RIGHTS))


@router.put(
    "/rights/{kind}/{subject_id}/{right_type}",
    summary="Divide a right anew for some days",
    openapi_extra=EDIT,
    responses=problems(404, 412, 413, 415, 422, 428, etag=True),
)
async def divide(
    service: Serving,
    changes: Changes,
    response: Response,
    kind: Kind,
    subject_id: SubjectId,
    right_type: RightType,
    version: Version,
    said: DivisionSaid,
) -> Rights:
    async with service.database.transaction() as db:
        found = await dividing.divide(changes.on(db), kind, subject_id, right_type, version, said)
    return tagged(response, found, found.version)


@router.post(
    "/disputes",
    summary="Say that a division is wrong: its money is held until that is settled",
    status_code=201,
    openapi_extra=DISPUTE,
    response_model=Dispute,
    responses=problems(404, 409, 413, 415, 422),
)
async def dispute(once: OneTime, changes: Changes, said: DisputeSaid) -> Response:
    return await once(201, lambda db: disputing.open_dispute(changes.on(db), said))


@router.get(
    "/disputes",
    summary="Disputes; artists see their own and those about what they recorded",
    openapi_extra=READ,
    responses=problems(422),
)
async def disputes(
    service: Serving,
    by: Who,
    state: Annotated[DisputeState | None, Query(description="Only those.")] = None,
    cursor: Cursor = None,
    limit: Limit = PAGE,
) -> DisputePage:
    async with service.database.transaction() as db:
        return await disputing.page(db, by.person, own_artist(by, Permission.READ_RIGHTS), state, cursor, limit)


@router.post(
    "/disputes/{dispute_id}/settle",
    summary="End a dispute",
    openapi_extra=EDIT,
    response_model=Dispute,
    responses=problems(404, 409, 413, 415, 422),
)
async def settle(once: OneTime, changes: Changes, dispute_id: DisputeId, said: SettleSaid) -> Response:
    return await once(200, lambda db: disputing.settle(changes.on(db), dispute_id, said.resolution))


@router.post(
    "/disputes/{dispute_id}/withdraw",
    summary="Take an own dispute back",
    openapi_extra=DISPUTE,
    response_model=Dispute,
    responses=problems(404, 409, 422),
)
async def withdraw(once: OneTime, changes: Changes, dispute_id: DisputeId) -> Response:
    return await once(200, lambda db: disputing.withdraw(changes.on(db), dispute_id))
