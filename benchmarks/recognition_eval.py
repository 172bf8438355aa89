"""How well and how fast songs are recognised: `python -m benchmarks.recognition_eval`.

Every clip is asked for twice: in an index of all songs, where its own must come out, and in the index without its
song, where nothing may. Clips begin at random places; dirt is the same at every run.
"""

import sys
from dataclasses import dataclass
from itertools import product

import numpy as np
from rich.progress import track

from benchmarks import music
from benchmarks import recognition_speed as speed
from benchmarks.recognition_conditions import CONDITIONS, Condition
from benchmarks.report import Row, report
from fingerprinting.audio import SAMPLE_RATE, Pcm, decode
from fingerprinting.chroma import fingerprint
from fingerprinting.lookup.index import Index
from fingerprinting.lookup.search import Match, search
from fingerprinting.lookup.thresholds import LENGTHS
from injyana.demo.audio import cut
from kernel.events.detections import Profile
from kernel.ids import SongId

UNKNOWN_OF_A_SONG = 400
SEED = 20_260_301


@dataclass(frozen=True, slots=True)
class Counted:
    """Clips asked for, those recognised as their song and as another, and those accepted without their song there."""

    clips: int
    right: int
    wrong: int
    false: int

    @property
    def percent(self) -> float:
        return 100 * self.right / self.clips


def load() -> dict[SongId, Pcm]:
    """All real pieces that are long enough for every condition."""
    longest = max(condition.seconds for condition in CONDITIONS)
    pieces = {SongId(path.stem): decode(path) for path in track(music.files(), "Decoding music")}
    return {song: pcm for song, pcm in pieces.items() if len(pcm) > longest * SAMPLE_RATE}


def index_of(songs: dict[SongId, Pcm], profile: Profile) -> Index:
    """The index of whole songs."""
    return Index(profile).changed({song: fingerprint(pcm, profile).items for song, pcm in songs.items()})


def evaluate(condition: Condition, songs: dict[SongId, Pcm], index: Index) -> Counted:
    """The counts of one condition over its clips of each song."""
    generator = np.random.default_rng(SEED)
    asked = right = wrong = false = 0
    for song, pcm in songs.items():
        starts = generator.uniform(0, len(pcm) / SAMPLE_RATE - condition.seconds - 0.01, condition.clips)
        heard = [
            fingerprint(condition.dirty(cut(pcm, float(start), condition.seconds), number), condition.profile).items
            for number, start in enumerate(starts)
        ]
        with_it = [match.song for match in search(index, heard) if accepted(match) and match is not None]
        without_it = [match for match in search(index.changed({song: None}), heard) if accepted(match)]
        asked += condition.clips
        right += sum(found == song for found in with_it)
        wrong += sum(found != song for found in with_it)
        false += len(without_it)
    return Counted(asked, right, wrong, false)


def accepted(match: Match | None) -> bool:
    """Whether recognition would believe it."""
    return match is not None and match.strong and match.clear


def unknown(songs: Index, items: int, times: int = UNKNOWN_OF_A_SONG) -> tuple[int, int]:
    """Stretches of `items` items of each song looked for without the song: how many, and how many were accepted."""
    generator = np.random.default_rng(SEED)
    asked = false = 0
    for segment in songs.segments:
        for number, song in enumerate(segment.songs):
            whole = segment.items_of(number)
            if len(whole) <= items:
                continue
            parts = [whole[at : at + items] for at in generator.integers(0, len(whole) - items, times)]
            asked += times
            false += sum(map(accepted, search(songs.changed({song: None}), parts)))
    return asked, false


def main() -> None:
    """Prints and writes all figures; exits 1 where a target was missed."""
    songs = load()
    indexes = {profile: index_of(songs, profile) for profile in Profile}
    rows = []
    for condition in track(CONDITIONS, "Asking for clips"):
        counted = evaluate(condition, songs, indexes[condition.profile])
        against = f"{counted.clips} clips, {counted.wrong} as another song, {counted.false} without the song there"
        target = f">= {condition.target:.0f}" if condition.target else None
        holds = counted.percent >= condition.target if condition.target else None
        rows.append(Row(condition.label, counted.percent, "% recognised", against, None, target, holds))
        if condition.name == "clean" or condition.profile is Profile.MIC:
            none = counted.false + counted.wrong
            rows.append(Row(f"{condition.label}: falsely", none, "clips", against, None, "0", none == 0))
    for profile, items in product(Profile, LENGTHS):
        asked, false = unknown(indexes[profile], items)
        share = 1000 * false / asked
        name = f"{profile.value}, {items} items of unknown music accepted"
        rows.append(Row(name, share, "per 1,000", f"{asked} stretches", None, "<= 1", share <= 1))
    rows += speed.rows(indexes[Profile.LINE])
    sys.exit(not report("eval-recognition", rows))


if __name__ == "__main__":
    main()
