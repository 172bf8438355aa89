"""`injyana schemas apply`."""

from collections.abc import Iterator
from contextlib import closing
from typing import Annotated

import typer
from rich.console import Console

from injyana.admin.schemas import Subjects
from injyana.console import console, diff
from kernel import topics
from kernel.codec import schema_text
from kernel.settings import Settings

app = typer.Typer(help="The registry's schemas.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """The registry's schemas."""


@app.command("apply")
def apply_command(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would change.")] = False,
) -> None:
    """Register the schemas of schemas/avro; refuse all of them where one could not read what was written before."""
    apply(Settings(), console(), dry_run=dry_run)


def apply(settings: Settings, out: Console, *, dry_run: bool = False) -> None:
    """Shows what differs and, unless `dry_run`, registers it. RegistryAway, Refused."""
    with closing(Subjects(settings.registry)) as subjects:
        wishes = list(wanted())
        changes = subjects.plan(wishes)
        for change in changes:
            diff(out, change.lines())
            subjects.check(change)
        if not dry_run:
            for change in changes:
                subjects.register(change)
    verb = "would change" if dry_run else "changed"
    out.print(f"  {len(changes)} of {len(wishes)} schemas {verb}")


def wanted() -> Iterator[tuple[str, str]]:
    """Every (subject, schema text)."""
    for topic in topics.ALL:
        yield topic.subject, schema_text(topic.schema)
