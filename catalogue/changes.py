"""One change of the catalogue: who makes it, in which transaction, and that it is written into the audit log."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from http_api import audit
from http_api.callers import Caller
from http_api.database import Db, run
from http_api.permissions import Permission
from http_api.statements import beside
from kernel.codec import Codecs

SQL = beside(__file__)


@dataclass(frozen=True, slots=True)
class Change:
    """Whatever is done with it happens together with its transaction, or not at all.

    `by` is a caller, or a text such as `operator:aline` for whoever types a command, who may do everything.
    """

    db: Db
    by: Caller | str
    codecs: Codecs
    request_id: str | None = None

    @property
    def made_by(self) -> str:
        """Role and id, or the operator."""
        return self.by if isinstance(self.by, str) else f"{self.by.role.value}:{self.by.subject}"

    @property
    def person(self) -> UUID:
        """The user_id. Problem 403 where a source calls; LookupError where no caller is there."""
        if isinstance(self.by, str):
            raise LookupError("only people do this")
        return self.by.person

    def artist(self, everyones: Permission) -> str | None:
        """The artist whose things alone may be changed; None for who may change `everyones`, "" for nobody's."""
        return None if isinstance(self.by, str) else own_artist(self.by, everyones)

    def user(self, everyones: Permission) -> UUID | None:
        """The person whose things alone may be changed; None for who may change `everyones`."""
        return None if isinstance(self.by, str) else own_user(self.by, everyones)

    async def lock(self) -> None:
        """Lets one transaction at a time change songs and artists, so that each sees what the one before it did."""
        await run(self.db, SQL["lock"])

    async def record(
        self,
        action: str,
        kind: str,
        id_: str,
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
    ) -> None:
        """Writes into the audit log what was changed."""
        await audit.record(self.db, self.by, action, kind, id_, before, after, self.request_id)


def own_artist(by: Caller, everyones: Permission) -> str | None:
    """The artist to whom a caller is limited; None for who has the permission for everyone's, "" for nobody's."""
    return None if by.may(everyones) else by.artist_id or ""


def own_user(by: Caller, everyones: Permission) -> UUID | None:
    """The person to whom a caller is limited; None for who has the permission for everyone's."""
    return None if by.may(everyones) else by.person


def differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Of two states of one thing that which changed."""
    names = [name for name in after if before.get(name) != after[name]]
    return {name: before.get(name) for name in names}, {name: after[name] for name in names}
