"""`injyana recognise FILE|-`: what an audio file contains."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kernel.events.detections import Profile

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

    from catalogue.known import Known

STDIN = "-"


def recognise(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="Any audio that ffmpeg reads; - is standard input.")],
    profile: Annotated[Profile, typer.Option(help="How it was heard: over a line, or by a microphone.")] = Profile.LINE,
    against: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Compare with the audio files in a folder, not with the catalogue."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
) -> None:
    """Say which songs an audio file contains, from when to when."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    from fingerprinting.stream import Decoding
    from injyana.console import console
    from injyana.listening.listen import contents, listen
    from injyana.listening.show import clock, plain, table

    source = sys.stdin.buffer if file == STDIN else Path(file)
    decoding = Decoding(source, "standard input" if file == STDIN else file)
    aside = Console(stderr=True, highlight=False, soft_wrap=True)
    with Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.fields[at]}"),
        console=aside,
        transient=True,
        disable=not aside.is_terminal,
    ) as bar:
        task = bar.add_task(f"Listening to {decoding.name}", total=decoding.length(), at="")
        sound = listen(decoding, profile, lambda seconds: bar.update(task, completed=seconds, at=clock(seconds)))
        bar.remove_task(task)
        known = _known(against, profile, bar, aside)
        found = contents(sound, known.index)
    if sound.remark is not None:
        aside.print(f"note  {sound.name} is {sound.remark}", style="yellow", markup=False)
    if as_json:
        console().print_json(data=plain(found, known))
    else:
        console().print(table(found, known))


def _known(against: Path | None, profile: Profile, bar: "Progress", aside: "Console") -> "Known":
    """The songs to compare with. Refused where there are none."""
    from injyana.listening.known import of_catalogue, of_folder
    from kernel.errors import Refused
    from kernel.settings import Settings

    if against is None:
        task = bar.add_task("Loading the catalogue", total=None, at="")
        known = of_catalogue(Settings().database.get_secret_value(), profile)
        bar.remove_task(task)
        if not len(known.index):
            raise Refused("the catalogue is empty: `injyana catalogue add` songs, or compare with --against FOLDER")
        return known
    task = bar.add_task("Fingerprinting", total=None, at="")
    known, refused = of_folder(
        against,
        profile,
        lambda number, count, path: bar.update(
            task, completed=number, total=count, description=f"Fingerprinting {path.name}"
        ),
    )
    bar.remove_task(task)
    for reason in refused:
        aside.print(f"note  left out: {reason}", style="yellow", markup=False)
    return known
