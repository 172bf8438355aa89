"""What the identity service is told of devices."""

from pathlib import Path
from typing import Self

from pydantic import SecretStr, model_validator

from identity.devices.attestation.verifying import GOOGLE
from kernel.settings import LOCAL_PASSWORD, ProofSettings


class DeviceSettings(ProofSettings):
    """Settings of what registers devices."""

    identity_origins: str = ""
    """Under which origins devices reach the service, such as https://id.example.rw, with blanks between them."""
    fingerprint_salt: SecretStr = SecretStr(LOCAL_PASSWORD)
    """What fingerprints of devices are hashed with. It never changes: no device would be recognised with another."""
    attestation_roots: Path = GOOGLE
    """PEM certificates of the roots that may vouch for devices' keys."""
    attestation_revoked: Path | None = None
    """Google's list of revoked certificates, fetched now and then by whoever runs the service; read when it changes."""

    @model_validator(mode="after")
    def _no_default_salt_outside_local(self) -> Self:
        if self.environment != "local" and self.fingerprint_salt.get_secret_value() == LOCAL_PASSWORD:
            raise ValueError("INJYANA_FINGERPRINT_SALT holds the local default secret; set a real one")
        return self
