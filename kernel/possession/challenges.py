"""Refusals of who comes with a device's token, as RFC 9449, 7.1 writes them."""

from kernel.possession.dpop import ALGORITHMS, USE_NONCE, BadProof
from kernel.possession.nonces import Nonces
from kernel.possession.signatures import REQUIRED
from kernel.problems import Problem

REALM = 'DPoP realm="injyana"'
ALGS = f'algs="{ALGORITHMS}"'
INVALID_TOKEN = "invalid_token"  # noqa: S105 - the name of an error
NONCE = "DPoP-Nonce"
UNAUTHORISED = 401
KEYED = "This source has a key: send Authorization: DPoP, a proof, and sign what has a body."


def bad_token(detail: str) -> Problem:
    """401: the token is not good, or not for the key that the proof is of."""
    headers = {"WWW-Authenticate": f'{REALM}, error="{INVALID_TOKEN}", {ALGS}'}
    return Problem(401, "unauthorised", "A valid access token is needed.", detail, headers)


def bad_proof(why: BadProof, nonces: Nonces) -> Problem:
    """401, with a nonce that a proof may carry instead of the right time."""
    kind, title = ("use-nonce", "The proof needs a nonce.") if why.error == USE_NONCE else PROOF
    headers = {"WWW-Authenticate": f'{REALM}, error="{why.error}", {ALGS}', NONCE: nonces.current()}
    return Problem(401, kind, title, f"{why}", headers)


def bad_signature(detail: str) -> Problem:
    """401, with the signature that is wanted (RFC 9421, 5.1)."""
    covered = " ".join(f'"{name}"' for name in REQUIRED)
    headers = {
        "WWW-Authenticate": f'{REALM}, error="invalid_request", {ALGS}',
        "Accept-Signature": f"sig1=({covered});created;keyid",
    }
    return Problem(401, "bad-signature", "The request is not signed by the device's key.", detail, headers)


def other_content() -> Problem:
    """400: what came is not what the signed Content-Digest says."""
    title = "The content is not what Content-Digest says."
    return Problem(400, "digest-mismatch", title, "It changed on the way, or the digest is of something else.")


PROOF = ("bad-proof", "The proof of the device's key is not good.")
