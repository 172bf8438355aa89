"""Who a token's source is, and whether it may report now."""

from typing import Protocol

from ingest_gateway.tokens import Tokens, forbidden
from kernel.events import Source, Standing


class Sources(Protocol):
    """Registered sources by id, from memory."""

    @property
    def ready(self) -> bool: ...

    def get(self, key: str, /) -> Source | None: ...


class Senders:
    """Knows the source of a request by its token."""

    def __init__(self, tokens: Tokens, sources: Sources) -> None:
        self._tokens = tokens
        self._sources = sources

    @property
    def ready(self) -> bool:
        return self._tokens.ready and self._sources.ready

    def of(self, authorization: str | None) -> Source:
        """The source in good standing that the token is of. Problem 401, 403."""
        source_id = self._tokens.subject(authorization)
        source = self._sources.get(source_id)
        if source is None:
            raise forbidden(f"No source {source_id} is registered.")
        if source.standing is not Standing.REGISTERED:
            raise forbidden(f"The source {source_id} is {source.standing}.")
        return source
