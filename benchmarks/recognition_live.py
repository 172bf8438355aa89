"""What a running worker does beside looking up clips: titles among 100,000 songs, and songs that come in meanwhile:
python -m benchmarks.recognition_live [--songs 10000]
"""

import argparse
import threading
import time
from collections.abc import Callable

import numpy as np

from benchmarks import music
from benchmarks.made_catalogue import Made
from benchmarks.made_songs import Statistics
from benchmarks.report import Row, report
from fingerprinting.audio import decode
from fingerprinting.chroma import fingerprint, to_bytes
from fingerprinting.lookup.search import search
from kernel.events.detections import Metadata, Profile
from kernel.events.songs import Song
from kernel.ids import ArtistId, SongId
from stream_processors.recognition.live import LiveCatalogue
from stream_processors.recognition.titles import Titles

SONGS = 100_000
ASKED = 300
MOST_MS = 5.0
ADDED = 1_000
WATCHED_SECONDS = 20.0
SEED = 20_261_123
SYLLABLES = [
    first + then for first in ("b", "g", "k", "m", "n", "nd", "r", "s", "t", "nt", "z", "nk") for then in "aeiou"
]


def main() -> None:
    """Prints and writes all figures; exits 1 where a target was missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--songs", type=int, default=10_000, help="in the catalogue that others are added to")
    count = parser.parse_args().songs
    raise SystemExit(not report("recognition-live", [*titles(), *additions(count)]))


def titles() -> list[Row]:
    """How long it takes to find a song by what somebody says it is."""
    generator = np.random.default_rng(SEED)
    artists = [_words(generator, 2) for _ in range(SONGS // 6)]
    songs = [_song(n, _words(generator, 3), artists[int(generator.integers(len(artists)))]) for n in range(SONGS)]
    begin = time.thread_time()
    known = Titles(songs)
    built = time.thread_time() - begin
    chosen = [songs[int(n)] for n in generator.integers(SONGS, size=ASKED)]
    asked: dict[str, list[tuple[str, str]]] = {
        "as it is": [(song.title, song.artist) for song in chosen],
        "a letter wrong in title and artist": [(_wrong(song.title), _wrong(song.artist)) for song in chosen],
        "nobody known": [(_words(generator, 3), _words(generator, 2)) for _ in chosen],
        "three artists, misspelt": [
            (song.title, f"{_wrong(song.artist)} & {_words(generator, 2)} feat. {_words(generator, 1)}")
            for song in chosen
        ],
    }
    rows = [Row(f"titles of {SONGS:,} songs: made ready", built, "s", "once a worker")]
    for name, pairs in asked.items():
        taken = [_seconds(lambda each=each: known.find(_said(*each))) for each in pairs]  # type: ignore[misc]
        found = sum(known.find(_said(*each)).songs == (song.song_id,) for each, song in zip(pairs, chosen, strict=True))
        p50, p95 = (1000 * float(each) for each in np.percentile(taken, (50, 95)))
        against = f"p50 {p50:.2f}; {found} of {ASKED} found"
        rows.append(Row(f"titles: {name}, p95", p95, "ms", against, p95 / MOST_MS, "< 5", p95 < MOST_MS))
    return rows


def additions(count: int) -> list[Row]:
    """How long a clip takes while nothing comes in, and while ADDED songs do."""
    generator = np.random.default_rng(SEED)
    statistics = Statistics.of([fingerprint(decode(path), Profile.LINE).items for path in music.files()])
    made = Made.of(statistics, count + ADDED, generator)
    songs = [
        _song(number, _words(generator, 3), _words(generator, 2)).evolve(line=to_bytes(items), mic=to_bytes(items))
        for number, items in enumerate(made.songs.values())
    ]
    live = LiveCatalogue()
    live.start()
    live.change([(song.song_id, song) for song in songs[:count]], {})
    live.wait_built(600)
    clips = [items for _, items in made.clips(200, 0.3, generator)]
    stopping, quiet, busy = threading.Event(), list[float](), list[float]()

    def look(taken: list[float], until: Callable[[], bool]) -> None:
        while not until():
            begin = time.perf_counter()
            search(live.now().indexes[Profile.LINE], [clips[len(taken) % len(clips)]])
            taken.append(time.perf_counter() - begin)

    end = time.perf_counter() + WATCHED_SECONDS / 4
    look(quiet, lambda: time.perf_counter() > end)
    begin = time.perf_counter()

    def add() -> None:
        for at in range(count, count + ADDED, 100):
            live.change([(song.song_id, song) for song in songs[at : at + 100]], {})
            live.wait_built(600)
        stopping.set()

    adding = threading.Thread(target=add)
    adding.start()
    look(busy, stopping.is_set)
    adding.join()
    seconds = time.perf_counter() - begin
    before, meanwhile = (1000 * float(np.percentile(taken, 99)) for taken in (quiet, busy))
    most = f"p50 {1000 * float(np.median(busy)):.2f}, longest {1000 * max(busy):.0f}"
    name = f"{ADDED:,} songs added to {count:,}"
    return [
        Row(f"{name}: until all are found", seconds, "s", "100 at a time"),
        Row(f"{name}: a clip meanwhile, p99", meanwhile, "ms", most, meanwhile / 100, "< 100", meanwhile < 100),
        Row(f"{name}: a clip before, p99", before, "ms", f"p50 {1000 * float(np.median(quiet)):.2f}"),
    ]


def _song(number: int, title: str, artist: str) -> Song:
    return Song(
        song_id=SongId(f"song-{number:06}"),
        title=title,
        artist_id=ArtistId(artist),
        artist=artist,
        duration_ms=180_000,
    )


def _said(title: str, artist: str) -> Metadata:
    return Metadata(title=title, artist=artist)


def _words(generator: np.random.Generator, count: int) -> str:
    words = ("".join(generator.choice(SYLLABLES, int(generator.integers(2, 5)))) for _ in range(count))
    return " ".join(words).title()


def _wrong(text: str) -> str:
    middle = len(text) // 2
    return f"{text[:middle]}x{text[middle + 1 :]}"


def _seconds(action: Callable[[], object]) -> float:
    begin = time.thread_time()
    action()
    return time.thread_time() - begin


if __name__ == "__main__":
    main()
