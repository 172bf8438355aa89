"""Many devices at once, as an administrator provides them."""

from collections.abc import Sequence

from psycopg.types.json import Jsonb

from http_api import audit
from http_api.callers import Caller
from http_api.database import row, run
from identity.desk import Work
from identity.devices.refusals import key_taken, other_type
from identity.devices.shapes import Provided, ProvisionDone
from identity.devices.statements import SQL
from identity.publishing import publish
from kernel.codec import Codec
from kernel.events.sources import Source
from kernel.possession.keys import BadKey, DeviceKey, device_key
from kernel.problems import Problem


async def provide(
    work: Work, by: Caller, devices: Sequence[Provided], codec: Codec[Source], request_id: str
) -> ProvisionDone:
    """Makes the devices, or changes what is known of them, keys included; all of them or none.

    To say it again changes nothing. Problem 409, 422.
    """
    if len({each.device_id for each in devices}) != len(devices):
        raise Problem(422, "named-twice", "A device is named twice.")
    for each in sorted(devices, key=lambda device: device.device_id):
        told = each.model_dump(mode="json", exclude={"key"}) | {"source_id": each.device_id, "now": work.now}
        if not await run(work.db, SQL["device_put"], told):
            raise other_type(each.device_id)
        key = _key(each)
        values = {"source_id": each.device_id, "thumbprint": key.thumbprint, "now": work.now}
        await run(work.db, SQL["key_replace"], values)
        if not await run(work.db, SQL["key_add"], values | {"jwk": Jsonb(dict(key.jwk))}):
            found = await row(work.db, SQL["key_of"], values)
            if found is None or found["source_id"] != each.device_id or found["replaced_at"] is not None:
                raise key_taken()
        after = {"source_type": each.source_type.value, "key_thumbprint": key.thumbprint}
        await audit.record(work.db, by, "device.provided", "device", each.device_id, None, after, request_id)
    await publish(work.db, [each.device_id for each in devices], codec)
    return ProvisionDone(devices=len(devices))


def _key(device: Provided) -> DeviceKey:
    try:
        return device_key(device.key)
    except BadKey as error:
        raise Problem(422, "bad-key", "This is no device's key.", f"{device.device_id}: {error}.") from None
