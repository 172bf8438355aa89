"""What the shapes of the catalogue have in common."""

from typing import Annotated, Any

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


def shown(example: dict[str, Any]) -> ConfigDict:
    """The configuration of a shape with an example."""
    return ConfigDict(json_schema_extra={"examples": [example]})


class Reasoned(Said):
    """Why something is done."""

    model_config = shown({"reason": "The label confirms it."})

    reason: Text
