"""Suspension and revocation: in the topic of sources a moment later, and at every gateway within seconds."""

from uuid import UUID

from http_api import audit
from http_api.callers import Caller
from http_api.database import row, run
from http_api.refusals import not_found
from identity.desk import Work
from identity.devices import reading
from identity.devices.refusals import revoked_for_ever
from identity.devices.shapes import Device
from identity.devices.statements import SQL
from identity.publishing import publish
from kernel.codec import Codec
from kernel.events.sources import Source, Standing


async def stand(
    work: Work,
    by: Caller,
    device_id: str,
    owner: UUID | None,
    standing: Standing,
    codec: Codec[Source],
    request_id: str,
) -> Device:
    """Changes the standing of a device of the owner, or anybody's; nothing where it is so already.

    Problem 404, and 409 where it is revoked, which is for ever.
    """
    found = await row(work.db, SQL["device_lock"], {"source_id": device_id, "owner": owner})
    if found is None:
        raise not_found("device", device_id)
    before = Standing(found["standing"])
    if before is standing:
        return await reading.one(work, device_id, owner)
    if before is Standing.REVOKED:
        raise revoked_for_ever(device_id)
    await run(work.db, SQL["device_stand"], {"source_id": device_id, "standing": standing.value, "now": work.now})
    changed = {"standing": before.value}, {"standing": standing.value}
    await audit.record(work.db, by, f"device.{standing.value}", "device", device_id, *changed, request_id)
    made = await reading.one(work, device_id, owner)
    await publish(work.db, [device_id], codec)
    return made
