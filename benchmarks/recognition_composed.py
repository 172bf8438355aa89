"""How well composed music is recognised, and that near-misses are not: python -m benchmarks.recognition_composed

PIECES composed pieces are the catalogue. Of each, one stretch in every condition is asked for in four lengths; then
stretches of pieces that are not in the catalogue: near-misses of its own (other melody, other tempo) and strangers.
Nothing was fitted on any of these pieces.
"""

import argparse
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np
from rich.progress import track

from benchmarks.composer.catalogue import FIRST_SEED, PIECES, PROCESSES, Work, near_misses, sounding, works
from benchmarks.proportions import Share
from benchmarks.recognition_conditions import clean, mp3, noise, telephone
from benchmarks.recognition_dirt import Dirt, room, speech, speed, tempo, then
from benchmarks.recognition_eval import accepted
from benchmarks.report import Row, report
from fingerprinting.audio import SAMPLE_RATE, Pcm
from fingerprinting.chroma import fingerprint
from fingerprinting.compressed import Items
from fingerprinting.lookup.index import Index
from fingerprinting.lookup.search import search
from injyana.demo.audio import cut
from kernel.events.detections import Profile
from kernel.ids import SongId

LENGTHS: Final = (5, 10, 15, 30)
"""Seconds of a clip."""
STRANGERS: Final = 60
STRETCHES: Final = 12
"""Of every piece that is not in the catalogue, in each length and condition."""
SPARE_SECONDS: Final = 2
"""Cut beside the longest clip, since faster music is shorter."""
FALSE_LIMIT: Final = 0.1
"""Percent of clips of strangers that may be accepted."""
NEAR_LIMIT: Final = {5: 2.0, 10: 1.0, 15: 0.3, 30: 0.3}
"""Percent of clips of near-misses that may be accepted, by seconds. 0.1 is wanted; a short clip may hold nothing that
differs."""


@dataclass(frozen=True, slots=True)
class Condition:
    """`targets` are the shares in percent that must be recognised, by seconds."""

    name: str
    profile: Profile
    dirt: Dirt
    targets: dict[int, float]


LINE_TARGETS: Final = {10: 99.0, 15: 99.0, 30: 99.0}
CONDITIONS: Final = (
    Condition("clean", Profile.LINE, clean, LINE_TARGETS),
    Condition("MP3 64 kbit/s", Profile.LINE, mp3, LINE_TARGETS),
    Condition("pink noise 10 dB", Profile.LINE, noise(10), {}),
    Condition("pink noise 5 dB", Profile.LINE, noise(5), {}),
    Condition("tempo +3 %", Profile.LINE, tempo(1.03), {}),
    Condition("speech 5 dB below", Profile.LINE, speech(5), {}),
    Condition("speed +2 %, as it is", Profile.LINE, speed(2), {}),
    Condition("room, 10 dB", Profile.MIC, then(room(0.3, 0.5), noise(10)), {15: 95.0}),
    Condition("harsh room, 5 dB", Profile.MIC, then(room(0.6, 1.0), noise(5)), {15: 80.0}),
    Condition("telephone band, 5 dB", Profile.MIC, telephone(5), {}),
)
OUTSIDE: Final = (0, 2, 7)
"""The places of the conditions that other music is asked for in."""


Asked = list[list[Items]]
"""For each stretch of a piece, the fingerprints of its clips by length."""


def heard(condition: Condition, starts: Sequence[float], seed: int, pcm: Pcm) -> Asked:
    """The clips that begin at the starts, in seconds."""
    found = []
    for number, start in enumerate(starts):
        dirty = condition.dirt(cut(pcm, start, LENGTHS[-1] + SPARE_SECONDS), seed + number)
        found.append([fingerprint(dirty[: seconds * SAMPLE_RATE], condition.profile).items for seconds in LENGTHS])
    return found


