"""`injyana redis rebuild`: the live figures, made anew from the ledger."""

import typer

from injyana.console import console

app = typer.Typer(help="Take care of the live figures in Redis.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Take care of the live figures in Redis."""


@app.command()
def rebuild() -> None:
    """Rebuild the live figures from the ledger, while the sink runs, and make them current in one step."""
    from sinks.redis.main import rebuild as run
    from sinks.redis.settings import RedisSinkSettings

    out = console()
    with out.status("waiting for the ledger, then rebuilding"):
        done = run(RedisSinkSettings())
    out.print(f"{done.totals} totals and {done.plays} plays in {done.seconds:.1f} s; version {done.version} is current")
