"""Public keys that devices sign with: P-256 and Ed25519, written as JWKs (RFC 7517, RFC 8037)."""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePublicKey,
    EllipticCurvePublicNumbers,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from kernel.errors import Refused

REMEMBERED: Final = 50_000
"""Keys kept as objects: finding a point's second coordinate costs as much as a signature."""
_ECDSA: Final = ECDSA(SHA256())
_COORDINATE_BYTES: Final = 32


class BadKey(Refused):
    """Not a public key that a device may have."""


@dataclass(frozen=True, slots=True)
class DeviceKey:
    """A public key. Its kind alone decides the algorithm; what a message says of it is only compared.

    `jwk` holds the members that make the thumbprint (RFC 7638) and no others.
    """

    jwk: Mapping[str, str]
    thumbprint: str
    jws_algorithm: str
    """ES256 or EdDSA (RFC 7518, RFC 8037)."""
    http_algorithm: str
    """The same in the registry of RFC 9421: ecdsa-p256-sha256 or ed25519."""
    public: EllipticCurvePublicKey | Ed25519PublicKey

    def signed(self, signature: bytes, message: bytes) -> bool:
        """Whether the signature (64 bytes; of P-256 the numbers r and s) is this key's over the message."""
        try:
            if isinstance(self.public, Ed25519PublicKey):
                self.public.verify(signature, message)
            else:
                half = _COORDINATE_BYTES
                r, s = int.from_bytes(signature[:half], "big"), int.from_bytes(signature[half:], "big")
                self.public.verify(encode_dss_signature(r, s), message, _ECDSA)
        except InvalidSignature:
            return False
        return len(signature) == 2 * _COORDINATE_BYTES


def device_key(jwk: Mapping[str, Any]) -> DeviceKey:
    """The key of a JWK; what else the JWK says is passed over. BadKey, also where it holds a private key."""
    if "d" in jwk:
        raise BadKey("the JWK holds the private key: keep that in the device, and make a new one")
    match jwk:
        case {"kty": "EC", "crv": "P-256", "x": str(x), "y": str(y)}:
            return _p256(x, y)
        case {"kty": "OKP", "crv": "Ed25519", "x": str(x)}:
            return _ed25519(x)
    raise BadKey("a device's key is a JWK of kty EC and crv P-256, or of kty OKP and crv Ed25519")


@lru_cache(REMEMBERED)
def _p256(x: str, y: str) -> DeviceKey:
    first, second = _coordinate(x), _coordinate(y)
    numbers = EllipticCurvePublicNumbers(int.from_bytes(first, "big"), int.from_bytes(second, "big"), SECP256R1())
    try:
        public = numbers.public_key()
    except ValueError:
        raise BadKey("the JWK's x and y are no point of the curve P-256") from None
    jwk = {"crv": "P-256", "kty": "EC", "x": base64url(first), "y": base64url(second)}
    return DeviceKey(jwk, thumbprint(jwk), "ES256", "ecdsa-p256-sha256", public)


@lru_cache(REMEMBERED)
def _ed25519(x: str) -> DeviceKey:
    raw = _coordinate(x)
    jwk = {"crv": "Ed25519", "kty": "OKP", "x": base64url(raw)}
    return DeviceKey(jwk, thumbprint(jwk), "EdDSA", "ed25519", Ed25519PublicKey.from_public_bytes(raw))


def thumbprint(jwk: Mapping[str, str]) -> str:
    """RFC 7638's of a JWK that holds its essential members alone: SHA-256 in base64url."""
    return base64url(sha256(json.dumps(jwk, separators=(",", ":"), sort_keys=True).encode()).digest())


def base64url(raw: bytes) -> str:
    """Without padding, as RFC 7515 writes it."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _coordinate(text: str) -> bytes:
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != _COORDINATE_BYTES:
        raise BadKey("the JWK's coordinates are 32 bytes each in base64url")
    return raw