def _of_piece(places: Sequence[int], stretches: int, given: tuple[int, Pcm]) -> list[Asked]:
    """For each condition, by its place in CONDITIONS, the clips of one piece, of which number and samples are given."""
    number, pcm = given
    random = np.random.default_rng(FIRST_SEED + number)
    last = len(pcm) / SAMPLE_RATE - LENGTHS[-1] - SPARE_SECONDS - 0.01
    return [
        heard(CONDITIONS[place], random.uniform(0, last, stretches).tolist(), 1000 * number, pcm) for place in places
    ]


def clips(pieces: Sequence[Pcm], places: Sequence[int], stretches: int, what: str) -> list[list[Asked]]:
    """For each piece and condition, the clips of so many stretches."""
    with ProcessPoolExecutor(PROCESSES) as pool:
        asked = pool.map(partial(_of_piece, places, stretches), enumerate(pieces), chunksize=2)
        return list(track(asked, what, total=len(pieces)))


def known(indexes: dict[Profile, Index], songs: Sequence[SongId], pieces: Sequence[Pcm]) -> list[Row]:
    """What is recognised of the catalogue's own pieces."""
    asked = clips(pieces, range(len(CONDITIONS)), 1, "Asking for known music")
    rows = []
    for place, condition in enumerate(CONDITIONS):
        for length, seconds in enumerate(LENGTHS):
            matches = search(indexes[condition.profile], [piece[place][0][length] for piece in asked])
            right = sum(
                accepted(match) and match is not None and match.song == song
                for match, song in zip(matches, songs, strict=True)
            )
            wrong = sum(map(accepted, matches)) - right
            share = Share(right, len(songs))
            target = condition.targets.get(seconds)
            name = f"{condition.profile.value}, {seconds} s, {condition.name}"
            goal, holds = (f">= {target:g}", share.percent >= target) if target else (None, None)
            rows.append(Row(name, share.percent, "% recognised", f"{share}; {wrong} as others", None, goal, holds))
    return rows


def outside(indexes: dict[Profile, Index], pieces: Sequence[Pcm], what: str, limits: dict[int, float]) -> list[Row]:
    """What is accepted of music that is not in the catalogue, beside the limit in percent by seconds."""
    asked = clips(pieces, OUTSIDE, STRETCHES, f"Asking for {what}")
    rows = []
    for length, seconds in enumerate(LENGTHS):
        false = every = 0
        for place, condition in enumerate(CONDITIONS[each] for each in OUTSIDE):
            queries = [start[length] for piece in asked for start in piece[place]]
            false += sum(map(accepted, search(indexes[condition.profile], queries)))
            every += len(queries)
        share = Share(false, every)
        goal = f"<= {limits[seconds]:g}"
        holds = share.percent <= limits[seconds]
        rows.append(Row(f"{what}, {seconds} s", share.percent, "% accepted", str(share), None, goal, holds))
    return rows


def main() -> None:
    """Prints and writes all figures; exits 1 where a target was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pieces", type=int, default=PIECES, help="of the catalogue; fewer show whether it works")
    pieces = works(pieces=parser.parse_args().pieces)
    sounds = dict(track(sounding(pieces), "Composing", total=len(pieces)))
    songs = [work.song for work in pieces]
    indexes = {
        profile: Index(profile).changed({work.song: fingerprint(pcm, profile).items for work, pcm in sounds.items()})
        for profile in Profile
    }
    rows = known(indexes, songs, list(sounds.values()))
    near = near_misses(pieces)
    for kind in ("melody", "tempo"):
        some = [work for work in near if work.song.endswith(kind)]
        rows += outside(indexes, _sounds(some), f"other {kind}", NEAR_LIMIT)
    strangers = _sounds(works(FIRST_SEED + 10 * PIECES, STRANGERS))
    rows += outside(indexes, strangers, "strangers", dict.fromkeys(LENGTHS, FALSE_LIMIT))
    sys.exit(not report("eval-composed", rows))


def _sounds(pieces: list[Work]) -> list[Pcm]:
    return [pcm for _, pcm in track(sounding(pieces), "Composing", total=len(pieces))]


if __name__ == "__main__":
    main()
