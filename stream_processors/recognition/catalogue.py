"""All that a step needs to know of the songs, at one moment."""

import hashlib
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Self

import msgspec

from fingerprinting.chroma import from_bytes
from fingerprinting.compressed import Items
from fingerprinting.lookup.index import Index
from kernel import isrc
from kernel.events.detections import Profile
from kernel.events.songs import Song
from kernel.ids import SongId
from stream_processors.recognition.titles import Titles

LOG = logging.getLogger(__name__)

_MODULUS = 1 << 64


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The songs, never changed but replaced by a changed copy.

    `songs` hold no fingerprints; these are in `indexes`. `digests` are of whole songs. `version` names exactly these
    songs: whoever has the same songs has the same version, however they came in.
    """

    songs: Mapping[SongId, Song] = field(default_factory=dict)
    indexes: Mapping[Profile, Index] = field(default_factory=lambda: {each: Index(each) for each in Profile})
    by_isrc: Mapping[str, SongId] = field(default_factory=dict)
    titles: Titles = field(default_factory=Titles)
    digests: Mapping[SongId, int] = field(default_factory=dict)
    version: str = field(init=False)

    def __post_init__(self) -> None:
        """The version: number of songs, and the sum of their digests."""
        version = f"{len(self.songs)}-{sum(self.digests.values()) % _MODULUS:016x}"
        object.__setattr__(self, "version", version)

    @classmethod
    def restored(
        cls, songs: Iterable[Song], digests: Iterable[tuple[str, int]], indexes: Mapping[Profile, Index]
    ) -> Self:
        """A catalogue from what another one held."""
        every = {song.song_id: song for song in songs}
        known = {SongId(song_id): digest for song_id, digest in digests}
        return cls(every, indexes, _by_isrc(every), Titles(every.values()), known)

    def changed(self, changes: Mapping[SongId, Song | None]) -> Self:
        """A copy with these songs as they are now; None takes one out. Itself, where nothing is different."""
        digests = {song_id: _digest(song) for song_id, song in changes.items() if song is not None}
        new = {song_id: song for song_id, song in changes.items() if digests.get(song_id) != self.digests.get(song_id)}
        if not new:
            return self
        songs, kept_digests = dict(self.songs), dict(self.digests)
        for song_id, song in new.items():
            songs.pop(song_id, None)
            kept_digests.pop(song_id, None)
            if song is not None:
                songs[song_id] = song.evolve(line=b"", mic=b"")
                kept_digests[song_id] = digests[song_id]
        indexes = {
            profile: index.changed({song_id: _items(song, profile) for song_id, song in new.items()})
            for profile, index in self.indexes.items()
        }
        gone = [self.songs[song_id] for song_id in new if song_id in self.songs]
        come = [songs[song_id] for song_id in new if song_id in songs]
        titles = self.titles.changed(gone, come)
        return type(self)(songs, indexes, self._by_isrc_changed(songs, gone, come), titles, kept_digests)

    def _by_isrc_changed(
        self, songs: Mapping[SongId, Song], gone: Iterable[Song], come: Iterable[Song]
    ) -> Mapping[str, SongId]:
        if any(self.by_isrc.get(isrc.normalised(song.isrc) or "") == song.song_id for song in gone):
            return _by_isrc(songs)
        codes = dict(self.by_isrc)
        for code, song_id in _by_isrc({song.song_id: song for song in come}).items():
            codes[code] = min(song_id, codes.get(code, song_id))
        return codes


Now = Callable[[], Catalogue]
"""The catalogue as it is now."""


def _by_isrc(songs: Mapping[SongId, Song]) -> dict[str, SongId]:
    """Of two songs with one ISRC, the one with the lower id."""
    codes = ((isrc.normalised(songs[song_id].isrc), song_id) for song_id in sorted(songs, reverse=True))
    return {code: song_id for code, song_id in codes if code is not None}


def _items(song: Song | None, profile: Profile) -> Items | None:
    if song is None:
        return None
    try:
        return from_bytes(song.line if profile is Profile.LINE else song.mic)
    except ValueError:
        LOG.error("the %s fingerprint of song %s is damaged: add the song again", profile.value, song.song_id)
        return None


def _digest(song: Song) -> int:
    return int.from_bytes(hashlib.sha256(msgspec.msgpack.encode(song)).digest()[:8], "big")
