"""What a case is called: its kind and key, and the id made of both."""

import base64
import binascii
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Self
from uuid import UUID

from http_api.refusals import not_found

SEPARATOR = "\x1f"
"""Between source and artist in a key: no id holds it."""


class Kind(StrEnum):
    """What makes plays one case."""

    FINDING = "finding"
    """Held, and covered by one finding."""
    SOURCE = "source"
    """Held, of one source and one artist, and covered by no finding."""
    APPEAL = "appeal"
    PROPOSAL = "proposal"
    """A decision that waits for a second person."""
    AUDIT = "audit"
    """Accepted plays of a day, drawn by chance."""
    ALL_OF_FINDING = "all-of-finding"
    """A cluster: all held plays that a finding covers, also those of other cases."""
    ALL_OF_SOURCE = "all-of-source"
    """A cluster: all held plays of a source."""


CLUSTERS = (Kind.ALL_OF_FINDING, Kind.ALL_OF_SOURCE)
CLAIMABLE = (Kind.FINDING, Kind.SOURCE, Kind.APPEAL, Kind.AUDIT)


@dataclass(frozen=True, slots=True)
class Case:
    """Kind and key. Keys: a finding's, appeal's or decision's id; source and artist; a day; a source."""

    kind: Kind
    key: str

    @property
    def id(self) -> str:
        """What clients call it."""
        return f"{self.kind}.{base64.urlsafe_b64encode(self.key.encode()).rstrip(b'=').decode()}"

    @classmethod
    def of(cls, id_: str) -> Self:
        """The case of an id. Problem 404 where it can be none."""
        kind, _, encoded = id_.partition(".")
        try:
            key = base64.b64decode(encoded + "=" * (-len(encoded) % 4), b"-_", validate=True).decode()
            made = cls(Kind(kind), key)
            made._check()
        except (ValueError, binascii.Error):
            raise not_found("case", id_) from None
        if made.id != id_:
            raise not_found("case", id_)
        return made

    @property
    def source_and_artist(self) -> tuple[str, str]:
        """Of a case of kind source."""
        source, _, artist = self.key.partition(SEPARATOR)
        return source, artist

    def _check(self) -> None:
        if "\0" in self.key:
            raise ValueError("PostgreSQL knows no such text")
        match self.kind:
            case Kind.FINDING | Kind.ALL_OF_FINDING | Kind.APPEAL | Kind.PROPOSAL:
                UUID(self.key)
            case Kind.AUDIT:
                date.fromisoformat(self.key)
            case Kind.SOURCE:
                if not all(self.source_and_artist):
                    raise ValueError("source and artist")
            case Kind.ALL_OF_SOURCE:
                if not self.key:
                    raise ValueError("a source")
