"""The command `injyana`: one module of injyana/commands for each group, listed here."""

import os
import sys

import typer
from rich.console import Console
from rich.text import Text

from injyana.commands import (
    catalogue,
    db,
    demo,
    detect,
    dlq,
    fallback,
    fraud,
    keys,
    recognise,
    reconcile,
    redis,
    run,
    schemas,
    simulate,
    sources,
    stack,
    topics,
    unknown,
    users,
)
from injyana.local.settings import LocalSettings
from kernel.errors import InjyanaError

app = typer.Typer(
    name="injyana",
    help="Counts every play of music in Rwanda: run it, look into it, take care of it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)


@app.callback()
def _addresses() -> None:
    """Counts every play of music in Rwanda: run it, look into it, take care of it."""
    if os.environ.get("INJYANA_ENVIRONMENT", "local") == "local":
        for name, value in LocalSettings().environment().items():
            os.environ.setdefault(name, value)


app.command("up")(stack.up)
app.command("down")(stack.down)
app.command("reset")(stack.reset)
app.command("status")(stack.status)
app.command("logs")(stack.logs)
app.command("run")(run.run)
app.command("demo")(demo.demo)
app.command("recognise")(recognise.recognise)
app.command("reconcile")(reconcile.reconcile)
app.command("simulate")(simulate.simulate)
app.add_typer(db.app, name="db")
app.add_typer(topics.app, name="topics")
app.add_typer(schemas.app, name="schemas")
app.add_typer(catalogue.app, name="catalogue")
app.add_typer(redis.app, name="redis")
app.add_typer(sources.app, name="sources")
app.add_typer(users.app, name="users")
app.add_typer(keys.app, name="keys")
app.add_typer(fraud.app, name="fraud")
app.add_typer(dlq.app, name="dlq")
app.add_typer(unknown.app, name="unknown")
app.add_typer(fallback.app, name="fallback")
app.add_typer(detect.app, name="detect")


def main() -> None:
    """Entry point: an error of ours is one clear message and exit status 1."""
    try:
        app()
    except InjyanaError as error:
        message = Text.assemble((type(error).__name__, "bold red"), f": {error}")
        Console(stderr=True, highlight=False, soft_wrap=True).print(message)
        sys.exit(1)
