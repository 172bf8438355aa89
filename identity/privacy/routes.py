"""Consent, one's data as a file, and erasure."""

import tempfile
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from http_api.audit import RequestId
from http_api.guard import GuardedRoute, Who, needs
from http_api.permissions import Permission
from identity.privacy import consents, erasing, exporting
from identity.privacy.shapes import Consents, ConsentTexts, Erased, EraseMe, SayConsent
from identity.privacy.texts import Language
from identity.routes.parameters import NotStored, UserId, problems
from identity.service import Serving

router = APIRouter(route_class=GuardedRoute, prefix="/api/v1", tags=["privacy"], dependencies=[NotStored])

OWN = needs(Permission.OWN_ACCOUNT)
_BINARY = {"application/zip": {"schema": {"type": "string", "format": "binary"}}}
ZIP: dict[int | str, dict[str, Any]] = {200: {"content": _BINARY, "description": "A ZIP."}}


@router.get(
    "/consent-texts",
    summary="What people are asked to agree to",
    openapi_extra=needs(Permission.PUBLIC),
    responses=problems(422, public=True),
)
async def texts(language: Annotated[Language, Query(description="In which language.")] = "en") -> ConsentTexts:
    return consents.asked(language)


@router.get("/me/consents", summary="What one agreed to", openapi_extra=OWN, responses=problems())
async def mine(by: Who, service: Serving) -> Consents:
    async with service.desk.work() as work:
        return await consents.mine(work, by)


@router.post(
    "/me/consents",
    summary="Agree to a text as it was shown, or take that back",
    openapi_extra=OWN,
    responses=problems(404, 413, 415, 422),
)
async def say(by: Who, service: Serving, request_id: RequestId, said: SayConsent) -> Consents:
    async with service.desk.work() as work:
        return await consents.say(work, by, said, request_id)


@router.get(
    "/me/export",
    summary="Everything that is known of oneself, as a ZIP of JSON and CSV",
    openapi_extra=OWN,
    response_class=Response,
    responses=problems(404) | ZIP,
)
async def export(by: Who, service: Serving) -> Response:
    folder = tempfile.TemporaryDirectory(prefix="export-")
    path = Path(folder.name) / "injyana.zip"
    try:
        async with service.desk.work() as work:
            await exporting.export(work, by, path)
    except BaseException:
        folder.cleanup()
        raise
    cleaned = BackgroundTask(folder.cleanup)
    return FileResponse(path, 200, media_type="application/zip", filename=path.name, background=cleaned)


@router.post(
    "/me/erase",
    summary="Erase oneself, for ever",
    openapi_extra=OWN,
    responses=problems(409, 413, 415, 422, 429),
)
async def erase_me(by: Who, service: Serving, request_id: RequestId, said: EraseMe) -> Erased:
    password = said.password.get_secret_value()
    return await erasing.erase_oneself(service.desk, by, password, service.devices.codec, request_id)


@router.post(
    "/people/{user_id}/erase",
    summary="Erase a person who asked for it, for ever",
    openapi_extra=needs(Permission.MANAGE_PEOPLE),
    responses=problems(404, 409, 422),
)
async def erase(by: Who, service: Serving, user_id: UserId, request_id: RequestId) -> Erased:
    async with service.desk.work() as work:
        return await erasing.erase(work, by, user_id, service.devices.codec, request_id)
