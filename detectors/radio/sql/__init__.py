"""The spool's SQL: one named file for each statement."""

from functools import cache
from pathlib import Path

HERE = Path(__file__).resolve().parent


@cache
def sql(name: str) -> str:
    """The text of NAME.sql."""
    return (HERE / f"{name}.sql").read_text()
