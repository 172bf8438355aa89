"""Options that several commands have."""

from datetime import UTC, datetime
from getpass import getuser
from typing import Annotated

import typer

from kernel.errors import Refused

By = Annotated[str, typer.Option(help="Who decides; by default who is logged in here.")]
Reason = Annotated[str, typer.Option(help="Why, for those who read of it later.")]


def moment(text: str, option: str) -> datetime:
    """The time that a person wrote, of UTC where they named no zone. Refused."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise Refused(f"{option} {text!r} is no time: write it as 2026-03-02 or 2026-03-02T14:00:00Z") from error
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def who(by: str) -> str:
    """The name that was given, or that of who is logged in here."""
    return by or getuser()
