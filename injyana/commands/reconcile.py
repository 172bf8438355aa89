"""`injyana reconcile`: whether everything that was accepted is stored, and all totals agree."""

from datetime import timedelta
from typing import Annotated

import typer

EVERYTHING_DAYS = 400
"""Longer than Kafka keeps detections, or aggregation takes changes."""


def reconcile(
    hours: Annotated[int, typer.Option(min=0, help="Read what was received in so many hours again.")] = 48,
    days: Annotated[int, typer.Option(min=1, help="Compare the totals of so many days, today's included.")] = 3,
    everything: Annotated[bool, typer.Option("--all", help="All detections that Kafka keeps, all totals.")] = False,
    repair: Annotated[
        bool, typer.Option("--repair", help="Mend totals where it is beyond doubt what is wrong.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
) -> None:
    """Account for every accepted detection and compare all totals. Exit status 1 where there is a gap."""
    from injyana.console import console
    from injyana.reconcile.main import servers
    from injyana.reconcile.run import Run, Scope
    from injyana.reconcile.scope import hour_before, last_days
    from injyana.reconcile.settings import ReconcileSettings
    from injyana.reconcile.telling import show, told

    settings = ReconcileSettings()
    out = console()
    with servers(settings) as where:
        now = where.clock()
        again_from = hour_before(now, timedelta(days=EVERYTHING_DAYS) if everything else timedelta(hours=hours))
        scope = Scope([last_days(now, EVERYTHING_DAYS if everything else days)], again_from, repair)
        run = Run(where, settings.patience_seconds)
        if as_json:
            report = run.run(scope)
        else:
            with out.status("reading, counting and comparing"):
                report = run.run(scope)
    if as_json:
        out.print_json(data=told(report))
    else:
        show(report, out)
    raise typer.Exit(1 if report.open_gaps else 0)
