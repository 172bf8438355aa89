"""Pieces of which habits are made: what is played next, a stretch of listening, and the ear that notes it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from kernel.events.detections import Kind
from simulation.catalogue import Catalogue
from simulation.chance import Floats, Ints
from simulation.device import LEAST_MS, Draft
from simulation.places import KM_PER_DEGREE, KM_PER_DEGREE_EAST, Place
from simulation.truth import Label

Next = Callable[[Generator, int], Ints]
"""The numbers of the next so many songs."""

USUAL_MS: Final = 205_000
SKIPPED_MS: Final = 45_000


class Taste:
    """A person's songs: a library with favourites, out of genres, and now and then what everybody plays."""

    def __init__(self, random: Generator, catalogue: Catalogue) -> None:
        genres = random.integers(0, 8, 2)
        size = int(np.clip(random.lognormal(4.0, 0.6), 12, 300))
        liked = [catalogue.popular(random, size, int(genre)) for genre in genres]
        self._songs = np.unique(np.concatenate([liked[0], liked[1][: size // 2], catalogue.popular(random, size // 3)]))
        self._songs = random.permutation(self._songs)
        steepness = random.uniform(0.4, 1.3)
        self._weights = np.cumsum((np.arange(len(self._songs)) + 2.0) ** -steepness)
        self._explores = random.beta(2, 5)
        self._catalogue = catalogue

    def next(self, random: Generator, count: int) -> Ints:
        known = self._songs[np.searchsorted(self._weights, random.random(count) * self._weights[-1], side="right")]
        new = self._catalogue.popular(random, count)
        return np.where(random.random(count) < self._explores, new, known)

    def favourite(self, random: Generator) -> int:
        """An artist of the library."""
        return int(self._catalogue.artist_of[self.next(random, 1)[0]])


class Playlist:
    """Songs in their order, again and again, from where they stopped; shuffled anew at each round if it is so set."""

    def __init__(self, songs: Ints, shuffles: bool = False) -> None:
        self._songs = songs
        self._shuffles = shuffles
        self._place = 0

    def next(self, random: Generator, count: int) -> Ints:
        size = len(self._songs)
        if not self._shuffles:
            numbers = (np.arange(count) + self._place) % size
            self._place = (self._place + count) % size
            return self._songs[numbers]
        rounds = [random.permutation(self._songs) for _ in range(ceil(count / size))]
        return np.concatenate(rounds)[:count]

    def restart(self) -> None:
        self._place = 0


@dataclass(frozen=True, slots=True)
class Stretch:
    """Plays one after another: when each began and how long it was heard, milliseconds, and its song."""

    at: Ints
    heard: Ints
    songs: Ints

    def __len__(self) -> int:
        return len(self.at)

    def only(self, kept: NDArray[np.bool_] | Ints | slice) -> "Stretch":
        return Stretch(self.at[kept], self.heard[kept], self.songs[kept])

    def moved(self, ms: int) -> "Stretch":
        return Stretch(self.at + ms, self.heard, self.songs)


def stretch(
    random: Generator,
    catalogue: Catalogue,
    begin: int,
    end: int,
    following: Next,
    *,
    gap_s: float = 4.0,
    skips: float = 0.1,
    misses: float = 0.0,
    steady: bool = False,
) -> Stretch:
    """Listening from `begin` to `end`. `skips` is the share of songs that are cut short, `misses` of those not noticed;
    gaps are `gap_s` long in the mean, or nearly exactly where it is `steady`."""
    usual = (1 - skips) * USUAL_MS + skips * SKIPPED_MS + gap_s * 1000
    count = max(int((end - begin) / usual * 1.35) + 6, 1)
    songs = following(random, count)
    full = catalogue.durations[songs]
    heard = full * random.uniform(0.93, 1.0, count)
    skipped = random.random(count) < skips
    cut = np.where(skipped, np.minimum(heard, LEAST_MS + random.exponential(SKIPPED_MS, count)), heard)
    lengths: Ints = cut.astype(np.int64)
    gaps = random.normal(gap_s, 0.08 * gap_s, count) if steady else random.exponential(gap_s, count)
    waits = (np.maximum(gaps, 0.0) * 1000).astype(np.int64)
    at = begin + waits + np.concatenate(([0], np.cumsum(lengths[:-1] + waits[:-1])))
    kept = at + lengths <= end
    if misses:
        kept &= random.random(count) >= misses
    return Stretch(at[kept], lengths[kept], songs[kept])


def overheard(random: Generator, music: Stretch, begin: int, end: int, misses: float = 0.0) -> Stretch:
    """What one who is near hears, from `begin` to `end`, of music that others play: noted a little late and short."""
    first, last = np.searchsorted(music.at, [begin, end])
    part = Stretch(music.at[first:last], music.heard[first:last], music.songs[first:last])
    late: Ints = random.integers(0, 6_000, len(part))
    heard: Ints = part.heard - late - random.integers(0, 4_000, len(part))
    kept = (heard >= LEAST_MS) & (part.at + part.heard <= end) & (random.random(len(part)) >= misses)
    return Stretch(part.at + late, heard, part.songs).only(kept)


@dataclass(frozen=True, slots=True)
class Way:
    """Where each play of a stretch began, in degrees."""

    lats: Floats
    lons: Floats


@dataclass(slots=True)
class Ear:
    """What notes the plays. `clear` is how well it hears (0.5 a loud bar, 0.95 a cable), `fix_m` the accuracy of its
    places in metres (None: it tells no place), `tells` how often it names the song that its player shows, `wrong` how
    often that name is another song's. `exact` is the share of plays whose sound is the very same file each time."""

    kind: Kind = Kind.FINGERPRINT
    clear: float = 0.8
    fix_m: float | None = 20.0
    tells: float = 0.0
    wrong: float = 0.004
    exact: float = 0.0

    def hears(
        self, random: Generator, stretch: Stretch, where: Place | Way | None, label: Label = Label.HONEST
    ) -> list[Draft]:
        """Notes of a stretch, at one place or along a way."""
        count = len(stretch)
        if not count:
            return []
        confidences, margins, hashes = self._sound(random, stretch)
        songs = stretch.songs.tolist()
        declared = self._declared(random, songs)
        lats, lons, accuracies = self._places(random, count, where)
        kind = self.kind
        return [
            Draft(at, heard, song, kind, sure, margin, lat, lon, accuracy, said, sound, label)
            for at, heard, song, sure, margin, lat, lon, accuracy, said, sound in zip(
                stretch.at.tolist(),
                stretch.heard.tolist(),
                songs,
                confidences,
                margins,
                lats,
                lons,
                accuracies,
                declared,
                hashes,
                strict=True,
            )
        ]

    def _declared(self, random: Generator, songs: list[int]) -> list[int | None]:
        if self.kind is not Kind.FINGERPRINT:
            return list(songs)
        if not self.tells:
            return [None] * len(songs)
        told = random.random(len(songs))
        errs = random.random(len(songs)) < self.wrong
        # Who is wrong names the song before: the player had not changed its display yet.
        return [
            (songs[n - 1] if err and n else song) if tell < self.tells else None
            for n, (song, tell, err) in enumerate(zip(songs, told.tolist(), errs.tolist(), strict=True))
        ]

    def _sound(
        self, random: Generator, stretch: Stretch
    ) -> tuple[list[float], Sequence[float | None], Sequence[int | None]]:
        """Confidences, margins, and hashes of the fingerprints; nothing was heard where the kind is another."""
        count = len(stretch)
        if self.kind is not Kind.FINGERPRINT:
            return [1.0] * count, [None] * count, [None] * count
        confidence = np.clip(random.beta(24 * self.clear, 24 * (1 - self.clear), count), 0.25, 1.0)
        margin = np.maximum(confidence * random.normal(4.4, 0.5, count) - 0.3, 0.3)
        hashes: list[int] = random.integers(-(2**63), 2**63 - 1, count).tolist()
        if self.exact:
            for n in np.flatnonzero(random.random(count) < self.exact).tolist():
                hashes[n] = exact_sound(int(stretch.songs[n]))
        return confidence.round(4).tolist(), margin.round(3).tolist(), hashes

    def _places(
        self, random: Generator, count: int, where: Place | Way | None
    ) -> tuple[Sequence[float | None], Sequence[float | None], Sequence[float | None]]:
        if self.fix_m is None or where is None:
            return [None] * count, [None] * count, [None] * count
        lat, lon = (where.lats, where.lons) if isinstance(where, Way) else (where.lat, where.lon)
        accuracy = self.fix_m * random.lognormal(0.0, 0.5, count)
        off = accuracy / 1000 * random.normal(0.0, 0.6, (2, count))
        return (
            (lat + off[0] / KM_PER_DEGREE).round(6).tolist(),
            (lon + off[1] / KM_PER_DEGREE_EAST).round(6).tolist(),
            accuracy.round(1).tolist(),
        )


def exact_sound(song: int, cut: int = 0) -> int:
    """The fingerprint's hash of a song's file from one exact place on, the same for whoever plays that file."""
    mixed = (song * 0x9E3779B97F4A7C15 + cut * 0xC2B2AE3D27D4EB4F + 0x165667B19E3779F9) & (1 << 64) - 1
    mixed = (mixed ^ mixed >> 31) * 0xD6E8FEB86659FD93 & (1 << 64) - 1
    return (mixed ^ mixed >> 32) - (1 << 63)
