"""Tokens for devices: bound to the key that the request's proof is of (RFC 9449, 5)."""

from collections.abc import Mapping

from http_api.database import row, run
from identity.devices.enrolling import fingerprinted
from identity.devices.parts import Devices
from identity.devices.refusals import invalid_client, may_not_report
from identity.devices.shapes import DeviceToken
from identity.devices.statements import SQL
from identity.publishing import publish
from identity.tokens import DEVICE_LASTS, token_for_device
from kernel.events.sources import Standing
from kernel.possession.dpop import Proof


async def grant(devices: Devices, device_id: str, proof: Proof, attributes: Mapping[str, str]) -> DeviceToken:
    """A token for the device whose present key the proof is of. Problem 401, 403; BadProof.

    The proof is what the device is known by: it is fresh, of one use, of this address, and signed by a key that only
    the device has, as an assertion of RFC 7523 would be. A fingerprint that is new for the device is published with it.
    A suspended device gets one too: it may appeal, and each service knows its standing.
    """
    async with devices.desk.work() as work:
        found = await row(work.db, SQL["device_lock"], {"source_id": device_id, "owner": None})
        if found is None or found["thumbprint"] != proof.key.thumbprint:
            raise invalid_client()
        devices.proofs.once(proof)
        if found["standing"] == Standing.REVOKED:
            raise may_not_report(found["standing"])
        if await fingerprinted(devices, work, device_id, attributes):
            await run(work.db, SQL["device_changed"], {"source_id": device_id, "now": work.now})
            await publish(work.db, [device_id], devices.codec)
    desk = devices.desk
    token, _ = token_for_device(device_id, proof.key.thumbprint, desk.signer.key, DEVICE_LASTS, desk.clock)
    return DeviceToken(access_token=token, token_type="DPoP", expires_in=int(DEVICE_LASTS.total_seconds()))  # noqa: S106
