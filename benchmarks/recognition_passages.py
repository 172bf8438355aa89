"""How well songs are found in long audio: `python -m benchmarks.recognition_passages`.

Excerpts of the real pieces in random order, cut hard into each other or with music between them that is not in the
index; the same at every run.
"""

import sys
from dataclasses import dataclass

import numpy as np
from rich.progress import track

from benchmarks import music
from benchmarks.recognition_eval import index_of
from benchmarks.report import Row, report
from fingerprinting.audio import SAMPLE_RATE, Pcm, decode
from fingerprinting.chroma import fingerprint
from fingerprinting.lookup.index import Index
from fingerprinting.lookup.passages import Passage, passages
from injyana.demo.audio import cut, pink_noise
from kernel.events.detections import Profile
from kernel.ids import SongId

ROUNDS = 2
LENGTHS_S = (20.0, 60.0)
GAPS_S = (0, 0, 8, 15)
STRANGER = "Apex Aleph"
CONDITIONS = ((Profile.LINE, None), (Profile.LINE, 10), (Profile.MIC, None), (Profile.MIC, 10))
"""Profile, and noise so many dB below the music."""
MEETS_S = 3.0
MOST_OFF_S = 0.5
"""Of the median beginning and end, as the design asks of radio."""


@dataclass(frozen=True, slots=True)
class Played:
    """What was played, and when in the audio."""

    song: SongId
    from_s: float
    to_s: float

    def met_by(self, passage: Passage) -> bool:
        overlap = min(passage.to_s, self.to_s) - max(passage.from_s, self.from_s)
        return passage.song == self.song and overlap > MEETS_S


def programme(songs: dict[SongId, Pcm], stranger: Pcm, chance: np.random.Generator) -> tuple[Pcm, list[Played]]:
    """An excerpt of each song, and what was played."""
    parts, played, at = [], [], 0.0
    for number in chance.permutation(len(songs)):
        song, pcm = list(songs.items())[number]
        length = min(float(chance.uniform(*LENGTHS_S)), len(pcm) / SAMPLE_RATE - 6)
        start = float(chance.uniform(1, len(pcm) / SAMPLE_RATE - length - 1))
        parts.append(cut(pcm, start, length))
        played.append(Played(song, at, at + length))
        at += length
        gap = float(chance.choice(GAPS_S))
        parts.append(cut(stranger, float(chance.uniform(0, 80)), gap))
        at += gap
    return np.concatenate(parts), played


def rows(profile: Profile, noise_db: int | None, index: Index, programmes: list[tuple[Pcm, list[Played]]]) -> list[Row]:
    """What was found of the programmes under one condition."""
    asked = missed = false = split = 0
    starts, ends = [], []
    for seed, (pcm, played) in enumerate(programmes):
        heard = pcm if noise_db is None else pink_noise(pcm, noise_db, seed)
        found = passages(index, fingerprint(heard, profile).items)
        false += sum(not any(each.met_by(passage) for each in played) for passage in found)
        for each in played:
            mine = [passage for passage in found if each.met_by(passage)]
            asked += 1
            missed += not mine
            split += len(mine) > 1
            if mine:
                starts.append(abs(mine[0].from_s - each.from_s))
                ends.append(abs(mine[-1].to_s - each.to_s))
    name = f"{profile.value}, {'clean' if noise_db is None else f'noise {noise_db} dB'}"
    share = 100 * (asked - missed) / asked
    against = f"{asked} excerpts, {split} in parts, {false} false"
    result = [Row(f"{name}: found", share, "%", against, None, ">= 98, none false", bool(share >= 98 and not false))]
    for what, off in (("beginning", starts), ("end", ends)):
        middle, most = np.percentile(off, [50, 95])
        result.append(
            Row(
                f"{name}: {what}",
                float(middle),
                "s off",
                f"p95 {most:.2f} s",
                None,
                "<= 0.5",
                bool(middle <= MOST_OFF_S),
            )
        )
    return result


def main() -> None:
    """Prints and writes all figures; exits 1 where a target was missed."""
    pieces = {SongId(path.stem): decode(path) for path in track(music.files(), "Decoding music")}
    songs = {song: pcm for song, pcm in pieces.items() if song != STRANGER}
    indexes = {profile: index_of(songs, profile) for profile in Profile}
    chance = np.random.default_rng(5)
    programmes = [programme(songs, pieces[SongId(STRANGER)], chance) for _ in range(ROUNDS)]
    found = [row for profile, noise in CONDITIONS for row in rows(profile, noise, indexes[profile], programmes)]
    sys.exit(not report("recognition-passages", found))


if __name__ == "__main__":
    main()
