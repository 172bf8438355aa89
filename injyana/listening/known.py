"""The songs that audio is compared with: the catalogue's, or those of a folder of files."""

from collections.abc import Callable
from pathlib import Path

from catalogue import audio_files, session
from catalogue.known import Known
from fingerprinting.chroma import to_bytes
from fingerprinting.stream import Decoding
from injyana.listening.listen import listen
from kernel.errors import Refused
from kernel.events.detections import Profile
from kernel.events.songs import Song
from kernel.ids import ArtistId, SongId


def of_catalogue(database: str, profile: Profile) -> Known:
    """The registered songs, as PostgreSQL has them at this moment: also those that no worker knows yet."""
    with session.reader(database) as catalogue:
        return Known.of(profile, catalogue.fingerprints(profile))


def of_folder(folder: Path, profile: Profile, on_file: Callable[[int, int, Path], None]) -> tuple[Known, list[str]]:
    """The songs of all audio files in and below a folder, and what was refused of them.

    Named by their tags, else by the files' names. `on_file` is told number, count and path of each file before it is
    read. Refused where there is no folder, or no song in it.
    """
    paths = audio_files.below(folder)
    found, refused = [], []
    for number, path in enumerate(paths):
        on_file(number, len(paths), path)
        try:
            items = listen(Decoding(path, str(path)), profile).items
        except Refused as error:
            refused.append(str(error))
            continue
        tags, data = audio_files.tags(path), to_bytes(items)
        song = Song(
            song_id=SongId(str(path.relative_to(folder))),
            title=tags.title or path.stem,
            artist_id=ArtistId(tags.artist or ""),
            artist=tags.artist or "",
            isrc=tags.isrc,
            duration_ms=0,
        )
        found.append(song.evolve(line=data) if profile is Profile.LINE else song.evolve(mic=data))
    if not found:
        raise Refused(f"no file of {folder} could be read as a song{': ' + refused[0] if refused else ''}")
    return Known.of(profile, found), refused
