"""Who a request is of, and whether that source may report now.

A source that is registered with a key proves it at each request: its token is bound to the key (RFC 9449), a proof
comes with it, and what has a body is signed (RFC 9421). Its standing and the key's thumbprint come from the topic of
sources, so that a revoked device, or a key that was replaced, is refused within seconds and without a database. The
service account of a station or a streaming service sends a bearer token, which names the scope of reporting.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from starlette.requests import Request

from kernel.events.sources import Source, Standing
from kernel.possession.challenges import KEYED, UNAUTHORISED, bad_proof, bad_signature, bad_token
from kernel.possession.dpop import USED, BadProof, Proofs
from kernel.possession.requests import possession
from kernel.possession.signatures import BadSignature
from kernel.problems import Problem, unauthorised, unavailable
from kernel.tokens import Tokens

RETRY_AFTER_S = 1
"""Reading them takes a second or two after a start."""

First = Callable[[bytes], Awaitable[bool]]
"""Whether a proof is new to all gateways; true where that cannot be known."""


class Sources(Protocol):
    """Registered sources by id, from memory."""

    @property
    def ready(self) -> bool: ...

    def get(self, key: str, /) -> Source | None: ...


@dataclass(frozen=True, slots=True)
class Sender:
    """A source in good standing. `digest` is the SHA-256 that its content is signed to have; `nonce` one for its next
    proof, where it uses nonces.
    """

    source: Source
    digest: bytes | None = None
    nonce: str | None = None


class Senders:
    """Knows the source of a request by its token, and by the proof of its key where it has one."""

    def __init__(self, tokens: Tokens, sources: Sources, proofs: Proofs, first: First) -> None:
        self._tokens = tokens
        self._sources = sources
        self._proofs = proofs
        self._first = first

    @property
    def ready(self) -> bool:
        return self._tokens.ready and self._sources.ready

    async def of(self, request: Request) -> Sender:
        """Who sent it. Problem 401, 403, and 503 until the sources are known.

        Of a request with content only its head is looked at: that the content is the signed one is for the caller to
        see. A proof that this or another process has seen is refused; without Redis only this one's count, and a batch
        that is sent twice to two processes is then known by its event ids, as any resend is.
        """
        authorizations = request.headers.getlist("authorization")
        if len(authorizations) != 1:
            raise _anybody()
        scheme, _, token = authorizations[0].partition(" ")
        if scheme.lower() != "dpop":
            source = self._standing(self._tokens.subject(authorizations[0]))
            if source.key_thumbprint is not None:
                raise bad_token(KEYED)
            return Sender(source)
        try:
            granted = self._tokens.granted(token)
        except Problem as problem:
            raise (bad_token(problem.detail or problem.title) if problem.status == UNAUTHORISED else problem) from None
        source = self._standing(granted.subject)
        if granted.thumbprint is None or granted.thumbprint != source.key_thumbprint:
            raise bad_token("The token is not bound to the key that this source has now: ask for a new one.")
        try:
            shown = possession(request, self._proofs, token, granted.thumbprint)
            if not await self._first(shown.proof.mark):
                raise BadProof(USED)
        except BadProof as why:
            raise bad_proof(why, self._proofs.nonces) from None
        except BadSignature as why:
            raise bad_signature(f"{why}") from None
        return Sender(source, shown.digest, None if shown.proof.nonce is None else self._proofs.nonces.current())

    def _standing(self, source_id: str) -> Source:
        if not self._sources.ready:
            raise unavailable("The registered sources are still being read.", RETRY_AFTER_S)
        source = self._sources.get(source_id)
        if source is None:
            raise forbidden(f"No source {source_id} is registered.")
        if source.standing is not Standing.REGISTERED:
            raise forbidden(f"The source {source_id} is {source.standing}.")
        return source


def _anybody() -> Problem:
    problem = unauthorised("Send one header Authorization: DPoP with a device's token, or Bearer with a service's.")
    problem.headers["WWW-Authenticate"] = 'DPoP realm="injyana", algs="ES256 EdDSA", Bearer realm="injyana"'
    return problem


def forbidden(detail: str) -> Problem:
    """403: the token is good, its source is not."""
    return Problem(403, "forbidden", "This source may not report plays.", detail)
