"""`injyana db migrate` and `injyana db status`."""

import typer
from rich.console import Console
from rich.table import Table

from injyana.console import console
from kernel.settings import Settings

app = typer.Typer(help="PostgreSQL's schema.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """PostgreSQL's schema."""


@app.command("migrate")
def migrate_command() -> None:
    """Apply the migrations that are pending; nothing happens where none is."""
    migrate(Settings(), console())


@app.command("status")
def status_command() -> None:
    """Show which migrations are applied and which are pending; exit with 1 where one is pending."""
    if status(Settings(), console()):
        raise typer.Exit(1)


def migrate(settings: Settings, out: Console) -> None:
    """Applies what is pending. DatabaseAway, Misconfigured."""
    from injyana.admin import migrations

    done = migrations.migrate(settings.database.get_secret_value())
    for name in done:
        out.print(f"  applied {name}")
    if not done:
        out.print("  the database is up to date")


def status(settings: Settings, out: Console) -> int:
    """Prints a table and gives back how many are pending. DatabaseAway."""
    from injyana.admin import migrations

    found = migrations.status(settings.database.get_secret_value())
    table = Table("migration", "state", "applied (UTC)")
    for each in found:
        table.add_row(
            each.name,
            "applied" if each.applied_at else "pending",
            f"{each.applied_at:%Y-%m-%d %H:%M:%S}" if each.applied_at else "",
        )
    out.print(table)
    return sum(each.applied_at is None for each in found)
