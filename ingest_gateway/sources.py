"""Who a token's source is, and whether it may report now."""

from typing import Protocol

from kernel.events.sources import Source, Standing
from kernel.problems import Problem, unavailable
from kernel.tokens import Tokens

RETRY_AFTER_S = 1
"""Reading them takes a second or two after a start."""


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
        """The source in good standing that the token is of. Problem 401, 403, and 503 until the sources are known."""
        source_id = self._tokens.subject(authorization)
        if not self._sources.ready:
            raise unavailable("The registered sources are still being read.", RETRY_AFTER_S)
        source = self._sources.get(source_id)
        if source is None:
            raise forbidden(f"No source {source_id} is registered.")
        if source.standing is not Standing.REGISTERED:
            raise forbidden(f"The source {source_id} is {source.standing}.")
        return source


def forbidden(detail: str) -> Problem:
    """403: the token is good, its source is not."""
    return Problem(403, "forbidden", "This source may not report plays.", detail)
