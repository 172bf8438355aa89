"""Devices as their owners and administrators see them."""

from uuid import UUID

from http_api.callers import Caller
from http_api.cursors import cursor_of, place_of
from http_api.database import row, rows
from http_api.permissions import Permission
from http_api.refusals import not_found
from identity.desk import Work
from identity.devices.shapes import Device, DevicePage
from identity.devices.statements import SQL


def owner_of(by: Caller) -> UUID | None:
    """Whose devices the caller may see and end: their own; None where all."""
    return None if by.may(Permission.MANAGE_DEVICES) else by.person


async def one(work: Work, device_id: str, owner: UUID | None) -> Device:
    """A device of the owner, or anybody's. Problem 404."""
    found = await row(work.db, SQL["device_get"], {"source_id": device_id, "owner": owner})
    if found is None:
        raise not_found("device", device_id)
    return Device(**found)


async def page(work: Work, owner: UUID | None, cursor: str | None, limit: int) -> DevicePage:
    """Devices by id. Problem 422."""
    (after,) = place_of(cursor, tuple[str]) if cursor else (None,)
    found = await rows(work.db, SQL["devices"], {"owner": owner, "after": after, "limit": limit + 1})
    return DevicePage(
        devices=[Device(**each) for each in found[:limit]],
        next_cursor=cursor_of(found[limit - 1]["device_id"]) if len(found) > limit else None,
    )
