"""`injyana fraud …`: train models, put them in force, go back, and see what judges."""

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from injyana.console import console
from injyana.options import By, Reason, moment, who
from kernel.errors import BadModel, Refused

if TYPE_CHECKING:
    from rich.console import Console

    from kernel.codec import Codecs
    from kernel.settings import Settings
    from stream_processors.fraud.models.bundle import Bundle
    from training.promotion import Change
    from training.train import Outcome

app = typer.Typer(help="The fraud models: train them, put them in force, go back.", no_args_is_help=True)

Version = Annotated[str, typer.Argument(help="A version, as `injyana fraud models` lists them.")]


@app.callback()
def _group() -> None:
    """The fraud models: train them, put them in force, go back."""


@app.command()
def train(
    days: Annotated[int, typer.Option(min=3, max=400, help="Days of plays to learn from.")] = 28,
    seed: Annotated[int, typer.Option(min=0, help="The same plays and seed give the same model.")] = 1,
    until: Annotated[str, typer.Option(help="Learn from plays before this time, as 2026-03-02; by default now.")] = "",
    simulated: Annotated[bool, typer.Option("--simulated", help="Learn from simulated plays: a first start.")] = False,
    by: By = "",
) -> None:
    """Train a version; it judges nothing until it is promoted."""
    from injyana.fraud_models import tables
    from kernel.settings import Settings
    from ledger.connection import connected
    from stream_processors.fraud.models.bundle import Bundle
    from training import files, promotion

    out, settings = console(), Settings()
    database = settings.database.get_secret_value()
    with connected(database) as connection:
        changes = promotion.changes(connection)
    running = _running(settings, changes, out)
    trained = _simulated(seed, days, running, out) if simulated else _learned(database, days, seed, until, running, out)
    folder = files.write(settings.state_dir, trained.models)
    with connected(database) as connection:
        promotion.keep(connection, Bundle.read(files.read(settings.state_dir, trained.bundle.version)), who(by))
    out.print(tables.outcome(trained))
    for warning in trained.warnings:
        out.print(f"  note  {warning}", style="yellow", markup=False)
    version = trained.bundle.version
    out.print(f"{version} is in {folder}. `injyana fraud promote {version} --shadow` tries it beside the live one.")


@app.command("models")
def models_command() -> None:
    """List every version that was trained."""
    from injyana.fraud_models import tables
    from kernel.clock import system_clock
    from kernel.settings import Settings
    from ledger.connection import connected
    from training import files, promotion

    settings = Settings()
    with connected(settings.database.get_secret_value()) as connection:
        found = promotion.versions(connection)
        entry = promotion.in_force(promotion.changes(connection), system_clock())
    here = {each.version for each in found if files.present(settings.state_dir, each.version)}
    if found:
        live, shadow = (entry.live, entry.shadow) if entry else (None, None)
        console().print(tables.versions(found, live, shadow, here))
    else:
        console().print("no version was trained yet: `injyana fraud train` makes one")


@app.command()
def promote(
    version: Version,
    shadow: Annotated[bool, typer.Option("--shadow", help="Let it score beside the live one, without effect.")] = False,
    at: Annotated[str, typer.Option(help="For plays received from this time (UTC); by default in a minute.")] = "",
    by: By = "",
    reason: Reason = "",
) -> None:
    """Put a version in force, or beside the live one as a shadow."""
    from kernel.clock import system_clock
    from ledger.connection import connected
    from training import files, promotion

    settings, codecs = _told()
    since = moment(at, "--at") if at else None
    models = files.read(settings.state_dir, version)
    with connected(settings.database.get_secret_value()) as connection:
        change = promotion.promote(
            connection, models, codecs, by=who(by), now=system_clock(), at=since, shadow=shadow, reason=reason
        )
    _tell(change)


@app.command()
def rollback(
    shadow: Annotated[bool, typer.Option("--shadow", help="Only take the shadow away.")] = False,
    by: By = "",
    reason: Reason = "",
) -> None:
    """Go back to the version before; before the first, to the rules alone."""
    from kernel.clock import system_clock
    from ledger.connection import connected
    from training import promotion

    settings, codecs = _told()
    undo = promotion.no_shadow if shadow else promotion.rollback
    with connected(settings.database.get_secret_value()) as connection:
        change = undo(connection, codecs, by=who(by), now=system_clock(), reason=reason)
    _tell(change)


