"""Enrolment: a person asks for a code, and the device that is told it registers its key."""

from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from typing import Final
from uuid import uuid4

from psycopg.types.json import Jsonb

from http_api import audit
from http_api.callers import Caller
from http_api.database import Row, row, run
from http_api.permissions import Role
from identity.desk import Work
from identity.devices import codes, reading
from identity.devices.attestation.verdict import Level, Verdict
from identity.devices.fingerprints import MOST
from identity.devices.parts import Devices
from identity.devices.refusals import code_collides, key_taken, not_your_kind, not_your_places
from identity.devices.shapes import CodeAsked, Device, EnrolmentCode, Registering
from identity.devices.statements import SQL
from identity.publishing import publish
from identity.refusals import wrong_code
from kernel.events.sources import SourceType
from kernel.possession.dpop import Proof

CODE_GOOD: Final = timedelta(minutes=10)
CODE_TRIES: Final = 5
"""Of codes that begin as one that waits; then it is over."""
REGISTERS: Final[Mapping[SourceType, frozenset[Role]]] = {
    SourceType.PHONE: frozenset(Role) - {Role.SOURCE},
    SourceType.DJ: frozenset({Role.DJ, Role.ADMIN}),
    SourceType.VENUE: frozenset({Role.VENUE_MANAGER, Role.ADMIN}),
    SourceType.RADIO: frozenset({Role.STATION_OPERATOR, Role.ADMIN}),
    SourceType.STREAMING: frozenset({Role.STATION_OPERATOR, Role.ADMIN}),
}
"""Whose devices may be of which kind."""


async def ask(work: Work, by: Caller, asked: CodeAsked, request: str, request_id: str) -> EnrolmentCode:
    """A code for a device of the caller's. `request` is the Idempotency-Key: with the same one, the code is the same.

    Problem 403, 409, 422.
    """
    if by.role not in REGISTERS[asked.source_type]:
        raise not_your_kind(asked.source_type.value, by.role.value)
    await _require_places(work, by, asked)
    code = codes.code_for(by.person, request, work.keys)
    found = {"selector": codes.selector(code)}
    told = asked.model_dump(mode="json") | {"owner_id": by.person, "now": work.now}
    told |= {"code_hash": codes.kept(code, work.keys), "expires_at": work.now + CODE_GOOD, "tries": CODE_TRIES}
    begun = await run(work.db, SQL["code_begin"], told | found)
    kept = await row(work.db, SQL["code_lock"], found)
    if kept is None or not codes.fits(code, bytes(kept["code_hash"]), work.keys):
        raise code_collides()
    if begun:
        after = asked.model_dump(mode="json", exclude={"name"})
        await audit.record(work.db, by, "device.code_given", "person", by.subject, None, after, request_id)
    return EnrolmentCode(code=codes.shown(code), expires_at=kept["expires_at"])


async def register(devices: Devices, proof: Proof, told: Registering, request_id: str) -> Device:
    """Registers the proof's key as a new device. Whoever sends code and key again is answered the same.

    Problem 409, and 422 where the code is wrong, over or used; which of these is not told, and a wrong one is counted.
    """
    code = codes.typed(told.code)
    async with devices.desk.work() as work:
        made = None if code is None else await _registered(devices, work, proof, code, told, request_id)
    if made is None:
        raise wrong_code()
    return made


async def _registered(
    devices: Devices, work: Work, proof: Proof, code: str, told: Registering, request_id: str
) -> Device | None:
    found = {"selector": codes.selector(code)}
    kept = await row(work.db, SQL["code_lock"], found)
    if kept is None or not kept["tries_left"] or not kept["owner_active"]:
        return None
    if not codes.fits(code, bytes(kept["code_hash"]), work.keys):
        await run(work.db, SQL["code_miss"], found)
        return None
    if kept["used_at"] is not None:
        made = await reading.one(work, kept["source_id"], None)
        return made if made.key_thumbprint == proof.key.thumbprint else None
    if kept["expires_at"] <= work.now:
        return None
    devices.proofs.once(proof)
    verdict = devices.attestation.verdict(told.attestation, sha256(code.encode()).digest(), proof.key, work.now)
    source_id = await _made(devices, work, proof, kept, told, verdict)
    await run(work.db, SQL["code_use"], found | {"source_id": source_id, "now": work.now})
    made = await reading.one(work, source_id, None)
    after = made.model_dump(mode="json", include={"source_type", "key_thumbprint", "attestation"})
    owner = f"owner:{kept['owner_id']}"
    await audit.record(work.db, owner, "device.registered", "device", source_id, None, after, request_id)
    await publish(work.db, [source_id], devices.codec)
    return made


async def _made(
    devices: Devices, work: Work, proof: Proof, kept: Row, told: Registering, verdict: Verdict | None
) -> str:
    """Writes the device, its key and what it showed. Problem 409 where the key is not new."""
    source_id = f"{kept['source_type']}-{uuid4()}"
    named = {"source_id": source_id, "now": work.now}
    level = Level.NONE if verdict is None else verdict.level
    await run(work.db, SQL["device_add"], kept | named | {"attestation": level.value})
    key = {"thumbprint": proof.key.thumbprint, "jwk": Jsonb(dict(proof.key.jwk))}
    if not await run(work.db, SQL["key_add"], named | key):
        raise key_taken()
    if verdict is not None:
        shown = {"level": verdict.level.value, "evidence": Jsonb(verdict.evidence)}
        await run(work.db, SQL["attestation_put"], named | shown)
    await fingerprinted(devices, work, source_id, told.fingerprint)
    return source_id


async def fingerprinted(devices: Devices, work: Work, source_id: str, attributes: Mapping[str, str]) -> bool:
    """Remembers what the device says it is; whether it never said so before."""
    fingerprint = devices.fingerprints.of(attributes)
    if fingerprint is None:
        return False
    values = {"source_id": source_id, "fingerprint": fingerprint, "now": work.now, "most": MOST}
    return bool(await run(work.db, SQL["fingerprint_add"], values))


async def _require_places(work: Work, by: Caller, asked: CodeAsked) -> None:
    """Problem 422 unless every place is there, and the caller's where the caller is no administrator."""
    venues, stations = sorted(set(asked.venues)), sorted(set(asked.stations))
    person = None if by.role is Role.ADMIN else by.person
    found = await row(work.db, SQL["own_places"], {"venues": venues, "stations": stations, "person": person})
    if found != {"venues": len(venues), "stations": len(stations)}:
        raise not_your_places()
