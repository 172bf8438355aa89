"""Dead letters as people and as programs see them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from difflib import unified_diff
from typing import Any

import msgspec
from rich.table import Table

from injyana.console import printable
from kernel.codec import Codecs
from ledger.dead_letters import content
from ledger.dead_letters.actions import Action
from ledger.dead_letters.letter import Letter

TIME = "%Y-%m-%d %H:%M:%S"
MESSAGE = 60
"""Characters of an error's text in a list; `show` shows all of it."""


def listed(letters: Iterable[Letter]) -> Table:
    """One line for each letter."""
    table = Table(box=None)
    for heading in ("letter", "event", "error", "message", "tried", "state", "since (UTC)"):
        table.add_column(heading, overflow="fold", no_wrap=heading in ("letter", "event", "since (UTC)"))
    for letter in letters:
        table.add_row(
            printable(str(letter.id)),
            letter.event_id or "",
            printable(letter.error),
            printable(letter.message[:MESSAGE].replace("\n", " ")),
            str(letter.attempts),
            _state(letter),
            f"{letter.recorded_at:{TIME}}",
        )
    return table


def facts(letter: Letter, replays: Sequence[Letter]) -> Table:
    """What is known of a letter beside its content."""
    table = Table(show_header=False, box=None)
    said = {
        "letter": str(letter.id),
        "event": letter.event_id or "unknown",
        "error": f"{letter.error}: {letter.message}",
        "tried": f"{letter.attempts} times" if letter.attempts > 1 else "once",
        "replay of": letter.replay_of or "",
        "refused again": ", ".join(str(each.id) for each in replays),
        "state": _state(letter),
        "since": f"{letter.recorded_at:{TIME}} UTC",
        "key": _text_or_hex(letter.key),
        "edited key": letter.mended_key or "",
    }
    for name, text in said.items():
        if text:
            table.add_row(name, printable(text))
    for name, text in letter.headers:
        table.add_row("header", printable(f"{name}: {text}"))
    return table


def done(actions: Iterable[Action]) -> Table:
    """The audit log of a letter."""
    table = Table("when (UTC)", "who", "what", "why", box=None)
    for action in actions:
        table.add_row(f"{action.made_at:{TIME}}", printable(action.made_by), action.action, printable(action.reason))
    return table


def original(letter: Letter) -> Letter:
    """The letter as it came."""
    return replace(letter, mended_key=None, mended_value=None)


def text(letter: Letter, codecs: Codecs) -> str:
    """What a replay would carry: JSON, or hex where no schema fits. RegistryAway."""
    event = content.event_in(letter, codecs)
    if event is not None:
        return content.text_of(event)
    return "none" if letter.content is None else letter.content.hex()


def change(before: Letter, after: Letter, codecs: Codecs) -> list[str]:
    """The lines in which an edit changed the content."""
    lines = unified_diff(text(before, codecs).splitlines(), text(after, codecs).splitlines(), n=1, lineterm="")
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))]


def plain(letter: Letter) -> dict[str, Any]:
    """A letter for programs, without its content."""
    return {
        "letter": str(letter.id),
        "event_id": letter.event_id,
        "topic": letter.id.topic,
        "partition": letter.id.partition,
        "offset": letter.id.offset,
        "stage": letter.id.stage,
        "error": letter.error,
        "message": letter.message,
        "attempts": letter.attempts,
        "replay_of": letter.replay_of,
        "state": letter.state.value,
        "edited": letter.mended,
        "recorded_at": letter.recorded_at.isoformat(),
    }


def plain_in_full(
    letter: Letter, replays: Sequence[Letter], actions: Sequence[Action], codecs: Codecs
) -> dict[str, Any]:
    """A letter for programs, with all that is known of it."""
    return plain(letter) | {
        "key": _text_or_hex(letter.key),
        "headers": [list(pair) for pair in letter.headers],
        "content": content.shown(original(letter), codecs),
        "edited_key": letter.mended_key,
        "edited_content": content.shown(letter, codecs) if letter.mended else None,
        "refused_again": [str(each.id) for each in replays],
        "actions": [msgspec.to_builtins(action) for action in actions],
    }


def _state(letter: Letter) -> str:
    return f"{letter.state}, edited" if letter.mended else letter.state.value


def _text_or_hex(data: bytes | None) -> str:
    try:
        return "none" if data is None else data.decode()
    except UnicodeDecodeError:
        return f"hex {data.hex() if data else ''}"
