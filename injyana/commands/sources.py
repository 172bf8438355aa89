"""`injyana sources …`: who may report plays."""

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from injyana.console import console
from kernel.events.sources import SourceType, Standing

if TYPE_CHECKING:
    from identity.registrar import Registrar
    from kernel.events.sources import Source
    from kernel.settings import Settings

app = typer.Typer(help="Register what may report plays, and give it tokens.", no_args_is_help=True)

SourceId = Annotated[str, typer.Argument(help="The source's id, such as phone-7 or radio-rwanda.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
MAX_DAYS = 366


@app.callback()
def _group() -> None:
    """Register what may report plays, and give it tokens."""


@app.command()
def register(
    source_id: SourceId,
    source_type: Annotated[SourceType, typer.Option("--type", help="What kind of source it is.")],
    name: Annotated[str, typer.Option(help="What people call it; by default its id.")] = "",
    station: Annotated[list[str] | None, typer.Option(help="A station that it may speak for; repeatable.")] = None,
    venue: Annotated[list[str] | None, typer.Option(help="A venue that it may speak for; repeatable.")] = None,
    district: Annotated[str | None, typer.Option(help="The district where it stands.")] = None,
    plays_per_minute: Annotated[int, typer.Option(min=0, help="Its rate limit; 0 for that of its type.")] = 0,
    as_json: AsJson = False,
) -> None:
    """Register a source, or change what is known of it; prints a token for it."""
    from kernel.settings import Settings

    settings = Settings()
    source = _registrar(settings).register(
        source_id, source_type, name or source_id, station or (), venue or (), district, plays_per_minute
    )
    value, expires = _token(settings, source_id)
    if as_json:
        console().print_json(data=_plain(source) | {"token": value, "expires_at": expires})
        return
    console().print(f"{source_id} is {source.standing}. Its token, good until {expires}:", highlight=False)
    typer.echo(value)


@app.command()
def suspend(source_id: SourceId, as_json: AsJson = False) -> None:
    """Take nothing more from a source until it is resumed."""
    _stand(source_id, Standing.SUSPENDED, as_json)


@app.command()
def resume(source_id: SourceId, as_json: AsJson = False) -> None:
    """Take plays from a suspended source again."""
    _stand(source_id, Standing.REGISTERED, as_json)


@app.command()
def revoke(source_id: SourceId, as_json: AsJson = False) -> None:
    """Never take anything from a source again."""
    _stand(source_id, Standing.REVOKED, as_json)


@app.command("list")
def list_command(as_json: AsJson = False) -> None:
    """Show every source."""
    from kernel.settings import Settings

    sources = _registrar(Settings()).all()
    if as_json:
        console().print_json(data=[_plain(source) for source in sources])
        return
    table = Table("source", "type", "standing", "name", "stations", "venues", "district", box=None)
    for source in sources:
        places = ", ".join(source.stations), ", ".join(source.venues), source.district or ""
        table.add_row(source.source_id, source.source_type.value, source.standing.value, source.name, *places)
    console().print(table)


@app.command()
def token(
    source_id: SourceId,
    days: Annotated[int, typer.Option(min=1, max=MAX_DAYS, help="How long it lasts.")] = 30,
    as_json: AsJson = False,
) -> None:
    """Print a new token for a registered source."""
    from kernel.settings import Settings

    settings = Settings()
    _registrar(settings).find(source_id)
    value, expires = _token(settings, source_id, days)
    if as_json:
        console().print_json(data={"source_id": source_id, "token": value, "expires_at": expires})
    else:
        typer.echo(value)


def _stand(source_id: str, standing: Standing, as_json: bool) -> None:
    from kernel.settings import Settings

    source = _registrar(Settings()).stand(source_id, standing)
    if as_json:
        console().print_json(data=_plain(source))
    else:
        console().print(f"{source_id} is {source.standing}")


def _registrar(settings: "Settings") -> "Registrar":
    from identity.registrar import Registrar
    from kernel.codec import Codec
    from kernel.registry import Registry
    from kernel.topics import SOURCES

    return Registrar(settings.database.get_secret_value(), Codec(SOURCES, Registry(settings.registry)))


def _token(settings: "Settings", source_id: str, days: int = 30) -> tuple[str, str]:
    from identity.keys import signing_key
    from identity.tokens import token_for

    value, expires = token_for(source_id, signing_key(settings.state_dir), timedelta(days=days))
    return value, expires.isoformat()


def _plain(source: "Source") -> dict[str, Any]:
    import msgspec

    plain: dict[str, Any] = msgspec.to_builtins(source)
    return plain
