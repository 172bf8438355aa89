"""The key of a device: made in it, never told to anybody."""

import base64
import json
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Self

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)


@dataclass(frozen=True)
class Key:
    """A P-256 key, which every phone's secure hardware can keep, or an Ed25519 key."""

    private: EllipticCurvePrivateKey | Ed25519PrivateKey

    @classmethod
    def p256(cls) -> Self:
        return cls(generate_private_key(SECP256R1()))

    @classmethod
    def ed25519(cls) -> Self:
        return cls(Ed25519PrivateKey.generate())

    @classmethod
    def load(cls, pem: bytes) -> Self:
        """The key of a PKCS #8 text. ValueError where it holds another kind."""
        private = load_pem_private_key(pem, None)
        if not isinstance(private, EllipticCurvePrivateKey | Ed25519PrivateKey):
            raise ValueError("a device's key is of P-256 or Ed25519")
        return cls(private)

    def pem(self) -> bytes:
        """For a file that its owner alone can read; in a phone the key never leaves the secure hardware."""
        return self.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    @property
    def algorithm(self) -> str:
        """The JWS name of how it signs (RFC 7518, RFC 8037)."""
        return "EdDSA" if isinstance(self.private, Ed25519PrivateKey) else "ES256"

    @cached_property
    def jwk(self) -> dict[str, str]:
        """The public key (RFC 7517)."""
        if isinstance(self.private, Ed25519PrivateKey):
            raw = self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
            return {"kty": "OKP", "crv": "Ed25519", "x": base64url(raw)}
        point = self.private.public_key().public_numbers()
        x, y = (base64url(number.to_bytes(32, "big")) for number in (point.x, point.y))
        return {"kty": "EC", "crv": "P-256", "x": x, "y": y}

    @cached_property
    def thumbprint(self) -> str:
        """What the key is named by (RFC 7638)."""
        return base64url(sha256(json.dumps(self.jwk, separators=(",", ":"), sort_keys=True).encode()).digest())

    def sign(self, message: bytes) -> bytes:
        """64 bytes; of P-256 the numbers r and s, not their DER."""
        if isinstance(self.private, Ed25519PrivateKey):
            return self.private.sign(message)
        r, s = decode_dss_signature(self.private.sign(message, ECDSA(SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def base64url(raw: bytes) -> str:
    """Without padding (RFC 7515)."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
