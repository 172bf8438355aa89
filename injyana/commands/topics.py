"""`injyana topics …`: make the topics, and let a group go on past records that are gone."""

from typing import Annotated

import typer
from rich.console import Console

from injyana.admin.topics import Cluster, plan, wanted
from injyana.console import console, diff, printable
from injyana.options import By, Reason, who
from kernel import topics
from kernel.errors import Refused
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


@app.command("accept-gap")
def accept_gap(
    group: Annotated[str, typer.Argument(help="Who stands still, such as recognition or timescale-sink.")],
    topic: Annotated[str, typer.Argument(help="The topic that it cannot read on.")],
    partition: Annotated[int | None, typer.Option(help="One partition; by default all with a gap.")] = None,
    start_from: Annotated[
        str | None,
        typer.Option("--from", help="earliest (what is still there), latest, or an offset; of the relay a row's id."),
    ] = None,
    reason: Reason = "",
    by: By = "",
    apply: Annotated[bool, typer.Option("--apply", help="Do it; without this only say what would be done.")] = False,
) -> None:
    """Let a group go on past records that are gone and that it has not read."""
    from contextlib import closing

    from injyana.gaps import accepting
    from kernel.registry import Registry
    from kernel.starts import Starts

    settings, out = Settings(), console()
    with closing(Registry(settings.registry)) as registry:
        starts = Starts(settings.kafka, registry)
        keeper = accepting.group_of(settings, starts, group, topic)
        places = accepting.places_of(settings, topic, partition)
        found = accepting.gaps(starts, keeper, group, places, start_from)
        for gap in found:
            then = "reads all that is there" if gap.resume is None else f"goes on at {gap.resume}"
            out.print(printable(f"  {topic} partition {gap.place[1]}: {gap.why}; {group} {then}"))
        if not found:
            out.print(f"  {group} has no gap in {topic}")
            return
        if not apply:
            out.print("  nothing was done; --apply does it")
            return
        if not reason:
            raise Refused("say by --reason why these records may be passed over")
        accepting.accept(keeper, group, found, who(by), reason)
        out.print(f"  {group} goes on within seconds; the decision is in {topics.CONSUMERS_STARTS.name}")
