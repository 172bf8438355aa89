"""What the use cases of devices work with, beside what all of the service does."""

from dataclasses import dataclass
from typing import Self

from identity.desk import Desk
from identity.devices.attestation.verifying import Attestation
from identity.devices.fingerprints import Fingerprints
from identity.devices.settings import DeviceSettings
from kernel.codec import Codec
from kernel.events.sources import Source
from kernel.possession.dpop import Proofs
from kernel.possession.nonces import Nonces


@dataclass(frozen=True, slots=True)
class Devices:
    """The parts."""

    desk: Desk
    codec: Codec[Source]
    proofs: Proofs
    fingerprints: Fingerprints
    attestation: Attestation

    @classmethod
    def of(cls, settings: DeviceSettings, port: int, desk: Desk, codec: Codec[Source]) -> Self:
        """The parts as the settings have them, of a service on that port. Misconfigured."""
        nonces = Nonces(settings.nonce_secret.get_secret_value().encode())
        return cls(
            desk=desk,
            codec=codec,
            proofs=Proofs(settings.origins(settings.identity_origins, port), nonces),
            fingerprints=Fingerprints(settings.fingerprint_salt.get_secret_value().encode()),
            attestation=Attestation(settings.attestation_roots, settings.attestation_revoked),
        )
