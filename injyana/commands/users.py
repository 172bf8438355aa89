"""`injyana users …`: people who review plays, and artists who appeal."""

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from identity.person import PersonRole, PersonStanding
from injyana.console import console

if TYPE_CHECKING:
    from identity.addresses import Address
    from identity.people import People
    from identity.person import Person
    from kernel.settings import Settings

app = typer.Typer(help="Add people who review plays or appeal, and give them tokens.", no_args_is_help=True)

Who = Annotated[str, typer.Argument(help="The person's name or id.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
MAX_HOURS = 24 * 30


@app.callback()
def _group() -> None:
    """Add people who review plays or appeal, and give them tokens."""


@app.command()
def add(
    name: Annotated[str, typer.Argument(help="The name that decisions are shown under.")],
    role: Annotated[PersonRole, typer.Option(help="What the person may do.")],
    artist: Annotated[str | None, typer.Option(help="Of an artist: whose plays they see and appeal about.")] = None,
    as_json: AsJson = False,
) -> None:
    """Add a person without an address; prints a token for them. In local mode alone."""
    from kernel.settings import Settings

    settings = Settings()
    _only_local(settings)
    person = _people(settings).add(name, role, artist)
    value, expires = _token(settings, person)
    if as_json:
        console().print_json(data=_plain(person) | {"token": value, "expires_at": expires})
        return
    console().print(f"{person.name} is {person.role} {person.user_id}. A token, good until {expires}:", highlight=False)
    typer.echo(value)


@app.command()
def invite(
    name: Annotated[str, typer.Argument(help="The name that decisions are shown under.")],
    role: Annotated[PersonRole, typer.Option(help="What the person may do.")],
    email: Annotated[str | None, typer.Option(help="The address that the person proves and signs in with.")] = None,
    phone: Annotated[str | None, typer.Option(help="The number, instead of an address.")] = None,
    artist: Annotated[str | None, typer.Option(help="Of an artist: whose plays they see and appeal about.")] = None,
    as_json: AsJson = False,
) -> None:
    """Invite a person, such as the first admin, who then signs in by themselves; prints the invitation and its code."""
    from kernel.settings import Settings

    made, code = _people(Settings()).invite(name, role, _address(email, phone), artist)
    if as_json:
        console().print_json(data=made.model_dump(mode="json") | {"code": code})
        return
    console().print(f"{name} is invited as {role} until {made.expires_at:%Y-%m-%d %H:%M} UTC.")
    console().print(f"invitation {made.invitation_id}, code {code}", highlight=False)


@app.command()
def suspend(who: Who, as_json: AsJson = False) -> None:
    """Refuse everything from a person until they are resumed; counts at once."""
    _stand(who, PersonStanding.SUSPENDED, as_json)


@app.command()
def resume(who: Who, as_json: AsJson = False) -> None:
    """Let a suspended person act again."""
    _stand(who, PersonStanding.ACTIVE, as_json)


@app.command("list")
def list_command(as_json: AsJson = False) -> None:
    """Show everybody."""
    from kernel.settings import Settings

    people = _people(Settings()).all()
    if as_json:
        console().print_json(data=[_plain(person) for person in people])
        return
    table = Table("name", "role", "standing", "artist", "id", box=None)
    for person in people:
        table.add_row(person.name, person.role, person.standing, person.artist_id or "", person.user_id)
    console().print(table)


@app.command()
def token(
    who: Who,
    hours: Annotated[int, typer.Option(min=1, max=MAX_HOURS, help="How long it lasts.")] = 12,
    as_json: AsJson = False,
) -> None:
    """Print a new token for a person; in local mode alone."""
    from kernel.settings import Settings

    settings = Settings()
    _only_local(settings)
    person = _people(settings).find(who)
    value, expires = _token(settings, person, hours)
    if as_json:
        console().print_json(data={"user_id": person.user_id, "token": value, "expires_at": expires})
    else:
        typer.echo(value)


def _address(email: str | None, phone: str | None) -> "Address":
    from identity import addresses
    from kernel.errors import Refused

    if (email is None) is (phone is None):
        raise Refused("a person is invited by --email or by --phone")
    try:
        return addresses.email(email) if email is not None else addresses.phone(phone or "")
    except ValueError as error:
        raise Refused(f"{error}") from None


def _stand(who: str, standing: PersonStanding, as_json: bool) -> None:
    from kernel.settings import Settings

    person = _people(Settings()).stand(who, standing)
    if as_json:
        console().print_json(data=_plain(person))
    else:
        console().print(f"{person.name} is {person.standing}")


def _people(settings: "Settings") -> "People":
    from identity.people import People

    return People(settings.database.get_secret_value())


def _only_local(settings: "Settings") -> None:
    from kernel.errors import Refused

    if settings.environment != "local":
        raise Refused("tokens are printed in local mode alone: `injyana users invite` lets a person sign in")


def _token(settings: "Settings", person: "Person", hours: int = 12) -> tuple[str, str]:
    from identity.keys import signing_key
    from identity.tokens import token_for_person

    value, expires = token_for_person(person.user_id, signing_key(settings.state_dir), timedelta(hours=hours))
    return value, expires.isoformat()


def _plain(person: "Person") -> dict[str, Any]:
    import msgspec

    plain: dict[str, Any] = msgspec.to_builtins(person)
    return plain
