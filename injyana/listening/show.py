"""What audio contains, for people and for programs."""

from typing import Any

from rich.table import Table
from rich.text import Text

from catalogue.known import Known
from injyana.listening.listen import Contents, Stretch
from kernel.events.songs import Song


def table(contents: Contents, known: Known) -> Table:
    """A line for each stretch, in order."""
    shown = Table("song", "artist", "from", "to", "confidence", box=None, pad_edge=False)
    for column in shown.columns[2:]:
        column.justify = "right"
    for stretch in contents.stretches:
        times = clock(stretch.from_s), clock(stretch.to_s)
        passage = stretch.passage
        if passage is None:
            shown.add_row(Text("nothing known", style="dim"), "", *times, "")
            continue
        song = known.songs[passage.song]
        title = song.title if passage.rival is None else f"{song.title}, or {known.songs[passage.rival].title}"
        shown.add_row(Text(title), Text(song.artist), *times, f"{100 * passage.confidence:.0f} %")
    return shown


def plain(contents: Contents, known: Known) -> dict[str, Any]:
    """The same for programs; times in seconds of the audio."""
    return {
        "file": contents.sound.name,
        "profile": contents.sound.profile.value,
        "seconds": round(contents.sound.seconds, 2),
        "songs_compared": len(known.index),
        "remark": contents.sound.remark,
        "songs": [_song(stretch, known) for stretch in contents.stretches if stretch.passage is not None],
        "nothing_known": [
            {"from_s": round(stretch.from_s, 2), "to_s": round(stretch.to_s, 2)}
            for stretch in contents.stretches
            if stretch.passage is None
        ],
    }


def clock(seconds: float) -> str:
    """`3:07`, or `1:03:07` from an hour on."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _song(stretch: Stretch, known: Known) -> dict[str, Any]:
    passage = stretch.passage
    if passage is None:
        raise ValueError("the stretch is no song's")
    return _named(known.songs[passage.song]) | {
        "from_s": round(stretch.from_s, 2),
        "to_s": round(stretch.to_s, 2),
        "song_from_s": round(passage.song_from_s, 2),
        "confidence": round(passage.confidence, 3),
        "margin": round(passage.margin, 2),
        "or": None if passage.rival is None else _named(known.songs[passage.rival]),
    }


def _named(song: Song) -> dict[str, Any]:
    return {"song_id": song.song_id, "title": song.title, "artist": song.artist, "isrc": song.isrc}
