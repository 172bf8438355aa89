"""The service's SQL: one named file for each statement. `{{name}}` stands for the text of another file."""

import re
from functools import cache
from pathlib import Path
from typing import LiteralString

HERE = Path(__file__).resolve().parent


@cache
def sql(name: str) -> LiteralString:
    """The text of NAME.sql."""
    text = (HERE / f"{name}.sql").read_text()
    return re.sub(r"\{\{(\w+)\}\}", lambda found: sql(found[1]).rstrip(), text)
