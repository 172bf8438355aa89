"""SQL in files: one named file for each statement, in the folder sql/ of a package."""

import re
from functools import cache
from pathlib import Path
from typing import LiteralString


class Statements:
    """The statements of a folder by name. `{{name}}` in one stands for the text of another of the same folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._text = cache(self._read)

    def __getitem__(self, name: str) -> LiteralString:
        """The text of NAME.sql."""
        return self._text(name)

    def _read(self, name: str) -> LiteralString:
        text = (self._folder / f"{name}.sql").read_text()
        return re.sub(r"\{\{(\w+)\}\}", lambda found: self[found[1]].rstrip(), text)


def beside(module: str) -> Statements:
    """The statements in sql/ beside the module of that file (`__file__`)."""
    return Statements(Path(module).resolve().parent / "sql")
