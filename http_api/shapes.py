"""What the shapes of all services have in common."""

from datetime import timedelta
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

ID_CHARS: Final = 200
KEY_CHARS: Final = 100
"""An Idempotency-Key."""
ANSWERS_KEPT: Final = timedelta(days=7)
"""How long a repeated request is answered as the first time."""
PAGE: Final = 50
LARGEST_PAGE: Final = 200
NO_CONTROL: Final = r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]*$"


def not_blank(value: str) -> str:
    """The text without blanks around it. ValueError where nothing is left."""
    if not value.strip():
        raise ValueError("must not be blank")
    return value.strip()


Id = Annotated[str, StringConstraints(min_length=1, max_length=ID_CHARS, pattern=r"^[^\u0000]*$")]
Line = Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=NO_CONTROL), AfterValidator(not_blank)]
"""A name or title."""


class Shape(BaseModel):
    """What a call takes or answers with."""

    model_config = ConfigDict(frozen=True)
