"""What the calls about devices take and answer with."""

from datetime import datetime
from typing import Annotated, Any, Final

from pydantic import ConfigDict, Field, StringConstraints

from http_api.shapes import Id, Line, Shape
from kernel.events.sources import SourceType, Standing

PLACES: Final = 50
"""Venues or stations that one device speaks for."""
ATTRIBUTES: Final = 20
CERTIFICATES: Final = 10
CERTIFICATE_CHARS: Final = 16_384
AT_ONCE: Final = 500
"""Devices that an administrator provides in one request: half a second of work."""

Name = Annotated[Line, StringConstraints(max_length=100)]
Attributes = Annotated[
    dict[
        Annotated[str, StringConstraints(min_length=1, max_length=50)],
        Annotated[str, StringConstraints(max_length=200)],
    ],
    Field(
        max_length=ATTRIBUTES,
        description="What hardware and app say they are, and say again after a restart; a salted hash of it is kept.",
    ),
]


def _said(**example: Any) -> ConfigDict:
    """Of what a caller sends, with an example: what is not named is refused, so that nothing else can be set."""
    return ConfigDict(frozen=True, extra="forbid", json_schema_extra={"examples": [example]})


class CodeAsked(Shape):
    """What the device will be."""

    model_config = _said(source_type="phone", name="My phone")

    source_type: SourceType
    name: Name
    venues: list[Id] = Field(default=[], max_length=PLACES, description="That it speaks for.")
    stations: list[Id] = Field(default=[], max_length=PLACES, description="That it speaks for.")
    district: Name | None = Field(default=None, description="Where it stands, if it does not move about.")


class EnrolmentCode(Shape):
    code: str = Field(description="16 characters in groups; capitals or not, with or without hyphens.")
    expires_at: datetime


class Registering(Shape):
    model_config = _said(code="7Q2K-9XM4-TR5D-0WVB", fingerprint={"model": "A15", "app": "1.2"})

    code: str = Field(max_length=40, description="That the owner got for this device.")
    fingerprint: Attributes = Field(default_factory=dict)
    attestation: list[Annotated[str, StringConstraints(max_length=CERTIFICATE_CHARS)]] = Field(
        default=[],
        max_length=CERTIFICATES,
        description="Android's key attestation for the key, whose challenge is the SHA-256 of the code's 16 characters:"
        " the chain of certificates, the key's first, each in base64 of its DER. Without it nothing is held against the"
        " device.",
    )


class Device(Shape):
    device_id: str = Field(description="Its pseudonymous id, which its plays carry.")
    source_type: SourceType
    name: str
    standing: Standing
    stations: list[str]
    venues: list[str]
    district: str | None
    plays_per_minute: int = Field(description="The most that it may report; 0 for the limit of its type.")
    attestation: str = Field(description="none, failed, software, unlocked, trusted_environment or strong_box.")
    key_thumbprint: str | None = Field(description="RFC 7638; null where a service account speaks as it.")
    key_since: datetime | None
    fingerprints: int = Field(description="How many different ones it has had.")
    registered_at: datetime
    changed_at: datetime


class DevicePage(Shape):
    devices: list[Device]
    next_cursor: str | None


class Rotation(Shape):
    model_config = _said(statement="eyJhbGciOiJFUzI1NiIsInR5cCI6ImtleS1yb3RhdGlvbitqd3QifQ.e30.c2ln")

    statement: str = Field(
        max_length=4096,
        description="A JWT of type key-rotation+jwt, signed by the present key: sub is the device, jkt the thumbprint"
        " of the new key, aud this address.",
    )


class DeviceToken(Shape):
    """RFC 6749, 5.1."""

    access_token: str
    token_type: str
    expires_in: int = Field(description="Seconds.")


_PROVIDED: Final[dict[str, Any]] = {
    "device_id": "till-7",
    "source_type": "venue",
    "name": "Till",
    "key": {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"},
    "venues": ["repub"],
}


class Provided(Shape):
    """A device as an administrator provides it. It proves its key when it asks for its first token."""

    model_config = _said(**_PROVIDED)

    device_id: Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[!-~]+$")]
    source_type: SourceType
    name: Name
    key: Annotated[dict[str, str], Field(max_length=10, description="The public key, a JWK of P-256 or Ed25519.")]
    stations: list[Id] = Field(default=[], max_length=PLACES)
    venues: list[Id] = Field(default=[], max_length=PLACES)
    district: Name | None = None
    plays_per_minute: int = Field(default=0, ge=0, le=1_000_000_000)


class Provision(Shape):
    model_config = _said(devices=[_PROVIDED])

    devices: list[Provided] = Field(min_length=1, max_length=AT_ONCE)


class ProvisionDone(Shape):
    devices: int
