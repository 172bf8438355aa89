"""Attestation of a device's key: what the device shows, held against what it must be."""

import hmac
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from identity.devices.attestation.chain import BadChain, described, roots, verified
from identity.devices.attestation.key_description import VERIFIED, BadDescription, KeyDescription, description
from identity.devices.attestation.revoked import Revoked
from identity.devices.attestation.verdict import Level, Verdict
from kernel.possession.keys import DeviceKey

GOOGLE: Final = Path(__file__).with_name("google_roots.pem")
"""Of https://android.googleapis.com/attestation/root: factories' keys up to 2026, and those since."""
_LEVELS: Final = {0: Level.SOFTWARE, 1: Level.TRUSTED_ENVIRONMENT, 2: Level.STRONG_BOX}


class Attestation:
    """Verifies chains up to roots that are trusted. Misconfigured where the file of roots cannot be read."""

    def __init__(self, trusted: Path = GOOGLE, revoked: Path | None = None) -> None:
        self._roots = roots(trusted)
        self._revoked = Revoked(revoked)

    def verdict(self, chain: Sequence[str], challenge: bytes, key: DeviceKey, now: datetime) -> Verdict | None:
        """What a chain (base64 of DER, the key's certificate first) shows of the key; None where nothing is shown.

        `challenge` is what the key's maker was told for this registration alone: a chain of another one fails.
        """
        if not chain:
            return None
        try:
            certificate = verified(chain, self._roots, self._revoked, now)
            if _raw(certificate.public_key()) != _raw(key.public):
                raise BadChain("the chain is of another key")
            said = description(described(certificate))
            if not hmac.compare_digest(said.challenge, challenge):
                raise BadChain("the challenge is another one")
        except (BadChain, BadDescription, UnsupportedAlgorithm) as why:
            return Verdict(Level.FAILED, {"why": f"{why}"})
        evidence = {
            "version": said.version,
            "device_locked": said.device_locked,
            "boot_state": said.boot_state,
            "patch_level": said.patch_level,
            "serial": f"{certificate.serial_number:x}",
        }
        return Verdict(_level(said), evidence)


def _level(said: KeyDescription) -> Level:
    level = _LEVELS.get(said.security_level, Level.SOFTWARE)
    intact = said.device_locked is True and said.boot_state == VERIFIED
    return level if intact or level is Level.SOFTWARE else Level.UNLOCKED


def _raw(key: object) -> bytes:
    made: bytes = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)  # type: ignore[attr-defined]
    return made
