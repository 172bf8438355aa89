"""Keys and proofs that the tests make by hand, so that each part of them can be wrong."""

import json
import time
from hashlib import sha256
from typing import Any
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jwt.algorithms import ECAlgorithm, OKPAlgorithm

from kernel.possession.keys import DeviceKey, base64url, device_key

Private = EllipticCurvePrivateKey | Ed25519PrivateKey


def p256() -> EllipticCurvePrivateKey:
    return generate_private_key(SECP256R1())


def ed25519() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.generate()


def jwk_of(key: Private) -> dict[str, Any]:
    made = (
        OKPAlgorithm.to_jwk(key.public_key())
        if isinstance(key, Ed25519PrivateKey)
        else ECAlgorithm.to_jwk(key.public_key())
    )
    found: dict[str, Any] = json.loads(made)
    return found


def public(key: Private) -> DeviceKey:
    return device_key(jwk_of(key))


def proof(
    key: Private,
    url: str,
    method: str = "POST",
    *,
    token: str | None = None,
    header: dict[str, Any] | None = None,
    **changes: Any,
) -> str:
    """A good proof; a change to None leaves the claim out."""
    claims: dict[str, Any] = {"jti": str(uuid4()), "htm": method, "htu": url, "iat": int(time.time())}
    if token is not None:
        claims["ath"] = base64url(sha256(token.encode()).digest())
    claims = {name: value for name, value in (claims | changes).items() if value is not None}
    algorithm = public(key).jws_algorithm
    return jwt.encode(claims, key, algorithm, headers={"typ": "dpop+jwt", "jwk": jwk_of(key)} | (header or {}))
