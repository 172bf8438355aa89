"""Who calls: a person by a token of theirs, or a source by its own, both checked against their rows at each request."""

from dataclasses import dataclass
from uuid import UUID

import jwt

from kernel.problems import unauthorised
from kernel.tokens import Tokens
from review.database import Db, row
from review.permissions import PERMISSIONS, Permission, Role
from review.refusals import forbidden


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


class Callers:
    """Knows the caller of a request by its token."""

    def __init__(self, people: Tokens, sources: Tokens, people_audience: str) -> None:
        self._people = people
        self._sources = sources
        self._people_audience = people_audience

    @property
    def ready(self) -> bool:
        return self._people.ready

    def of(self, db: Db, authorization: str | None) -> Caller:
        """The caller in good standing that the token is of. Problem 401, 403."""
        if self._meant_for_people(authorization):
            return _person(db, self._people.subject(authorization))
        return _source(db, self._sources.subject(authorization))

    def _meant_for_people(self, authorization: str | None) -> bool:
        """By what the token claims, which decides only how it is verified."""
        token = (authorization or "").partition(" ")[2]
        try:
            audience = jwt.decode(token, options={"verify_signature": False}).get("aud")
        except jwt.InvalidTokenError:
            return True
        return bool(audience == self._people_audience)


def _person(db: Db, subject: str) -> Caller:
    try:
        user_id = UUID(subject)
    except ValueError:
        raise unauthorised("The token's subject is no person.") from None
    found = row(db, "caller_person", {"user_id": user_id})
    if found is None:
        raise forbidden("This account does not exist any more.")
    if found["standing"] != "active":
        raise forbidden(f"This account is {found['standing']}.")
    return Caller(str(user_id), Role(found["role"]), found["name"], found["artist_id"])


def _source(db: Db, source_id: str) -> Caller:
    """A suspended source is heard: it may have been suspended for what it appeals against."""
    if "\0" in source_id:
        raise unauthorised("The token's subject is no source.")
    found = row(db, "caller_source", {"source_id": source_id})
    if found is None or found["standing"] == "revoked":
        raise forbidden(f"The source {source_id} is {found['standing'] if found else 'not registered'}.")
    return Caller(source_id, Role.SOURCE, found["name"])