@app.command()
def status() -> None:
    """Show what judges now, since when, and every change so far."""
    from injyana.fraud_models import tables
    from kernel.clock import system_clock
    from kernel.settings import Settings
    from ledger.connection import connected
    from training import promotion

    out, now = console(), system_clock()
    with connected(Settings().database.get_secret_value()) as connection:
        changes = promotion.changes(connection)
    entry = promotion.in_force(changes, now)
    since = f" since {entry.since:{tables.TIME}} UTC" if entry else ""
    out.print(f"live    {(entry and entry.live) or tables.RULES_ALONE}{since}", markup=False)
    out.print(f"shadow  {(entry and entry.shadow) or 'none'}", markup=False)
    if changes:
        out.print(tables.schedule(changes, now))


def _learned(database: str, days: int, seed: int, until: str, running: "Bundle | None", out: "Console") -> "Outcome":
    from kernel.clock import system_clock
    from ledger.connection import connected
    from training import ledger
    from training.train import train as trained

    now = system_clock()
    end = moment(until, "--until") if until else now
    with connected(database) as connection:
        window = ledger.window(connection, end - timedelta(days=days), end)
        if window.one_in > 1:
            out.print(f"there are {window.plays:,} plays: those of one source in {window.one_in} are read")
        sources = ledger.sources_by_id(connection)
        with _Bar(out, window.plays // window.one_in) as bar:
            return trained(
                ledger.plays(connection, window, seed),
                sources.get,
                since=window.since,
                until=window.until,
                seed=seed,
                now=now,
                running=running,
                progress=bar.plays,
                fitting=bar.fitting,
            )


def _simulated(seed: int, days: int, running: "Bundle | None", out: "Console") -> "Outcome":
    from injyana.fraud_models.simulated import country
    from kernel.clock import system_clock
    from training.train import train as trained

    with out.status("simulating"):
        made = country(seed, days)
    with _Bar(out, len(made.country.arrivals)) as bar:
        return trained(
            made.plays(),
            made.sources.get,
            since=made.since,
            until=made.until,
            seed=seed,
            now=system_clock(),
            running=running,
            simulated=True,
            progress=bar.plays,
            fitting=bar.fitting,
        )


class _Bar:
    """The progress of a training, on the console."""

    def __init__(self, out: "Console", plays: int) -> None:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        self._progress = Progress(*columns, console=out, transient=True)
        self._task = self._progress.add_task("plays", total=plays)

    def __enter__(self) -> "_Bar":
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def plays(self, count: int) -> None:
        self._progress.advance(self._task, count)

    def fitting(self, source_type: str) -> None:
        self._progress.update(self._task, description=f"learning about the type {source_type}")


def _running(settings: "Settings", changes: "list[Change]", out: "Console") -> "Bundle | None":
    """The live version, to be compared with; None, and a word about it, where it cannot be had here."""
    from kernel.clock import system_clock
    from stream_processors.fraud.models.bundle import Bundle
    from training import files, promotion

    entry = promotion.in_force(changes, system_clock())
    if entry is None or entry.live is None:
        return None
    try:
        return Bundle.read(files.read(settings.state_dir, entry.live))
    except (BadModel, Refused) as error:
        out.print(f"  note  not compared with the running {entry.live}: {error}", style="yellow", markup=False)
        return None


def _told() -> "tuple[Settings, Codecs]":
    from kernel.codec import Codecs
    from kernel.registry import Registry
    from kernel.settings import Settings

    settings = Settings()
    return settings, Codecs(Registry(settings.registry))


def _tell(change: "Change") -> None:
    from injyana.fraud_models import tables

    live = change.live or tables.RULES_ALONE
    beside = f", beside it {change.shadow}" if change.shadow else ""
    console().print(f"plays received from {change.since:{tables.TIME}} UTC on are judged by {live}{beside}")
