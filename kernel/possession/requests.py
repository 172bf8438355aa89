"""A device's request: the proof of its key that comes with its token, and the signature over what has a body."""

from dataclasses import dataclass

from starlette.requests import Request

from kernel.possession.dpop import BadProof, Proof, Proofs
from kernel.possession.signatures import Message, verify


@dataclass(frozen=True, slots=True)
class Possession:
    """The proof that came with a request; `digest` is the SHA-256 that its content is signed to have, None where it has
    none.
    """

    proof: Proof
    digest: bytes | None


def possession(request: Request, proofs: Proofs, token: str, thumbprint: str) -> Possession:
    """What shows that a request is of whoever has the key that its token is bound to, for the first time in this
    process. BadProof, BadSignature.

    Of a request with content only its head is looked at: that the content is the signed one is for the caller to see.
    """
    path = request.scope.get("raw_path", b"").decode("latin-1")
    proof = proofs.check(request.headers.getlist("dpop"), request.method, path, token)
    if proof.key.thumbprint != thumbprint:
        raise BadProof("the proof is of another key than the token is bound to")
    reads = request.method in ("GET", "HEAD")
    digest = None if reads else verify(_message(request, proof), proof.key, proof.issued_at)
    proofs.once(proof)
    return Possession(proof, digest)


def _message(request: Request, proof: Proof) -> Message:
    """What of the request is signed, with the address that the proof names, which is one of ours."""
    path, query = request.scope["raw_path"].decode("latin-1"), request.scope["query_string"].decode("latin-1")
    uri = f"{proof.origin}{path}?{query}" if query else proof.origin + path
    return Message(request.method, uri, request.headers.getlist)
