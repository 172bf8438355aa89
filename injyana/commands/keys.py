"""`injyana keys …`: the keys that seal what is personal, and the one that tokens are signed with."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from injyana.console import console

if TYPE_CHECKING:
    from identity.desk import Work
    from identity.master_keys import KeySettings

app = typer.Typer(help="Make, rotate and count keys.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]


@app.callback()
def _group() -> None:
    """Make, rotate and count keys."""


@app.command()
def new(name: Annotated[str, typer.Argument(help="What the key is called, such as 2026-11.")]) -> None:
    """Print a new master key, to be put first into INJYANA_MASTER_KEYS of every identity process."""
    import base64
    import secrets

    from identity.master_keys import KEY_BYTES, parsed

    text = f"{name}:{base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()}"
    parsed(text)
    typer.echo(text)


@app.command()
def status(as_json: AsJson = False) -> None:
    """Show how many people's data lies under each master key."""
    import asyncio

    from identity import rekeying
    from identity.master_keys import KeySettings

    async def count() -> tuple[str, dict[str, int]]:
        async with _work(KeySettings()) as work:
            return work.keys.newest, await rekeying.waiting(work)

    newest, found = asyncio.run(count())
    if as_json:
        console().print_json(data={"newest": newest, "people": found})
        return
    table = Table("master key", "people", "", box=None)
    for name in sorted({newest, *found}):
        table.add_row(name, str(found.get(name, 0)), "newest" if name == newest else "to be rotated away")
    console().print(table)


@app.command()
def rotate(as_json: AsJson = False) -> None:
    """Seal everything anew under the newest master key, while the services run; can be repeated."""
    import asyncio

    from identity import rekeying
    from identity.master_keys import KeySettings

    async def work_off() -> tuple[int, int]:
        done = 0
        while True:
            async with _work(KeySettings()) as work:
                batch = await rekeying.batch(work)
                found = await rekeying.waiting(work)
            done += batch
            if not batch:
                return done, sum(found.values()) - found.get(work.keys.newest, 0)

    done, left = asyncio.run(work_off())
    if as_json:
        console().print_json(data={"people": done, "left": left})
    else:
        console().print(f"sealed anew: what {done} people have")
        if left:
            console().print(f"{left} people are being worked on by others: run it again")


@app.command()
def signing(
    begin: Annotated[bool, typer.Option(help="Begin a rotation now, however young the key is.")] = False,
    stolen: Annotated[bool, typer.Option(help="Replace the key at once: every token there is ends.")] = False,
) -> None:
    """Do the step of the signing key's rotation that is due; the identity service does the same by itself."""
    from identity import rotation
    from kernel.clock import system_clock
    from kernel.settings import Settings

    state = Settings().state_dir
    if stolen:
        console().print(f"the key {rotation.replace(state)} signs; no token of another is good any more")
        return
    console().print(rotation.turn(state, system_clock(), at_once=begin) or "nothing is due")


@asynccontextmanager
async def _work(settings: "KeySettings") -> "AsyncIterator[Work]":
    """One transaction's work with the keys of the settings."""
    from identity.master_keys import master_keys
    from identity.shell import work

    async with work(settings.database.get_secret_value(), master_keys(settings)) as found:
        yield found
