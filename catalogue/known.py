"""The songs that audio is compared with, and the index of their fingerprints."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from fingerprinting.chroma import from_bytes
from fingerprinting.lookup.index import Index
from kernel.events.detections import Profile
from kernel.events.songs import Song
from kernel.ids import SongId


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

    def joined(self, known: Iterable[Song], gone: Iterable[SongId] = ()) -> Self:
        """A copy with these songs as well, or as they are now, and without those that are gone."""
        changed, named = {}, dict(self.songs)
        for song in known:
            data = song.line if self.profile is Profile.LINE else song.mic
            changed[song.song_id] = from_bytes(data) if len(data) % 4 == 0 else None
            named[song.song_id] = song.evolve(line=b"", mic=b"")
        for song_id in gone:
            changed[song_id] = None
            named.pop(song_id, None)
        return type(self)(named, self.index.changed(changed))
