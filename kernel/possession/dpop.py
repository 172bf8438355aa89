"""DPoP proofs (RFC 9449): a JWT by which the sender of a request shows that it holds a private key."""

import hmac
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any, Final
from urllib.parse import urlsplit

import jwt

from kernel.errors import Refused
from kernel.possession.keys import BadKey, DeviceKey, base64url, device_key
from kernel.possession.nonces import STEP_SECONDS, STEPS, Nonces
from kernel.possession.remembered import Remembered, mark_of

TYPE: Final = "dpop+jwt"
ALGORITHMS: Final = "ES256 EdDSA"
PROOF_CHARS: Final = 4096
JTI_CHARS: Final = 128
WINDOW_SECONDS: Final = 60
"""How far a proof's iat may be from now, either way, where it carries no nonce."""
REMEMBER_SECONDS: Final = STEP_SECONDS * (STEPS + 1) + WINDOW_SECONDS
"""No proof is good for longer, by iat or by nonce."""
INVALID: Final = "invalid_dpop_proof"
USE_NONCE: Final = "use_dpop_nonce"
USED: Final = "the proof was used before: make one for each request"
_PORTS: Final = {"http": 80, "https": 443}
_HTTP_SIGNATURE_ONLY: Final = {
    "verify_signature": True,
    **dict.fromkeys(("verify_exp", "verify_nbf", "verify_iat", "verify_aud", "verify_iss"), False),
}


class BadProof(Refused):
    """The proof proves nothing. `error` is RFC 9449's name of why: invalid_dpop_proof or use_dpop_nonce."""

    def __init__(self, detail: str, error: str = INVALID) -> None:
        self.error = error
        super().__init__(detail)


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof that is good. `origin` is under which name the service was asked; `mark` is for other memories."""

    key: DeviceKey
    origin: str
    issued_at: int
    nonce: str | None
    mark: bytes


class Proofs:
    """Checks the proofs that come to one service, which is reached under the `origins` (such as https://host).

    Its memory of used proofs is this process's own.
    """

    def __init__(self, origins: Collection[str], nonces: Nonces, now: Callable[[], float] = time.time) -> None:
        self.nonces = nonces
        self._origins = frozenset(origins)
        self._now = now
        self._used = Remembered(REMEMBER_SECONDS)

    def check(self, headers: Sequence[str], method: str, path: str, token: str | None = None) -> Proof:
        """The proof of a request: its DPoP headers, its method, its path as it was sent, the token it came with.

        BadProof: everything of RFC 9449, 4.3, but whether the key is the one that is wanted. A time outside the window
        asks for a nonce, with which the proof's time is the service's own.
        """
        if len(headers) != 1:
            raise BadProof("send exactly one header DPoP with a proof of the device's key (RFC 9449)")
        key, claims = read(headers[0])
        jti, iat, nonce = claims.get("jti"), claims.get("iat"), claims.get("nonce")
        if not isinstance(jti, str) or not 1 <= len(jti) <= JTI_CHARS:
            raise BadProof(f"the proof's jti is a text of 1 to {JTI_CHARS} characters that no other proof has")
        if type(iat) is not int:
            raise BadProof("the proof's iat is a whole number of seconds")
        if claims.get("htm") != method:
            raise BadProof(f"the proof is for another method than {method}")
        origin = self._origin(claims.get("htu"), path)
        self._timely(iat, nonce)
        if token is not None and not _is(claims.get("ath"), sha256(token.encode()).digest()):
            raise BadProof("the proof's ath is not the SHA-256 of the access token that came with it")
        return Proof(key, origin, iat, nonce, mark_of(key.thumbprint, jti))

    def once(self, proof: Proof) -> None:
        """BadProof where the proof was used before. To be asked when its key is known to be the one that is wanted, so
        that strangers' keys take no room.
        """
        if not self._used.first(proof.mark):
            raise BadProof(USED)

    def _origin(self, htu: object, path: str) -> str:
        if isinstance(htu, str) and len(htu) <= PROOF_CHARS:
            origin, said = _split(htu)
            if origin in self._origins and said == path:
                return origin
        raise BadProof("the proof's htu is not this address: scheme, host, port and path of the request, no query")

    def _timely(self, iat: int, nonce: object) -> None:
        if nonce is not None:
            if not isinstance(nonce, str) or not self.nonces.good(nonce):
                raise BadProof("the proof's nonce is not, or no longer, good: use the one in DPoP-Nonce", USE_NONCE)
        elif abs(self._now() - iat) > WINDOW_SECONDS:
            raise BadProof("by the proof's iat it is not of now: put the nonce from DPoP-Nonce into it", USE_NONCE)


def read(proof: str) -> tuple[DeviceKey, dict[str, Any]]:
    """The key that signed the proof, and its claims, not looked at. BadProof."""
    try:
        if len(proof) > PROOF_CHARS:
            raise BadProof(f"a proof has at most {PROOF_CHARS} characters")
        header = jwt.get_unverified_header(proof)
        if header.get("typ") != TYPE:
            raise BadProof(f"the proof's typ is not {TYPE}")
        jwk = header.get("jwk")
        if not isinstance(jwk, dict):
            raise BadProof("the proof's header holds no jwk")
        key = device_key(jwk)
        if header.get("alg") != key.jws_algorithm:
            raise BadProof(f"the proof's alg is not {key.jws_algorithm}, which is the one of its key")
        return key, jwt.decode(proof, key.public, algorithms=[key.jws_algorithm], options=_HTTP_SIGNATURE_ONLY)  # type: ignore[arg-type]
    except BadKey as error:
        raise BadProof(f"{error}") from None
    except (jwt.InvalidTokenError, ValueError, TypeError, RecursionError) as error:
        raise BadProof(f"the proof is no JWT that its key signed: {error}"[:200]) from None


@lru_cache(1024)
def _split(htu: str) -> tuple[str, str]:
    """Origin and path of a URL, normalised as RFC 9449 asks; empty where it is none."""
    try:
        parts = urlsplit(htu)
        port = parts.port
    except ValueError:
        return "", ""
    host = (parts.hostname or "").lower()
    host = f"[{host}]" if ":" in host else host
    named = host if port is None or port == _PORTS.get(parts.scheme) else f"{host}:{port}"
    return f"{parts.scheme}://{named}", parts.path or "/"


def _is(said: object, digest: bytes) -> bool:
    return isinstance(said, str) and hmac.compare_digest(said.encode(), base64url(digest).encode())
