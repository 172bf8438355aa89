"""Pages of a list: each names where the next begins."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from http_api.cursors import cursor_of, place_of
from http_api.database import Row

Place = tuple[Any, ...]


def after_name(cursor: str | None) -> Row:
    """Where a list by name goes on, as the parameters `at` and `after`. Problem 422."""
    at, after = (None, None) if cursor is None else place_of(cursor, tuple[str, str])
    return {"at": at, "after": after}


def after_time(cursor: str | None) -> Row:
    """Where a list by time goes on, as the parameters `at` and `after`. Problem 422."""
    at, after = (None, None) if cursor is None else place_of(cursor, tuple[datetime, UUID])
    return {"at": at, "after": after}


def page_of(found: list[Row], limit: int, place: Callable[[Row], Place]) -> tuple[list[Row], str | None]:
    """The rows of a page and the cursor of the next, of rows of which one more than `limit` was asked for."""
    if len(found) <= limit:
        return found, None
    return found[:limit], cursor_of(*place(found[limit - 1]))


def like(text: str | None) -> str | None:
    """A LIKE pattern of what begins with a text, folded; None for everything."""
    if text is None:
        return None
    escaped = "".join(f"\\{each}" if each in "\\%_" else each for each in " ".join(text.casefold().split()))
    return f"{escaped}%"
