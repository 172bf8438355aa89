"""`injyana fallback …`: what outside services are asked, and what they say."""

from dataclasses import asdict
from getpass import getuser
from pathlib import Path
from typing import Annotated

import typer

from injyana.console import console
from kernel.settings import Settings

app = typer.Typer(help="What AcoustID and AudD say of what we do not know.", no_args_is_help=True)


@app.command("hints")
def hints_command(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
) -> None:
    """Show what is known outside and counts nowhere here: songs to register, or codes to set right."""
    from injyana.unknown import reading
    from injyana.unknown.show import hints_table

    with reading.connected(_database()) as connection:
        found = reading.hints(connection)
    if as_json:
        console().print_json(data=[asdict(each) for each in found], default=str)
    else:
        console().print(hints_table(found))


@app.command("offer")
def offer_command(
    files: Annotated[list[Path], typer.Argument(help="Whole songs that nobody here knows.", metavar="FILE…")],
) -> None:
    """Have audio files named outside. Nothing is counted of them; `injyana fallback hints` shows the answers.

    AcoustID gets a fingerprint of the whole file. AudD gets 12 s of sound, if it is switched on.
    """
    from injyana.unknown import identifying, reading

    for path in files:
        with reading.connected(_database()) as connection:
            upload_id = identifying.offer(connection, path, f"operator:{getuser()}")
        console().print(f"offered  {path.name}  {upload_id}", markup=False, soft_wrap=True)


@app.command("link")
def link_command(
    song: Annotated[str, typer.Argument(help="As `injyana catalogue list` shows it.", metavar="SONG_ID")],
    mbids: Annotated[list[str], typer.Argument(help="MusicBrainz recording ids.", metavar="MBID…")],
) -> None:
    """Say which recordings of MusicBrainz a song is, so that AcoustID's answers mean it."""
    from injyana.unknown import identifying, reading

    with reading.connected(_database()) as connection:
        for mbid in mbids:
            identifying.link(connection, song, mbid, f"operator:{getuser()}")
    console().print(f"linked  {song} is {', '.join(mbids)}", markup=False, soft_wrap=True)


def _database() -> str:
    return Settings().database.get_secret_value()
