"""How well hearings of unknown recordings are put together: pairs joined rightly and wrongly, on real music.

Clips of 15 s from anywhere in pieces of Debian's packages; one in fourteen holds the end of a piece and the beginning
of the next, as a phone hears a party. A pair is right where most of both clips is the same piece.

python -m benchmarks.unknown_recordings [--pieces 24] [--hearings 40] [--noise 20] [--profile line]
"""

import argparse
import random
import time
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import numpy as np

from benchmarks.music import files
from fingerprinting.audio import SAMPLE_RATE, Pcm, decode
from fingerprinting.chroma import fingerprint
from injyana.demo.audio import cut, pink_noise
from kernel.events.detections import Profile
from kernel.ids import SongId
from stream_processors.recognition.unknown.grouping import Standing
from stream_processors.recognition.unknown.memory import Hearing, Memory

CLIP_SECONDS = 15.0
MIXED = 1 / 14
"""A clip of 15 s among pieces of 200 s."""
BATCH = 200


@dataclass(frozen=True, slots=True)
class Clip:
    """A hearing and the piece that most of it is."""

    hearing: Hearing
    piece: int


def clips(paths: Sequence[Path], each: int, noise_db: float, profile: Profile, seed: int) -> list[Clip]:
    """So many clips of each piece, in random order, the same for the same seed."""
    chosen = random.Random(seed)
    pieces = [decode(path) for path in paths]
    made = []
    for number, pcm in enumerate(pieces):
        for _ in range(each):
            heard = _heard(chosen, pcm, pieces[(number + chosen.randrange(1, len(pieces))) % len(pieces)])
            noisy = pink_noise(heard, noise_db, chosen.randrange(1 << 30))
            event = SongId(str(UUID(int=chosen.getrandbits(128))))
            made.append(Clip(Hearing(event, profile, fingerprint(noisy, profile).items), number))
    chosen.shuffle(made)
    return made


def _heard(chosen: random.Random, pcm: Pcm, other: Pcm) -> Pcm:
    """Some seconds of a piece; now and then less than half of them are the beginning or the end of another."""
    if chosen.random() >= MIXED:
        return cut(pcm, chosen.uniform(0, len(pcm) / SAMPLE_RATE - CLIP_SECONDS - 0.1), CLIP_SECONDS)
    length = round(CLIP_SECONDS * SAMPLE_RATE)
    mine = round(length * chosen.uniform(0.5, 1))
    if chosen.random() < 0.5:
        return np.concatenate((pcm[-mine:], other[: length - mine]))
    return np.concatenate((other[len(other) - (length - mine) :], pcm[:mine]))


def grouped(heard: Sequence[Clip]) -> Mapping[SongId, SongId]:
    """The recording of each hearing when they come in batches."""
    memory, of = Memory(), dict[SongId, SongId]()

    def standings(recordings: Collection[SongId]) -> dict[SongId, Standing]:
        counts = Counter(of.values())
        return {each: Standing(counts[each]) for each in recordings}

    for begin in range(0, len(heard), BATCH):
        batch = [clip.hearing for clip in heard[begin : begin + BATCH]]
        result = memory.compare(batch, standings)
        memory.take(batch, result)
        of |= {placed.hearing: placed.recording for placed in result.placed}
        of = {hearing: result.merged.get(recording, recording) for hearing, recording in of.items()}
    return of


def main() -> None:
    """Prints the counts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pieces", type=int, default=24)
    parser.add_argument("--hearings", type=int, default=40)
    parser.add_argument("--noise", type=float, default=20.0, help="dB below the music")
    parser.add_argument("--profile", type=Profile, default=Profile.LINE)
    parser.add_argument("--seed", type=int, default=1)
    told = parser.parse_args()
    heard = clips(files()[: told.pieces], told.hearings, told.noise, told.profile, told.seed)
    began = time.process_time()
    of = grouped(heard)
    seconds = time.process_time() - began
    pieces = {clip.hearing.event: clip.piece for clip in heard}
    recordings = defaultdict(list)
    for event, recording in of.items():
        recordings[recording].append(pieces[event])
    right = wrong = 0
    for members in recordings.values():
        count = Counter(members)
        same = sum(n * (n - 1) // 2 for n in count.values())
        right += same
        wrong += len(members) * (len(members) - 1) // 2 - same
    possible = sum(n * (n - 1) // 2 for n in Counter(pieces.values()).values())
    largest = [max(Counter(m)[piece] for m in recordings.values()) for piece in sorted(set(pieces.values()))]
    print(f"{len(heard)} hearings of {told.pieces} pieces, {told.profile.value}, noise {told.noise:g} dB below")
    print(f"recordings made: {len(recordings)}; pairs joined rightly {right} of {possible}, wrongly {wrong}")
    print(
        f"hearings of a piece in its largest recording, of {told.hearings}: median {int(np.median(largest))}", end=" "
    )
    print(f"least {min(largest)}; {1000 * seconds / len(heard):.1f} ms of CPU a hearing")


if __name__ == "__main__":
    main()
