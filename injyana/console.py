"""How every command speaks to the person who called it."""

from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

PLAIN_WIDTH = 160
COLOURS = {"+": "green", "-": "red", "~": "yellow"}


def console() -> Console:
    """Standard output; plain, wide lines where it is no terminal."""
    out = Console(highlight=False)
    return out if out.is_terminal else Console(highlight=False, width=PLAIN_WIDTH)


def printable(text: str) -> Text:
    """Text from outside: nothing in it is markup or moves the cursor."""
    return Text("".join(each if each.isprintable() or each == "\n" else "\N{REPLACEMENT CHARACTER}" for each in text))


def diff(out: Console, lines: Iterable[str]) -> None:
    """Prints a diff whose lines begin with +, -, ~ or a blank."""
    for line in lines:
        text = printable("  " + line)
        text.stylize(COLOURS.get(line[:1], "dim"))
        out.print(text)
