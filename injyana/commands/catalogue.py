"""`injyana catalogue add|list|remove`: the songs that are recognised."""

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from injyana.console import console
from kernel.errors import Refused
from kernel.settings import Settings

app = typer.Typer(help="The songs that are recognised.", no_args_is_help=True)

Files = Annotated[list[Path], typer.Argument(help="Whole songs, in any format that ffmpeg reads.", metavar="FILE…")]
Title = Annotated[str | None, typer.Option(help="For one file; else its tag, else its name.")]
Artist = Annotated[str | None, typer.Option(help="For all files; else each file's tag.")]
Isrc = Annotated[str | None, typer.Option(help="For one file, like RW-ABC-24-00001; else its tag.")]


@app.command("add")
def add_command(files: Files, title: Title = None, artist: Artist = None, isrc: Isrc = None) -> None:
    """Register songs: fingerprint whole audio files and publish them. A song that is there already stays as it is."""
    add(Settings(), files, title, artist, isrc)


@app.command("list")
def list_command() -> None:
    """Show every song."""
    from catalogue import songs

    out = console()
    table = Table("song id", "title", "artist", "ISRC", "length", "version")
    with songs.connected(Settings().database.get_secret_value()) as connection:
        for song in songs.every(connection):
            minutes, seconds = divmod(round(song.duration_ms / 1000), 60)
            table.add_row(
                song.song_id, song.title, song.artist, song.isrc or "", f"{minutes}:{seconds:02}", str(song.version)
            )
    out.print(table)


@app.command("remove")
def remove_command(song_id: Annotated[str, typer.Argument(help="As `injyana catalogue list` shows it.")]) -> None:
    """Take a song out of the catalogue: it is recognised no more. Its plays stay counted."""
    from catalogue import songs
    from kernel.codec import Codec
    from kernel.registry import Registry
    from kernel.topics import CATALOGUE_SONGS

    settings = Settings()
    with (
        closing(Registry(settings.registry)) as registry,
        songs.connected(settings.database.get_secret_value()) as connection,
    ):
        song = songs.remove(connection, Codec(CATALOGUE_SONGS, registry), song_id)
    console().print(f"removed  {song.artist} - {song.title}  {song.song_id}", markup=False)


def add(settings: Settings, files: list[Path], title: str | None, artist: str | None, isrc: str | None) -> None:
    """Registers each file in a transaction of its own and prints what became of it.

    Refused, after all others were registered, where a file could not be; DatabaseAway, RegistryAway at once.
    """
    from catalogue import audio_files, songs
    from kernel.codec import Codec
    from kernel.registry import Registry
    from kernel.topics import CATALOGUE_SONGS

    if len(files) > 1 and (title or isrc):
        raise Refused("--title and --isrc name one song: give one file, or leave them to the files' tags")
    out = console()
    failed = 0
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        console=out,
        transient=True,
        disable=not out.is_terminal,
    )
    with bar, closing(Registry(settings.registry)) as registry:
        codec = Codec(CATALOGUE_SONGS, registry)
        task = bar.add_task("Fingerprinting", total=len(files))
        for path in files:
            bar.update(task, description=f"Fingerprinting {path.name}")
            try:
                recording = audio_files.read(path)
                by = artist or recording.tags.artist
                if not by:
                    raise Refused(f"{path} has no artist in its tags: say --artist NAME")
                with songs.connected(settings.database.get_secret_value()) as connection:
                    done = songs.add(
                        connection,
                        codec,
                        recording,
                        title or recording.tags.title or path.stem,
                        by,
                        isrc or recording.tags.isrc,
                    )
                song = done.song
                out.print(f"{done.outcome.value:<13}  {song.artist} - {song.title}  {song.song_id}", markup=False)
            except Refused as error:
                failed += 1
                out.print(f"{'refused':<13}  {error}", markup=False, style="red")
            bar.advance(task)
    if failed:
        raise Refused(f"{failed} of {len(files)} files were not added")
