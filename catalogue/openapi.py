"""What the service says of itself."""

from typing import Final

from catalogue.examples import EXAMPLES
from http_api.openapi import About

ABOUT: Final = About(
    title="Injyana catalogue",
    version="1.0.0",
    text="""Artists, songs, works, who has which part of the rights in them, venues and stations.

Every POST needs an `Idempotency-Key`: sent again with the same key, a request is answered and not done again. A PUT or
DELETE needs `If-Match` with the ETag that was read: whoever changed it meanwhile is not overwritten. What a body names
beyond what is described is refused. Lists have pages: `next_cursor` of one is `cursor` of the next. Errors are problem
documents (RFC 9457).
""",
    callers="Of a person (audience injyana-catalogue), or of a source (audience injyana-gateway).",
    examples=EXAMPLES,
)
