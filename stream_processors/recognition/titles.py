"""Songs by what people call them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from kernel.events.detections import Metadata
from kernel.events.songs import Song
from kernel.ids import SongId
from stream_processors.recognition.words import Title, artists, title

LEAST_LIKENESS = 90.0
"""Of titles, in percent of rapidfuzz's ratio: one letter in ten."""

LEAST_ARTIST = 85.0
"""Of artists: their titles must be like enough as well."""

ARTISTS_TRIED = 5
"""So many artists of similar names are looked at."""

REMEMBERED = 20_000
"""Answers kept: a radio's log says the same few hundred titles every day."""


@dataclass(frozen=True, slots=True)
class Named:
    """The songs that a title and an artist may mean, equally like; more than one is ambiguous."""

    songs: tuple[SongId, ...]
    likeness: float


NOBODY = Named((), 0.0)


class Titles:
    """Finds songs by title and artist. Never changed but replaced; safe to ask from several threads."""

    def __init__(self, songs: Iterable[Song] = ()) -> None:
        self._by_artist: dict[str, tuple[tuple[Title, SongId], ...]] = {}
        self._add(songs)
        self._names = list(self._by_artist)
        self._remembered: dict[tuple[str, str], Named] = {}

    def changed(self, gone: Iterable[Song], new: Iterable[Song]) -> "Titles":
        """A copy without the former and with the latter songs; costs little where they are few."""
        other = Titles()
        other._by_artist = dict(self._by_artist)
        for song in gone:
            for name in artists(song.artist):
                left = tuple(each for each in other._by_artist.get(name, ()) if each[1] != song.song_id)
                if left:
                    other._by_artist[name] = left
                else:
                    other._by_artist.pop(name, None)
        other._add(new)
        other._names = list(other._by_artist)
        return other

    def _add(self, songs: Iterable[Song]) -> None:
        added: defaultdict[str, list[tuple[Title, SongId]]] = defaultdict(list)
        for song in songs:
            for name in artists(song.artist):
                added[name].append((title(song.title), song.song_id))
        for name, entries in added.items():
            self._by_artist[name] = (*self._by_artist.get(name, ()), *entries)

    def find(self, said: Metadata) -> Named:
        """The songs whose title and artist are most like what was said, if they are like enough at all."""
        key = (said.title, said.artist)
        named = self._remembered.get(key)
        if named is None:
            if len(self._remembered) >= REMEMBERED:
                self._remembered = {}
            named = self._remembered[key] = self._find(title(said.title), artists(said.artist))
        return named

    def _find(self, wanted: Title, names: tuple[str, ...]) -> Named:
        if not wanted.words:
            return NOBODY
        best: dict[SongId, float] = {}
        for name, likeness in self._artists(names).items():
            for known, song in self._by_artist[name]:
                if known.apart == wanted.apart:
                    alike = fuzz.ratio(known.words, wanted.words, score_cutoff=LEAST_LIKENESS)
                    if alike:
                        best[song] = max(min(alike, likeness), best.get(song, 0.0))
        if not best:
            return NOBODY
        most = max(best.values())
        return Named(tuple(sorted(song for song, alike in best.items() if alike == most)), most)

    def _artists(self, names: tuple[str, ...]) -> dict[str, float]:
        """The catalogue's artists that these names may mean, and how like they are."""
        found: dict[str, float] = {}
        for name in names:
            if name in self._by_artist:
                found[name] = 100.0
                continue
            similar = process.extract(
                name, self._names, scorer=fuzz.ratio, score_cutoff=LEAST_ARTIST, limit=ARTISTS_TRIED
            )
            for known, likeness, _ in similar:
                found[known] = max(likeness, found.get(known, 0.0))
        return found
