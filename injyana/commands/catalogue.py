"""`injyana catalogue …`: the songs that are recognised."""

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from catalogue.export import Format
from injyana.console import console
from kernel.errors import Refused
from kernel.settings import Settings

if TYPE_CHECKING:
    from rich.progress import Progress

    from catalogue.songs.registration import Registered
    from injyana.listening.register import Register

app = typer.Typer(help="The songs that are recognised.", no_args_is_help=True)

Files = Annotated[list[Path], typer.Argument(help="Whole songs, in any format that ffmpeg reads.", metavar="FILE…")]
Title = Annotated[str | None, typer.Option(help="For one file; else its tag, else its name.")]
Artist = Annotated[str | None, typer.Option(help="For all files; else each file's tag.")]
Isrc = Annotated[str | None, typer.Option(help="For one file, like RW-ABC-24-00001; else its tag.")]
Anyway = Annotated[bool, typer.Option("--duplicate", help="Also what sounds like a song that is there.")]

REFUSED = "refused"


@app.command("add")
def add_command(
    files: Files, title: Title = None, artist: Artist = None, isrc: Isrc = None, anyway: Anyway = False
) -> None:
    """Register songs: fingerprint whole audio files and publish them. A song that is there already stays as it is.

    What sounds like another song of the catalogue is refused, unless --duplicate says that it is to be one of its own.
    """
    add(Settings(), files, title, artist, isrc, anyway)


@app.command("import")
def import_command(
    folder: Annotated[Path, typer.Argument(help="Its audio files and those below it are added.")],
    artist: Artist = None,
    anyway: Anyway = False,
    dry: Annotated[bool, typer.Option("--dry-run", help="Only say what would become of each file.")] = False,
) -> None:
    """Register all songs of a folder by their tags, else by names like `Artist - Title.mp3`.

    Each file is a transaction of its own: what cannot be added is named and left out, and an import that was cut goes
    on where it was when it is started again.
    """
    import_folder(Settings(), folder, artist, anyway, dry)


@app.command("list")
def list_command() -> None:
    """Show every song."""
    from rich.table import Table

    from catalogue import session
    from injyana.listening.show import clock

    table = Table("song id", "title", "artist", "ISRC", "length", "version")
    with session.reader(Settings().database.get_secret_value()) as catalogue:
        for song in catalogue.every():
            length = clock(song.duration_ms / 1000)
            table.add_row(song.song_id, song.title, song.artist, song.isrc or "", length, str(song.version))
    console().print(table)


@app.command("export")
def export_command(
    form: Annotated[Format, typer.Option("--format", help="A spreadsheet's CSV, or JSON lines.")] = Format.CSV,
    to: Annotated[Path | None, typer.Option(metavar="FILE", help="By default standard output.")] = None,
) -> None:
    """Write every song, without fingerprints, for other programs."""
    export(Settings(), form, to)


@app.command("duplicates")
def duplicates_command(
    files: Files, as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False
) -> None:
    """Say which songs of the catalogue a file sounds like, before it is added."""
    duplicates(Settings(), files, as_json)


@app.command("index")
def index_command() -> None:
    """Write the index that this machine's recognition workers map when they start.

    They write it themselves; this does it beforehand, for a new machine or a large import.
    """
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from injyana.index_files import write

    aside = Console(stderr=True)
    columns = TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn()
    with Progress(*columns, console=aside, transient=True, disable=not aside.is_terminal) as bar:
        task = bar.add_task("Asking Kafka", total=None)
        done = write(
            Settings(), lambda what, at, of: bar.update(task, description=what, completed=at, total=of or None)
        )
    console().print(f"{done.songs:,} songs, version {done.version}, in {done.seconds:.1f} s: {done.name}")


@app.command("remove")
def remove_command(song_id: Annotated[str, typer.Argument(help="As `injyana catalogue list` shows it.")]) -> None:
    """Take a song out of the catalogue: it is recognised no more. Its plays stay counted."""
    from catalogue import session
    from kernel.codec import Codecs
    from kernel.registry import Registry

    settings = Settings()
    with (
        closing(Registry(settings.registry)) as registry,
        session.opened(settings.database.get_secret_value(), Codecs(registry)) as catalogue,
    ):
        song = catalogue.remove(song_id)
    console().print(f"removed  {song.artist} - {song.title}  {song.song_id}", markup=False)


def add(
    settings: Settings,
    files: list[Path],
    title: str | None = None,
    artist: str | None = None,
    isrc: str | None = None,
    anyway: bool = False,
) -> None:
    """Registers each file in a transaction of its own and prints what became of it.

    Refused, after all others were registered, where a file could not be; DatabaseAway, RegistryAway at once.
    """
    from injyana.listening.register import Names

    if len(files) > 1 and (title or isrc):
        raise Refused("--title and --isrc name one song: give one file, or leave them to the files' tags")
    told = _Told()
    with _register(settings, anyway, dry=False) as register, _bar() as bar:
        for path in bar.track(files, description="Fingerprinting"):
            try:
                told.done(register.add(path, Names(title, artist, isrc)))
            except Refused as error:
                told.refused(error)
    told.end(len(files))


