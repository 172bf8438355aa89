"""What admins do with people, and the audit log."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from http_api.audit import RequestId
from http_api.guard import GuardedRoute, Who, needs
from http_api.parameters import Cursor, Limit
from http_api.permissions import Permission
from http_api.shapes import PAGE, Id
from identity.accounts import people
from identity.accounts.shapes import AuditPage, ChangePerson, Person, PersonPage, RoleName, StandingName
from identity.routes.parameters import IfMatch, UserId, problems
from identity.service import Serving

router = APIRouter(route_class=GuardedRoute, prefix="/api/v1", tags=["people"])

MANAGE = needs(Permission.MANAGE_PEOPLE)


@router.get("/people", summary="People, the newest first", openapi_extra=MANAGE, responses=problems(422))
async def listed(
    service: Serving,
    role: Annotated[RoleName | None, Query(description="Only of this role.")] = None,
    standing: Annotated[StandingName | None, Query(description="Only in this standing.")] = None,
    cursor: Cursor = None,
    limit: Limit = PAGE,
) -> PersonPage:
    async with service.desk.work() as work:
        return await people.page(work, role, standing, cursor, limit)


@router.get(
    "/people/{user_id}",
    summary="A person",
    openapi_extra=MANAGE,
    responses=problems(404, 422, etag=True),
)
async def person(service: Serving, response: Response, user_id: UserId) -> Person:
    async with service.desk.work() as work:
        return _tagged(response, await people.show(work, user_id))


@router.patch(
    "/people/{user_id}",
    summary="Give a person another role, suspend or resume them; counts at once",
    openapi_extra=MANAGE,
    responses=problems(404, 409, 412, 413, 415, 422, 428, etag=True),
)
async def change(
    by: Who,
    service: Serving,
    response: Response,
    user_id: UserId,
    request_id: RequestId,
    said: ChangePerson,
    if_match: IfMatch = None,
) -> Person:
    changes = said.model_dump(exclude_none=True)
    async with service.desk.work() as work:
        return _tagged(response, await people.change(work, by, user_id, changes, if_match, request_id))


@router.delete(
    "/people/{user_id}/second-factor",
    summary="Take away a second factor that was lost; the person's sessions end",
    status_code=204,
    openapi_extra=MANAGE,
    responses=problems(404, 422),
)
async def drop_second_factor(by: Who, service: Serving, user_id: UserId, request_id: RequestId) -> None:
    async with service.desk.work() as work:
        await people.drop_second_factor(work, by, user_id, request_id)


@router.get(
    "/audit",
    summary="Who did what, the newest first",
    openapi_extra=needs(Permission.READ_AUDIT),
    responses=problems(422),
)
async def log(
    service: Serving,
    made_by: Annotated[Id | None, Query(description="Only by this role and id.")] = None,
    object_kind: Annotated[Id | None, Query(description="Only on things of this kind.")] = None,
    object_id: Annotated[Id | None, Query(description="Only on this thing.")] = None,
    cursor: Cursor = None,
    limit: Limit = PAGE,
) -> AuditPage:
    filters = {"made_by": made_by, "object_kind": object_kind, "object_id": object_id}
    async with service.desk.work() as work:
        return await people.log(work, filters, cursor, limit)


def _tagged(response: Response, found: Person) -> Person:
    response.headers["ETag"] = people.etag_of(found)
    return found
