"""What the service says of itself."""

from typing import Final

from http_api.openapi import About
from review.examples import EXAMPLES

ABOUT: Final = About(
    title="Injyana review",
    version="1.0.0",
    text="""People judge what machines hold. Reviewers take cases from a queue, look at the evidence, and
decide with a reason; large rejections and every appeal take two people. Artists and sources see why their plays were
not accepted, and appeal.

Every POST needs an `Idempotency-Key`: sent again with the same key, a request is answered and not done again. A
decision is on the plays of the `version` that was read, and on none that came later. Errors are problem documents
(RFC 9457).
""",
    callers="Of a person (audience injyana-review) or of a source (audience injyana-gateway).",
    examples=EXAMPLES,
)
