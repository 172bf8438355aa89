"""The songs of the country, whom they pay, and how popular they are."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final
from uuid import uuid5

import numpy as np
from numpy.random import Generator

from kernel.ids import NAMESPACE, ArtistId, SongId
from simulation.chance import Floats, Ints, generator

GENRES: Final = 8
ALBUM_SONGS: Final = 10
_WORDS: Final = """
Ama Imi Uru Iki Intu Ubu Iga Isha Umu Inya
horo rimbi kundo rere ganza sezera tego nyota bwiza raba dende zina
yacu wanjye nziza ya-Kivu wa-Rubavu mu-rugo i-Kigali ku-musozi nto kera
Keza Mugisha Ineza Gatera Uwase Manzi Ganza Shema Teta Hirwa Isaro Rwema Ngabo Sine Bwiza
Trio Boy Queen Band Kid Choir Sound Star Inanga Crew Drums MC Duo Vox Flow
"""
_FIRST, _SECOND, _THIRD, _GIVEN, _STAGE = (
    [w.replace("-", " ") for w in x.split()] for x in _WORDS.strip().splitlines()
)


@dataclass(frozen=True, slots=True)
class SimulatedSong:
    """A row of the catalogue. The ids are those that a stack gives to the same ISRC and artist; duration in ms."""

    song_id: SongId
    artist_id: ArtistId
    title: str
    artist: str
    isrc: str
    duration: int


class Catalogue:
    """Songs by number, the songs of each artist side by side.

    The rows are the same for every seed (and number of artists), so that a stack needs them once; which are popular,
    and which genre is theirs, follows the seed. Popularity falls with a power of the rank, of artists and of their
    songs.
    """

    def __init__(self, seed: int, artists: int) -> None:
        self.first, self.artist_of, self.durations, self.songs = _rows(artists)
        taste = generator(seed, "popularity", artists)
        self.rank: Ints = taste.permutation(artists)
        self.genre: Ints = taste.integers(0, GENRES, artists)
        within = np.arange(len(self.artist_of)) - self.first[self.artist_of]
        weight = (self.rank[self.artist_of] + 2.5) ** -1.05 * (within + 1.5) ** -0.8
        self.weight: Floats = weight * taste.lognormal(0, 0.5, len(weight))
        self._all = np.cumsum(self.weight)
        self._genres = [
            np.cumsum(np.where(self.genre[self.artist_of] == each, self.weight, 0)) for each in range(GENRES)
        ]

    @property
    def artists(self) -> int:
        return len(self.rank)

    @cached_property
    def artist_ids(self) -> list[ArtistId]:
        return [self.songs[int(first)].artist_id for first in self.first[:-1]]

    def popular(self, random: Generator, count: int, genre: int | None = None) -> Ints:
        """Songs as the country, or the lovers of a genre, play them."""
        of = self._all if genre is None else self._genres[genre]
        if of[-1] <= 0:
            of = self._all
        found: Ints = np.searchsorted(of, random.random(count) * of[-1], side="right").astype(np.int64)
        return found

    def songs_of(self, artist: int) -> Ints:
        return np.arange(self.first[artist], self.first[artist + 1])

    def album(self, random: Generator, artist: int) -> Ints:
        """Songs of one artist, in the album's order."""
        songs = self.songs_of(artist)
        begin = int(random.integers(0, max(len(songs) - ALBUM_SONGS, 0) + 1))
        return songs[begin : begin + ALBUM_SONGS]

    def obscure(self, random: Generator, songs: int) -> int:
        """An artist that few play, with at least so many songs (or the most that one has)."""
        counts = np.diff(self.first)
        fit = np.flatnonzero((self.rank >= 0.3 * self.artists) & (counts >= min(songs, int(counts.max()))))
        return int(random.choice(fit)) if len(fit) else int(np.argmax(counts))


@lru_cache(maxsize=4)
def _rows(artists: int) -> tuple[Ints, Ints, Ints, list[SimulatedSong]]:
    """Each artist's first song and the end, each song's artist and duration in ms, the songs; not to be changed."""
    random = generator(0, "catalogue", artists)
    counts = np.clip(random.geometric(1 / 14, artists), 3, 80)
    first: Ints = np.concatenate(([0], np.cumsum(counts)))
    artist_of: Ints = np.repeat(np.arange(artists), counts)
    durations: Ints = np.clip(random.normal(205, 38, len(artist_of)), 95, 420).astype(np.int64) * 1000
    rows = zip(artist_of.tolist(), durations.tolist(), strict=True)
    return first, artist_of, durations, [_row(number, artist, ms) for number, (artist, ms) in enumerate(rows)]


def _row(number: int, artist: int, duration: int) -> SimulatedSong:
    name = f"{_GIVEN[artist % 15]} {_STAGE[artist // 15 % 15]}"
    name = name if artist < 225 else f"{name} {artist // 225 + 1}"
    code = f"RWSIM26{number:05}"
    title = f"{_FIRST[number % 10]}{_SECOND[number // 10 % 12]} {_THIRD[number // 120 % len(_THIRD)]}"
    title = title if number < 120 * len(_THIRD) else f"{title} {number // (120 * len(_THIRD)) + 1}"
    return SimulatedSong(
        song_id=SongId(str(uuid5(NAMESPACE, f"song\x1f{code}"))),
        artist_id=ArtistId(str(uuid5(NAMESPACE, f"artist\x1f{name.casefold()}"))),
        title=title,
        artist=name,
        isrc=code,
        duration=duration,
    )
