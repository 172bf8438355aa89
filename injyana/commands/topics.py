"""`injyana topics apply`."""

from typing import Annotated

import typer
from rich.console import Console

from injyana.admin.topics import Cluster, plan, wanted
from injyana.console import console, diff
from kernel import topics
from kernel.settings import Settings

app = typer.Typer(help="Kafka's topics.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Kafka's topics."""


@app.command("apply")
def apply_command(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would change.")] = False,
) -> None:
    """Make the topics of schemas/topics, and alter those whose configuration differs."""
    apply(Settings(), console(), dry_run=dry_run)


def apply(settings: Settings, out: Console, *, dry_run: bool = False) -> None:
    """Shows what differs and, unless `dry_run`, applies it. BrokerAway, Refused."""
    cluster = Cluster(settings.kafka)
    wishes = list(wanted(topics.ALL, settings.partitions, settings.replication))
    changes = plan(wishes, cluster.found(topic.name for topic in wishes))
    for change in changes:
        diff(out, change.lines())
        if not dry_run:
            cluster.apply(change)
    verb = "would change" if dry_run else "changed"
    out.print(f"  {len(changes)} of {len(wishes)} topics {verb}")
