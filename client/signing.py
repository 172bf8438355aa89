"""What a device adds to a request: a proof that it holds its key, and a signature over what it sends."""

import base64
import json
import time
from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from uuid import uuid4

from client.keys import Key, base64url

COVERED = ("@method", "@target-uri", "content-digest", "content-type", "content-encoding", "authorization", "dpop")
"""What the signature covers; content-encoding only where it is sent."""


def proof(key: Key, method: str, url: str, *, token: str | None = None, nonce: str | None = None) -> str:
    """A proof (RFC 9449, 4.2) for one request to the URL, which is given without query; with the hash of the token that
    goes with it, and with the nonce that the server asked for.
    """
    claims: dict[str, Any] = {"jti": str(uuid4()), "htm": method, "htu": url, "iat": int(time.time())}
    if token is not None:
        claims["ath"] = base64url(sha256(token.encode()).digest())
    if nonce is not None:
        claims["nonce"] = nonce
    return signed_jwt(key, {"typ": "dpop+jwt", "jwk": key.jwk}, claims)


def signed_jwt(key: Key, header: Mapping[str, Any], claims: Mapping[str, Any]) -> str:
    """A JWT (RFC 7519) that the key signed."""
    parts = {"alg": key.algorithm, **header}, claims
    text = ".".join(base64url(json.dumps(part, separators=(",", ":")).encode()) for part in parts)
    return f"{text}.{base64url(key.sign(text.encode()))}"


def signature(key: Key, method: str, url: str, headers: Mapping[str, str], body: bytes) -> dict[str, str]:
    """The headers that sign a request (RFC 9421, RFC 9530): the body as it is sent, packed if it is packed.

    `url` is whole, with its query. `headers` are those that the request has, by lower-case names, and Authorization and
    DPoP among them.
    """
    digest = f"sha-256=:{base64.b64encode(sha256(body).digest()).decode()}:"
    values = {**headers, "@method": method, "@target-uri": url, "content-digest": digest}
    covered = [name for name in COVERED if name in values]
    told = f"({' '.join(f'{chr(34)}{name}{chr(34)}' for name in covered)});created={int(time.time())}"
    told += f';keyid="{key.thumbprint}"'
    lines = [f'"{name}": {values[name]}' for name in covered] + [f'"@signature-params": {told}']
    made = base64.b64encode(key.sign("\n".join(lines).encode())).decode()
    return {"Content-Digest": digest, "Signature-Input": f"sig1={told}", "Signature": f"sig1=:{made}:"}
