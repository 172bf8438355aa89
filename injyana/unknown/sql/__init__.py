"""The SQL of the commands about unknown recordings: one named file for each statement."""

from functools import cache
from pathlib import Path
from typing import LiteralString

HERE = Path(__file__).resolve().parent


@cache
def sql(name: str) -> LiteralString:
    """The text of NAME.sql."""
    return (HERE / f"{name}.sql").read_text()
