"""`injyana unknown …`: recordings that no song of the catalogue is, and what is said of them."""

from contextlib import closing
from dataclasses import asdict
from getpass import getuser
from typing import TYPE_CHECKING, Annotated

import typer

from injyana.console import console, printable
from kernel.errors import Refused
from kernel.settings import Settings

if TYPE_CHECKING:
    from injyana.unknown.reading import Hearing, Hint, Recording

app = typer.Typer(help="Recordings that matched no song: look at them, say what they are.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
Id = Annotated[str, typer.Argument(help="As `injyana unknown list` shows it; its beginning is enough.")]
Ids = Annotated[list[str], typer.Argument(help="One recording, or several that are parts of one song.", metavar="ID…")]


@app.command("list")
def list_command(
    least: Annotated[int, typer.Option(help="Hearings that wait, at least.")] = 2,
    limit: Annotated[int, typer.Option(help="So many at the most.")] = 50,
    identified: Annotated[bool, typer.Option("--identified", help="Also those that somebody identified.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show unknown recordings, the most heard first."""
    from rich.table import Table

    from injyana.unknown import reading

    with reading.connected(_database()) as connection:
        found = reading.recordings(connection, least, limit, identified)
    if as_json:
        console().print_json(data=[each.plain() for each in found])
        return
    table = Table("recording", "heard", "sources", "stations", "profile", "first", "last", "identified as")
    for each in found:
        first, last = (f"{at:%Y-%m-%d %H:%M}" if at else "" for at in (each.first_heard, each.last_heard))
        stations, song = ", ".join(each.stations), each.song_id or ""
        table.add_row(
            str(each.recording_id), str(each.hearings), str(each.sources), stations, each.profile, first, last, song
        )
    console().print(table)


@app.command("show")
def show_command(recording: Id, as_json: AsJson = False) -> None:
    """Show one: its hearings, what outside services say, and recordings that may be other parts of the same song."""
    from injyana.unknown import reading

    with reading.connected(_database()) as connection:
        found = reading.recording(connection, recording)
        heard, hints = reading.hearings(connection, found), reading.hints(connection, found)
        near = reading.touched(connection, found)
    if as_json:
        said = found.plain() | {
            "hearings_of_it": [asdict(each) for each in heard],
            "hints": [asdict(each) for each in hints],
            "touching": [asdict(each) for each in near],
        }
        console().print_json(data=said, default=str)
        return
    out = console()
    out.print(_summary(found), markup=False)
    _print_hearings(heard)
    if hints:
        _print_hints(hints)
    for each in near:
        text = f"perhaps also {each.recording_id}: {each.hearings} hearings, {each.seconds:.0f} s agree"
        out.print(text, markup=False)


@app.command("identify")
def identify_command(
    recordings: Ids,
    song: Annotated[str | None, typer.Option(help="The id of a song of the catalogue.", metavar="SONG_ID")] = None,
    title: Annotated[str | None, typer.Option(help="Of a new song, whose sound is that of these recordings.")] = None,
    artist: Annotated[str | None, typer.Option(help="Of the new song.")] = None,
    isrc: Annotated[str | None, typer.Option(help="Of the new song, like RW-ABC-24-00001.")] = None,
) -> None:
    """Say what a recording is: a song that is there, or a new one.

    All its hearings become plays of that song, each once; those to come as well.
    """
    from injyana.unknown import identifying, reading
    from kernel.codec import Codecs
    from kernel.registry import Registry

    if (song is None) == (title is None or artist is None) or (song and (title or artist or isrc)):
        raise Refused("say --song SONG_ID, or --title and --artist of a new song")
    settings = Settings()
    database = settings.database.get_secret_value()
    with reading.connected(database) as connection:
        found = [reading.recording(connection, each) for each in recordings]
        if title is not None and artist is not None:
            names = identifying.Names(title, artist, isrc)
            with closing(Registry(settings.registry)) as registry:
                made = identifying.as_new_song(connection, database, Codecs(registry), found, names)
            song = made.song_id
            console().print(f"registered  {made.artist} - {made.title}  {song}", markup=False, soft_wrap=True)
        waiting = identifying.as_song(connection, found, str(song), _operator())
    console().print(f"identified  {waiting} hearings become plays of {song}", markup=False, soft_wrap=True)


def _summary(found: "Recording") -> str:
    stations = f" on {', '.join(found.stations)}" if found.stations else ""
    known = f", identified as {found.song_id}" if found.song_id else ""
    return (
        f"{found.recording_id}: {found.hearings} hearings of {found.sources} sources{stations} wait, "
        f"{found.recovered} are plays; profile {found.profile}{known}"
    )


def _print_hearings(heard: "list[Hearing]") -> None:
    from rich.table import Table

    table = Table("played at", "source", "type", "station", "length", "said to be", "recovered as")
    for each in heard:
        said = printable(f"{each.artist} - {each.title}" if each.title else "")
        length, recovered = f"{each.duration_ms / 1000:.0f} s", each.song_id or ("yes" if each.recovered else "")
        at = f"{each.played_at:%Y-%m-%d %H:%M:%S}"
        table.add_row(at, each.source_id, each.source_type, each.station_id or "", length, said, recovered)
    console().print(table)


def _print_hints(hints: "list[Hint]") -> None:
    from injyana.unknown.show import hints_table

    console().print(hints_table(hints))


def _database() -> str:
    return Settings().database.get_secret_value()


def _operator() -> str:
    return f"operator:{getuser()}"
