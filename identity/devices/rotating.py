"""Another key for a device: proven by itself, and signed for by the one before it."""

from typing import Any, Final

import jwt
from jwt.types import Options
from psycopg.types.json import Jsonb

from http_api import audit
from http_api.database import Row, row, run
from identity.devices import reading
from identity.devices.parts import Devices
from identity.devices.refusals import bad_statement, key_taken, may_not_report
from identity.devices.shapes import Device
from identity.devices.statements import SQL
from identity.publishing import publish
from kernel.events.sources import Standing
from kernel.possession.dpop import Proof
from kernel.possession.keys import device_key

TYPE: Final = "key-rotation+jwt"
_CLAIMS: Final[Options] = {"require": ["sub", "jkt", "aud"], "verify_iat": False}


async def rotate(
    devices: Devices, device_id: str, proof: Proof, statement: str, address: str, request_id: str
) -> Device:
    """Puts the proof's key in the place of the device's; the same again where that is done already.

    The statement needs no time of its own: it is good as long as its signer is the device's present key, and no key
    ever comes back. `address` is that of the call. Problem 403, 409; BadProof.
    """
    async with devices.desk.work() as work:
        found = await row(work.db, SQL["device_lock"], {"source_id": device_id, "owner": None})
        if found is None or found["thumbprint"] is None:
            raise bad_statement("No device of this id has a key.")
        if found["thumbprint"] == proof.key.thumbprint:
            return await reading.one(work, device_id, None)
        require_signed(found, device_id, proof.key.thumbprint, statement, address)
        devices.proofs.once(proof)
        if found["standing"] != Standing.REGISTERED:
            raise may_not_report(found["standing"])
        key = {"source_id": device_id, "thumbprint": proof.key.thumbprint, "now": work.now}
        await run(work.db, SQL["key_replace"], key)
        if not await run(work.db, SQL["key_add"], key | {"jwk": Jsonb(dict(proof.key.jwk))}):
            raise key_taken()
        await run(work.db, SQL["device_changed"], key)
        changed = {"key_thumbprint": found["thumbprint"]}, {"key_thumbprint": proof.key.thumbprint}
        await audit.record(
            work.db, f"device:{device_id}", "device.key_replaced", "device", device_id, *changed, request_id
        )
        made = await reading.one(work, device_id, None)
        await publish(work.db, [device_id], devices.codec)
        return made


def require_signed(found: Row, device_id: str, thumbprint: str, statement: str, address: str) -> None:
    """Problem 403 unless the statement is the present key's word for the new one."""
    present = device_key(found["jwk"])
    try:
        if jwt.get_unverified_header(statement).get("typ") != TYPE:
            raise jwt.InvalidTokenError(f"its typ is not {TYPE}")
        claims: dict[str, Any] = jwt.decode(
            statement,
            present.public,
            algorithms=[present.jws_algorithm],
            audience=address,
            options=_CLAIMS,
        )
    except (jwt.InvalidTokenError, ValueError, TypeError) as error:
        raise bad_statement(f"The statement does not hold: {error}.") from None
    if claims["sub"] != device_id or claims["jkt"] != thumbprint:
        raise bad_statement("The statement is of another device, or for another key than the proof is of.")
