"""`injyana dlq …`: records that could not be processed; see them, mend them, put them back, or give them up."""

import sys
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from injyana.console import console, diff, printable
from injyana.options import By, Reason, moment, who
from kernel.errors import Refused
from ledger.dead_letters.letter import LetterId, Selection, State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from kernel.codec import Codecs
    from ledger.dead_letters import actions
    from ledger.dead_letters.letter import Letter
    from ledger.dead_letters.store import Connection

app = typer.Typer(help="Dead letters: see them, mend them, put them back, give them up.", no_args_is_help=True)

SHOWN = 50
"""Letters that a dry run names; it counts all of them."""

Name = Annotated[str, typer.Argument(metavar="LETTER", help="As `injyana dlq list` names it.")]
Names = Annotated[list[str] | None, typer.Argument(metavar="LETTER", help="As `injyana dlq list` names them.")]
Stage = Annotated[str | None, typer.Option(help="Who refused them, such as recognition or timescale-sink.")]
Error = Annotated[str | None, typer.Option(help="The class of the error, such as Undecodable.")]
Topic = Annotated[str | None, typer.Option(help="The topic that they lay in.")]
Event = Annotated[UUID | None, typer.Option(help="The id of the play.")]
Since = Annotated[str, typer.Option(help="Recorded from this time on (UTC), as 2026-03-02T14:00.")]
Until = Annotated[str, typer.Option(help="Recorded before this time (UTC).")]
Everything = Annotated[bool, typer.Option("--all", help="All of them.")]
Apply = Annotated[bool, typer.Option("--apply", help="Do it; without this only say what would be done.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]


@app.callback()
def _group() -> None:
    """Dead letters: see them, mend them, put them back, give them up."""


@app.command("list")
def list_command(
    stage: Stage = None,
    error: Error = None,
    topic: Topic = None,
    event: Event = None,
    since: Since = "",
    until: Until = "",
    state: Annotated[
        list[State] | None, typer.Option(help="Repeatable; by default those that wait, of a play all.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many at most, the newest first.")] = SHOWN,
    as_json: AsJson = False,
) -> None:
    """List dead letters, the newest first."""
    from injyana.dead_letters import tables
    from ledger.connection import connected
    from ledger.dead_letters.store import find

    states = frozenset(state or (State if event else [State.WAITING]))
    selection = _selection(states, stage, error, topic, event, since, until)
    with connected(_database()) as connection:
        letters = find(connection, selection, limit)
    if as_json:
        _print_json([tables.plain(letter) for letter in letters])
    elif letters:
        console().print(tables.listed(letters))
    else:
        console().print("there is none")


@app.command()
def show(letter: Name, as_json: AsJson = False) -> None:
    """Show one: why it was refused, what is in it, and what was done about it."""
    from injyana.dead_letters import tables
    from ledger.connection import connected
    from ledger.dead_letters.actions import history
    from ledger.dead_letters.store import find, named

    letter_id = LetterId.parse(letter)
    with connected(_database()) as connection:
        (found,) = named(connection, [letter_id])
        replays = find(connection, Selection(replay_of=letter_id))
        actions = history(connection, letter_id)
    with _codecs() as codecs:
        if as_json:
            _print_json(tables.plain_in_full(found, replays, actions, codecs))
            return
        text = tables.text(tables.original(found), codecs)
        change = tables.change(tables.original(found), found, codecs)
    out = console()
    out.print(tables.facts(found, replays))
    out.print("\ncontent")
    out.print(printable(text), soft_wrap=True)
    if found.mended:
        out.print("\nedited")
        diff(out, change)
    if actions:
        out.print()
        out.print(tables.done(actions))


@app.command()
def edit(
    letter: Name,
    field: Annotated[
        list[str] | None,
        typer.Option("--set", help="FIELD=VALUE, such as duration_ms=30000 or metadata.title=Umuco; repeatable."),
    ] = None,
    payload: Annotated[Path | None, typer.Option(help="A file with the whole content as JSON; - is the input.")] = None,
    apply: Apply = False,
    by: By = "",
    reason: Reason = "",
) -> None:
    """Give one another content, by its schema; what came is kept, a replay carries the new content."""
    from injyana.dead_letters import tables
    from kernel.clock import system_clock
    from ledger.connection import connected
    from ledger.dead_letters import actions
    from ledger.dead_letters.store import named

    out, letter_id = console(), LetterId.parse(letter)
    with _codecs() as codecs, connected(_database()) as connection:
        (before,) = named(connection, [letter_id], lock=True)
        text = _content(before, field or [], payload, codecs)
        after = actions.edit(connection, letter_id, text, actions.By(who(by), system_clock(), reason), codecs)
        if not apply:
            connection.rollback()
        change = tables.change(before, after, codecs)
    diff(out, change)
    out.print("edited" if apply else "nothing was changed: --apply does it")


@app.command()
def replay(
    letters: Names = None,
    stage: Stage = None,
    error: Error = None,
    topic: Topic = None,
    event: Event = None,
    since: Since = "",
    until: Until = "",
    everything: Everything = False,
    dropped: Annotated[bool, typer.Option("--dropped", help="Also those that were given up.")] = False,
    apply: Apply = False,
    by: By = "",
    reason: Reason = "",
    as_json: AsJson = False,
) -> None:
    """Put records back to the topics that they came from, for those who refused them; each is replayed once."""
    from kernel.clock import system_clock
    from ledger.dead_letters import actions

    states = frozenset({State.WAITING, State.DROPPED} if dropped else {State.WAITING})
    chosen = _chosen(letters, _selection(states, stage, error, topic, event, since, until), everything)

    def act(connection: "Connection", ids: "Sequence[LetterId]") -> "list[actions.Unchanged]":
        return actions.replay(connection, ids, actions.By(who(by), system_clock(), reason), dropped=dropped)

    _act(chosen, "replayed", apply, act, lambda letter: actions.no_replay(letter, dropped=dropped), as_json)


@app.command()
def drop(
    letters: Names = None,
    stage: Stage = None,
    error: Error = None,
    topic: Topic = None,
    event: Event = None,
    since: Since = "",
    until: Until = "",
    everything: Everything = False,
    apply: Apply = False,
    by: By = "",
    reason: Reason = "",
    as_json: AsJson = False,
) -> None:
    """Give records up, for a reason; they stay counted as dead."""
    from kernel.clock import system_clock
    from ledger.dead_letters import actions

    selection = _selection(frozenset({State.WAITING}), stage, error, topic, event, since, until)
    chosen = _chosen(letters, selection, everything)

    def act(connection: "Connection", ids: "Sequence[LetterId]") -> "list[actions.Unchanged]":
        return actions.drop(connection, ids, actions.By(who(by), system_clock(), reason))

    _act(chosen, "dropped", apply, act, actions.no_drop, as_json)


def _act(
    chosen: "Sequence[LetterId]",
    verb: str,
    apply: bool,
    act: "Callable[[Connection, Sequence[LetterId]], list[actions.Unchanged]]",
    why_not: "Callable[[Letter], str | None]",
    as_json: bool,
) -> None:
    """Acts on the letters, or says what it would do; part by part, each in a transaction of its own."""
    from ledger.connection import connected
    from ledger.dead_letters.actions import AT_ONCE
    from ledger.dead_letters.store import named

    left: list[actions.Unchanged] = []
    for first in range(0, len(chosen), AT_ONCE):
        part = chosen[first : first + AT_ONCE]
        with connected(_database()) as connection:
            if apply:
                left += act(connection, part)
            else:
                left += [(each.id, why) for each in named(connection, part) if (why := why_not(each)) is not None]
    unchanged = {letter_id for letter_id, _ in left}
    changed = [letter_id for letter_id in chosen if letter_id not in unchanged]
    if as_json:
        named_left = [{"letter": str(letter_id), "why": why} for letter_id, why in left]
        _print_json({"applied": apply, verb: [str(each) for each in changed], "left": named_left})
        return
    out = console()
    for letter_id in changed[:SHOWN]:
        out.print(printable(f"{'' if apply else 'would be '}{verb}  {letter_id}"), soft_wrap=True)
    for letter_id, why in left[:SHOWN]:
        out.print(printable(f"left  {letter_id}: {why}"), soft_wrap=True, style="yellow")
    out.print(f"{len(changed)} {'were' if apply else 'would be'} {verb}, {len(left)} left", highlight=False)
    if changed and not apply:
        out.print("nothing was changed: --apply does it")


def _chosen(letters: list[str] | None, selection: Selection, everything: bool) -> "Sequence[LetterId]":
    """The letters that are named, or all of the selection. Refused where neither says which."""
    from ledger.connection import connected
    from ledger.dead_letters.store import ids

    narrowed = selection != Selection(states=selection.states)
    if sum((bool(letters), narrowed, everything)) != 1:
        raise Refused("say which: either letters by name, or options such as --stage, or --all")
    if letters:
        return sorted({LetterId.parse(letter) for letter in letters})
    with connected(_database()) as connection:
        return ids(connection, selection)


def _selection(
    states: frozenset[State],
    stage: str | None,
    error: str | None,
    topic: str | None,
    event: UUID | None,
    since: str,
    until: str,
) -> Selection:
    return Selection(
        states=states,
        stage=stage,
        error=error,
        topic=topic,
        event_id=event,
        since=moment(since, "--since") if since else None,
        until=moment(until, "--until") if until else None,
    )


def _content(letter: "Letter", fields: list[str], payload: Path | None, codecs: "Codecs") -> str:
    """The JSON that an edit asks for. Refused."""
    from ledger.dead_letters import content

    if bool(fields) == (payload is not None):
        raise Refused("say what to change: --set FIELD=VALUE, or --payload FILE")
    if payload is not None:
        try:
            return sys.stdin.read() if str(payload) == "-" else payload.read_text()
        except (OSError, UnicodeDecodeError) as error:
            raise Refused(f"{payload} cannot be read: {error}") from error
    event = content.event_in(letter, codecs)
    if event is None:
        raise Refused("no schema fits its bytes: give the whole content with --payload")
    pairs = [field.partition("=") for field in fields]
    if any(not equals for _, equals, _ in pairs):
        raise Refused("--set takes FIELD=VALUE")
    return content.with_fields(event, {name: value for name, _, value in pairs})


@contextmanager
def _codecs() -> "Iterator[Codecs]":
    from kernel.codec import Codecs
    from kernel.registry import Registry
    from kernel.settings import Settings

    with closing(Registry(Settings().registry)) as registry:
        yield Codecs(registry)


def _database() -> str:
    from kernel.settings import Settings

    return Settings().database.get_secret_value()


def _print_json(data: Any) -> None:
    console().print_json(data=data, ensure_ascii=True)
