"""What the shapes of the catalogue have in common."""

from typing import Annotated

from pydantic import AfterValidator, ConfigDict, StringConstraints

from catalogue import limits
from http_api import shapes
from http_api.shapes import NO_CONTROL, not_blank

Text = Annotated[
    str,
    StringConstraints(min_length=1, max_length=limits.TEXT_CHARS, pattern=NO_CONTROL),
    AfterValidator(not_blank),
]
"""A reason, or evidence, in words."""


class Said(shapes.Shape):
    """What a caller sends. What is not named here is refused, so that nothing else can be set."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Reasoned(Said):
    """Why something is done."""

    reason: Text
