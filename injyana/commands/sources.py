"""`injyana sources …`: who may report plays, by way of the identity service."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from injyana.console import console
from kernel.events.sources import SourceType

if TYPE_CHECKING:
    from injyana.senders.administrator import Administrator

app = typer.Typer(help="Service accounts, codes for devices, and the standing of sources.", no_args_is_help=True)

SourceId = Annotated[str, typer.Argument(help="The source's id, such as radio-rwanda.")]
Stations = Annotated[list[str] | None, typer.Option("--station", help="A station that it speaks for; repeatable.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]


@app.callback()
def _group() -> None:
    """Service accounts, codes for devices, and the standing of sources.

    In local mode by the operator's own rights; else an administrator's access token is in INJYANA_ADMIN_TOKEN, and the
    service's address in INJYANA_IDENTITY.
    """


@app.command()
def register(
    source_id: SourceId,
    source_type: Annotated[SourceType, typer.Option("--type", help="radio or streaming.")] = SourceType.RADIO,
    name: Annotated[str, typer.Option(help="What people call it; by default its id.")] = "",
    station: Stations = None,
    district: Annotated[str | None, typer.Option(help="The district where it stands.")] = None,
    plays_per_minute: Annotated[int, typer.Option(min=0, help="Its rate limit; 0 for that of its type.")] = 0,
    out: Annotated[Path | None, typer.Option(help="A file for id and secret, which you alone can read.")] = None,
    as_json: AsJson = False,
) -> None:
    """Make the service account of a station or streaming service; prints CLIENT_ID:SECRET, once."""
    from kernel.errors import Refused
    from kernel.tokens import OWN, REPORT

    if source_type not in (SourceType.RADIO, SourceType.STREAMING):
        raise Refused(
            f"a {source_type} registers its own key, with a code: `injyana sources code --type {source_type}`"
        )
    with _administrator() as administrator:
        if administrator.account(source_id) is not None:
            raise Refused(f"{source_id} has an account: `injyana sources secret {source_id}` gives it another secret")
        made = administrator.make_account(
            {
                "source_id": source_id,
                "source_type": source_type.value,
                "name": name or source_id,
                "stations": station or [],
                "district": district,
                "plays_per_minute": plays_per_minute,
                "scopes": [REPORT, OWN],
            }
        )
        _tell(made["client_id"], administrator.secret(made["client_id"]), out, as_json)


@app.command()
def secret(
    source_id: SourceId,
    out: Annotated[Path | None, typer.Option(help="A file for id and secret, which you alone can read.")] = None,
    as_json: AsJson = False,
) -> None:
    """Give a source's service account another secret; the former one works no more."""
    from kernel.errors import Refused

    with _administrator() as administrator:
        account = administrator.account(source_id)
        if account is None:
            raise Refused(f"{source_id} has no service account: `injyana sources register {source_id}` makes one")
        _tell(account["client_id"], administrator.secret(account["client_id"]), out, as_json)


@app.command()
def code(
    source_type: Annotated[SourceType, typer.Option("--type", help="What kind of device it is.")],
    name: Annotated[str, typer.Option(help="What people call it.")],
    station: Stations = None,
    venue: Annotated[list[str] | None, typer.Option(help="A venue that it speaks for; repeatable.")] = None,
    district: Annotated[str | None, typer.Option(help="The district where it stands.")] = None,
) -> None:
    """Print a one-time code, with which a device registers its key within ten minutes."""
    said = {"source_type": source_type.value, "name": name, "stations": station or [], "venues": venue or []}
    with _administrator() as administrator:
        typer.echo(administrator.code(said | {"district": district}))


@app.command()
def suspend(source_id: SourceId, as_json: AsJson = False) -> None:
    """Take nothing more from a source until it is resumed."""
    _stand(source_id, "suspend", as_json)


@app.command()
def resume(source_id: SourceId, as_json: AsJson = False) -> None:
    """Take plays from a suspended source again."""
    _stand(source_id, "resume", as_json)


@app.command()
def revoke(source_id: SourceId, as_json: AsJson = False) -> None:
    """Never take anything from a source again."""
    _stand(source_id, "revoke", as_json)


@app.command("list")
def list_command(as_json: AsJson = False) -> None:
    """Show every source."""
    with _administrator() as administrator:
        sources = list(administrator.devices())
    if as_json:
        console().print_json(data=sources)
        return
    table = Table("source", "type", "standing", "key", "name", "stations", "venues", "district", box=None)
    for each in sources:
        key = (each["key_thumbprint"] or "")[:8]
        places = ", ".join(each["stations"]), ", ".join(each["venues"]), each["district"] or ""
        table.add_row(each["device_id"], each["source_type"], each["standing"], key, each["name"], *places)
    console().print(table)


def _tell(client_id: str, secret: str, out: Path | None, as_json: bool) -> None:
    told = {"client_id": client_id, "client_secret": secret}
    if out is not None:
        _write(out, json.dumps(told))
    elif as_json:
        console().print_json(data=told)
    else:
        console().print("For /oauth/token; the secret is not shown again:")
        typer.echo(f"{client_id}:{secret}")


def _write(path: Path, text: str) -> None:
    from kernel.errors import Refused

    try:
        path.unlink(missing_ok=True)
        path.touch(mode=0o600, exist_ok=False)
        path.write_text(text + "\n")
    except OSError as error:
        raise Refused(f"{path} cannot be written: {error}") from error


def _stand(source_id: str, what: str, as_json: bool) -> None:
    with _administrator() as administrator:
        found = administrator.stand(source_id, what)
    if as_json:
        console().print_json(data=found)
    else:
        console().print(f"{source_id} is {found['standing']}")


@contextmanager
def _administrator() -> "Iterator[Administrator]":
    import os

    from identity.master_keys import KeySettings
    from injyana.local.settings import LocalSettings
    from injyana.senders.administrator import administrator
    from injyana.senders.operator import operator_token

    local, elsewhere = LocalSettings(), os.environ.get("INJYANA_IDENTITY")
    token = os.environ.get("INJYANA_ADMIN_TOKEN") or operator_token(KeySettings())
    with administrator(elsewhere or local.identity, token, None if elsewhere else local.ca) as found:
        yield found
