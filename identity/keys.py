"""The keys that tokens are signed with: Ed25519, in files, the private ones apart from what verifiers read."""

import base64
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from kernel.errors import Misconfigured

PRIVATE = Path("keys/signing.pem")
"""Under the state folder, apart from what the gateway may read."""
PUBLIC = Path("public/jwks.json")


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key and the id (RFC 7638 thumbprint) that its tokens name it by."""

    private: Ed25519PrivateKey
    key_id: str


def signing_key(state: Path) -> SigningKey:
    """The key of a state folder; the first call makes it, readable by its owner alone, and the public JWK set.

    Misconfigured where the file is there and holds no Ed25519 key, or cannot be read or made.
    """
    try:
        (state / PRIVATE).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        (state / PUBLIC).parent.mkdir(parents=True, exist_ok=True)
        make(state / PRIVATE)
        private = read(state / PRIVATE)
        jwk = public_jwk(private)
        publish(state / PUBLIC, jwk)
    except (OSError, ValueError, TypeError) as error:
        raise Misconfigured(f"no signing key in {state}: {error}") from error
    return SigningKey(private, jwk["kid"])


def public_jwk(private: Ed25519PrivateKey) -> dict[str, str]:
    """The public half as a JWK (RFC 8037), its id the thumbprint."""
    raw = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    essential = {"crv": "Ed25519", "kty": "OKP", "x": _base64url(raw)}
    thumbprint = sha256(json.dumps(essential, separators=(",", ":"), sort_keys=True).encode()).digest()
    return essential | {"kid": _base64url(thumbprint), "alg": "EdDSA", "use": "sig"}


def read(path: Path) -> Ed25519PrivateKey:
    """The key of a PEM file. Misconfigured where it is of another kind; OSError, ValueError where there is none."""
    private = load_pem_private_key(path.read_bytes(), None)
    if not isinstance(private, Ed25519PrivateKey):
        raise Misconfigured(f"{path} holds a key of another kind than Ed25519")
    return private


def make(path: Path) -> None:
    """Writes a new key, unless there is one: whoever links the name first wins, and the file is never half there."""
    if path.exists():
        return
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem)
    try:
        path.hardlink_to(fresh)
    except FileExistsError:
        return
    finally:
        fresh.unlink()


def publish(path: Path, jwk: dict[str, str]) -> None:
    """Puts the key into the JWK set; others in it stay, so that keys can overlap."""
    found: dict[str, Any] = json.loads(path.read_bytes()) if path.exists() else {"keys": []}
    if jwk in found["keys"]:
        return
    write_public(path, [*(key for key in found["keys"] if key.get("kid") != jwk["kid"]), jwk])


def write_public(path: Path, keys: Sequence[dict[str, Any]]) -> None:
    """Writes the JWK set of these keys; whoever reads it finds the former one or this."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fresh.write_text(json.dumps({"keys": list(keys)}, indent=2) + "\n")
    fresh.replace(path)


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