def import_folder(settings: Settings, folder: Path, artist: str | None, anyway: bool, dry: bool) -> None:
    """Registers the audio files in and below a folder as `add` does, but for those of an earlier import."""
    from catalogue.audio_files import below
    from catalogue.songs.registration import Outcome, Registered
    from injyana.listening.journal import Journal
    from injyana.listening.register import Names

    paths, journal, told = below(folder), Journal(settings.state_dir, folder), _Told(dry)
    with _register(settings, anyway, dry) as register, _bar() as bar:
        for path in bar.track(paths, description="Importing"):
            known = journal.song(path)
            before = register.known.songs.get(known) if known is not None else None
            if before is not None:
                told.done(Registered(Outcome.ALREADY, before))
                continue
            try:
                done = register.add(path, Names(artist=artist))
            except Refused as error:
                told.refused(error)
                continue
            told.done(done)
            if not dry:
                journal.write(path, done.song.song_id)
    told.end(len(paths))


def export(settings: Settings, form: Format, to: Path | None) -> None:
    """Writes the catalogue; a file is replaced only when all of it is written."""
    from catalogue import session
    from catalogue.export import lines

    with session.reader(settings.database.get_secret_value()) as catalogue:
        text = lines(catalogue.every(), form)
        if to is None:
            sys.stdout.writelines(text)
            return
        unfinished = to.with_name(f"{to.name}.unfinished")
        with unfinished.open("w", encoding="utf-8", newline="") as file:
            file.writelines(text)
        unfinished.replace(to)


def duplicates(settings: Settings, files: list[Path], as_json: bool) -> None:
    """Prints what each file sounds like. Refused, after all others, where a file could not be read."""
    from catalogue.duplicates import duplicates as found_in
    from fingerprinting.stream import Decoding
    from injyana.listening.known import of_catalogue
    from injyana.listening.listen import listen
    from kernel.events.detections import Profile

    out, told, said = console(), _Told(), []
    known = of_catalogue(settings.database.get_secret_value(), Profile.LINE)
    with _bar() as bar:
        for path in bar.track(files, description="Listening"):
            try:
                alike = found_in(known, listen(Decoding(path, str(path)), Profile.LINE).items)
            except Refused as error:
                told.refused(error)
                continue
            said += [
                {
                    "file": str(path),
                    "song_id": each.song.song_id,
                    "title": each.song.title,
                    "artist": each.song.artist,
                    "share": round(each.share, 3),
                    "confidence": round(each.confidence, 3),
                    "margin": round(each.margin, 2),
                }
                for each in alike
            ]
            if not as_json:
                what = "; ".join(map(str, alike)) or "sounds like no song of the catalogue"
                out.print(f"{path}: {what}", markup=False, soft_wrap=True)
    if as_json:
        out.print_json(data=said)
    told.end(len(files), "could not be read")


class _Told:
    """Prints what became of each file, and counts."""

    def __init__(self, dry: bool = False) -> None:
        self._out = console()
        self._dry = dry
        self._counts: Counter[str] = Counter()

    def done(self, registered: "Registered") -> None:
        song, outcome = registered.song, registered.outcome.value
        name = f"would be {outcome}" if self._dry and outcome in ("added", "changed") else outcome
        self._counts[name] += 1
        self._out.print(f"{name:<13}  {song.artist} - {song.title}  {song.song_id}", markup=False, soft_wrap=True)

    def refused(self, error: Refused) -> None:
        self._counts[REFUSED] += 1
        self._out.print(f"{REFUSED:<13}  {error}", markup=False, style="red", soft_wrap=True)

    def end(self, files: int, what: str = "were not added") -> None:
        """Prints the counts where files fared differently; Refused where one was."""
        if len(self._counts) > 1:
            self._out.print(", ".join(f"{count} {name}" for name, count in sorted(self._counts.items())))
        if self._counts[REFUSED]:
            raise Refused(f"{self._counts[REFUSED]} of {files} files {what}")


@contextmanager
def _register(settings: Settings, anyway: bool, dry: bool) -> "Iterator[Register]":
    from injyana.listening.register import Register
    from kernel.codec import Codecs
    from kernel.registry import Registry

    with closing(Registry(settings.registry)) as registry:
        yield Register(settings.database.get_secret_value(), Codecs(registry), anyway, dry)


def _bar() -> "Progress":
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    aside = Console(stderr=True)
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
    return Progress(*columns, console=aside, transient=True, disable=not aside.is_terminal)
