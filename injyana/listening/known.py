"""The songs that audio is compared with: the catalogue's, or those of a folder of files."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from catalogue import audio_files, songs
from fingerprinting.chroma import from_bytes, to_bytes
from fingerprinting.stream import Decoding
from injyana.listening.listen import listen
from kernel.errors import Refused
from kernel.events.detections import Profile
from kernel.events.songs import Song
from kernel.ids import ArtistId, SongId
from stream_processors.recognition.index import Index


@dataclass(frozen=True, slots=True)
class Known:
    """Songs, without their fingerprints, and the index of these in one profile."""

    songs: Mapping[SongId, Song]
    index: Index

    @property
    def profile(self) -> Profile:
        return self.index.profile

    @classmethod
    def of(cls, profile: Profile, known: Iterable[Song]) -> Self:
        """These songs. One whose fingerprint is empty or damaged is known by name only."""
        return cls({}, Index(profile)).joined(known)

    def joined(self, known: Iterable[Song]) -> Self:
        """A copy with these songs as well, or as they are now."""
        changed, named = {}, dict(self.songs)
        for song in known:
            data = song.line if self.profile is Profile.LINE else song.mic
            changed[song.song_id] = from_bytes(data) if len(data) % 4 == 0 else None
            named[song.song_id] = song.evolve(line=b"", mic=b"")
        return type(self)(named, self.index.changed(changed))


def of_catalogue(database: str, profile: Profile) -> Known:
    """The registered songs, as PostgreSQL has them at this moment: also those that no worker knows yet."""
    with songs.connected(database) as connection:
        return Known.of(profile, songs.fingerprints(connection, profile))


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
