"""What unknown music reaches; thresholds are fitted to it. `python -m benchmarks.recognition_thresholds [FOLDER...]`

Of the evaluation's music, and of what else lies in the folders, stretches of every piece are looked for in the index
without it: other stretches than those that the evaluation reports on. Nothing is written.
"""

import sys
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks import music
from benchmarks.recognition_eval import index_of
from fingerprinting.audio import SAMPLE_RATE, decode
from fingerprinting.lookup.index import Index
from fingerprinting.lookup.search import search
from fingerprinting.lookup.thresholds import LENGTHS, SHARE_OF_LIKENESS, least_z, least_z_beside
from kernel.events.detections import Profile
from kernel.ids import SongId

SEED = 4_711
STRETCHES = 40
"""Of every piece."""

LEAST_SECONDS = 31


def highest(index: Index, items: int) -> tuple[float, float]:
    """The greatest z of unknown music in stretches of so many items, and the greatest beyond SHARE_OF_LIKENESS."""
    generator = np.random.default_rng(SEED)
    by_itself, beyond = [0.0], [0.0]
    for song in index.songs:
        whole = index.items_of(song)
        if len(whole) <= items:
            continue
        parts = [whole[at : at + items] for at in generator.integers(0, len(whole) - items, STRETCHES)]
        for match in search(index.changed({song: None}), parts):
            if match is not None and match.clear:
                by_itself.append(match.z)
                beyond.append(match.z - SHARE_OF_LIKENESS * match.likeness)
    return max(by_itself), max(beyond)


def main() -> None:
    """Prints, for each profile and length, what unknown music reaches beside what is needed."""
    folders = [Path(each) for each in sys.argv[1:]]
    files = music.files() + [path for folder in folders for path in sorted(folder.rglob("*.ogg"))]
    pieces = {SongId(str(path)): decode(path) for path in track(files, "Decoding music")}
    pieces = {song: pcm for song, pcm in pieces.items() if len(pcm) > LEAST_SECONDS * SAMPLE_RATE}
    table = Table("profile", "items", "greatest z", "needed", "greatest beyond likeness", "needed")
    for profile in Profile:
        index = index_of(pieces, profile)
        for items in LENGTHS:
            by_itself, beyond = highest(index, items)
            least, beside = least_z(items, profile), least_z_beside([items], profile, np.zeros(1))[0]
            table.add_row(profile.value, str(items), *(f"{each:.2f}" for each in (by_itself, least, beyond, beside)))
    Console().print(table)


if __name__ == "__main__":
    main()
