"""How every command speaks to the person who called it."""

from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

COLOURS = {"+": "green", "-": "red", "~": "yellow"}


def console() -> Console:
    """Standard output; plain lines where it is no terminal."""
    return Console(highlight=False)


def diff(out: Console, lines: Iterable[str]) -> None:
    """Prints a diff whose lines begin with +, -, ~ or a blank."""
    for line in lines:
        out.print(Text("  " + line, style=COLOURS.get(line[:1], "dim")))
