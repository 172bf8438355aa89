"""Who calls: a person by a token of theirs, or a source by its own, both checked against their rows at each request."""

from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

import jwt
from starlette.requests import Request

from http_api.database import Database, Db, row
from http_api.permissions import PERMISSIONS, Permission, Role
from http_api.refusals import forbidden
from http_api.statements import beside
from kernel.possession.challenges import KEYED, UNAUTHORISED, bad_proof, bad_signature, bad_token
from kernel.possession.dpop import BadProof, Proofs
from kernel.possession.requests import possession
from kernel.possession.signatures import BadSignature
from kernel.problems import Problem, unauthorised
from kernel.tokens import Tokens

SQL = beside(__file__)


@dataclass(frozen=True, slots=True)
class Caller:
    """`subject` is a user_id or a source_id; `artist_id` the artist whose figures the person sees."""

    subject: str
    role: Role
    name: str
    artist_id: str | None = None

    def may(self, permission: Permission) -> bool:
        return permission in PERMISSIONS[self.role]

    @property
    def source_id(self) -> str | None:
        return self.subject if self.role is Role.SOURCE else None

    @property
    def person(self) -> UUID:
        """The user_id. Problem 403 where a source calls."""
        if self.role is Role.SOURCE:
            raise forbidden("This is for people.")
        return UUID(self.subject)


class Asking(NamedTuple):
    """Who asks; `digest` is the SHA-256 that the content is signed to have, where it is signed."""

    by: Caller
    digest: bytes | None = None


class Callers:
    """Knows the caller of a request by its token, which names this service or, of a source, the gateway.

    A source that is registered with a key proves it at each request, as it does at the gateway. Used proofs are
    remembered by this process alone: what would be done twice is kept from that by its Idempotency-Key.
    """

    def __init__(
        self, database: Database, people: Tokens, sources: Tokens, source_audience: str, proofs: Proofs
    ) -> None:
        self._database = database
        self._people = people
        self._sources = sources
        self._source_audience = source_audience
        self._proofs = proofs

    @property
    def ready(self) -> bool:
        return self._people.ready

    async def of(self, request: Request) -> Asking:
        """The caller in good standing that the request is of. Problem 401, 403; DatabaseAway."""
        authorization = request.headers.get("authorization")
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() == "dpop":
            return await self._device(request, token)
        claims = _claimed(token)
        if claims.get("aud") in (self._source_audience, [self._source_audience]):
            source_id = self._sources.subject(authorization)
            async with self._database.transaction() as db:
                return Asking(await _source(db, source_id, None))
        user_id = self._people.subject(authorization)
        async with self._database.transaction() as db:
            return Asking(await _person(db, user_id, claims.get("sid")))

    async def _device(self, request: Request, token: str) -> Asking:
        try:
            granted = self._sources.granted(token)
        except Problem as problem:
            raise (bad_token(problem.detail or problem.title) if problem.status == UNAUTHORISED else problem) from None
        if granted.thumbprint is None:
            raise bad_token("This token is bound to no key: send it as Authorization: Bearer.")
        try:
            shown = possession(request, self._proofs, token, granted.thumbprint)
        except BadProof as why:
            raise bad_proof(why, self._proofs.nonces) from None
        except BadSignature as why:
            raise bad_signature(f"{why}") from None
        async with self._database.transaction() as db:
            return Asking(await _source(db, granted.subject, granted.thumbprint), shown.digest)


def _claimed(token: str) -> dict[str, Any]:
    """What the token claims, which is to be believed once it is verified, and decides before that only how."""
    try:
        claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    except jwt.InvalidTokenError:
        return {}
    return claims


async def _person(db: Db, subject: str, session_id: str | None) -> Caller:
    """A person whose session, where the token is of one, was not ended."""
    try:
        user_id = UUID(subject)
    except ValueError:
        raise unauthorised("The token's subject is no person.") from None
    found = await row(db, SQL["caller_person"], {"user_id": user_id, "session_id": session_id})
    if found is not None and found["session_ended"]:
        raise unauthorised("The token's session has ended.")
    if found is None:
        raise forbidden("This account does not exist any more.")
    if found["standing"] != "active":
        raise forbidden(f"This account is {found['standing']}.")
    return Caller(str(user_id), Role(found["role"]), found["name"], found["artist_id"])


async def _source(db: Db, source_id: str, thumbprint: str | None) -> Caller:
    """The source whose key has the thumbprint, or that has none. A suspended one is heard: it may have been suspended
    for what it appeals against.
    """
    if "\0" in source_id:
        raise unauthorised("The token's subject is no source.")
    found = await row(db, SQL["caller_source"], {"source_id": source_id})
    if found is None or found["standing"] == "revoked":
        raise forbidden(f"The source {source_id} is {found['standing'] if found else 'not registered'}.")
    if found["thumbprint"] != thumbprint:
        raise bad_token(KEYED if thumbprint is None else "The token is bound to a key that this source has no more.")
    return Caller(source_id, Role.SOURCE, found["name"])
