"""How fast songs are looked up, with real songs and with a catalogue of 10,000 made ones."""

import time
from collections.abc import Callable

import numpy as np

from benchmarks.report import Row
from fingerprinting.compressed import Items
from fingerprinting.lookup.index import Index
from fingerprinting.lookup.search import search
from kernel.events.detections import Profile
from kernel.ids import SongId

MADE_SONGS = 10_000
MADE_ITEMS = 1_500
"""Of a song of three minutes."""
CLIP_ITEMS = 100
"""Of a clip of 15 s."""
BATCH = 1_000
ALONE = 300
TURNED = 0.05
"""Share of the bits of a clip that are turned."""
LEAST_CLIPS = 2_000
MOST_MS = 1.0


def rows(real: Index) -> list[Row]:
    """Clips a second in batches and one by one, and how long a new song takes, in both catalogues."""
    generator = np.random.default_rng(1)
    made = {
        SongId(f"made {number}"): generator.integers(0, 2**32, MADE_ITEMS, dtype=np.uint32)
        for number in range(MADE_SONGS)
    }
    built = seconds(lambda: Index(Profile.LINE).changed(made))
    large = Index(Profile.LINE).changed(made)
    new = generator.integers(0, 2**32, MADE_ITEMS, dtype=np.uint32)
    added = min(seconds(lambda: large.changed({SongId("new"): new})) for _ in range(5))
    return [
        *_of(f"{len(real)} real songs", real, generator, LEAST_CLIPS),
        *_of(f"{MADE_SONGS:,} songs of random items", large, generator, LEAST_CLIPS),
        Row(f"building {MADE_SONGS:,} songs", built, "s", "one core"),
        Row(f"adding one to {MADE_SONGS:,}", added * 1000, "ms", "beside recognition"),
    ]


def _of(name: str, index: Index, generator: np.random.Generator, least: int) -> list[Row]:
    clips = [_clip(index, generator) for _ in range(BATCH)]
    unknown = [generator.integers(0, 2**32, CLIP_ITEMS, dtype=np.uint32) for _ in range(BATCH)]
    rate = _rate(index, clips)
    return [
        Row(f"{name}, batches of {BATCH}", rate, "clips/s a core", None, rate / least, f">= {least:,}", rate >= least),
        Row(f"{name}, unknown clips, batches of {BATCH}", _rate(index, unknown), "clips/s a core"),
        *_alone(name, index, clips, MOST_MS),
        *_alone(f"{name}, unknown clips", index, unknown, None),
    ]


def _rate(index: Index, clips: list[Items]) -> float:
    return BATCH / min(seconds(lambda: search(index, clips)) for _ in range(3))


def _alone(name: str, index: Index, clips: list[Items], most: float | None) -> list[Row]:
    alone = [seconds(lambda clip=clip: search(index, [clip])) for clip in clips[:ALONE]]  # type: ignore[misc]
    p50, p95 = (1000 * float(each) for each in np.percentile(alone, (50, 95)))
    against, target = f"p50 {p50:.2f}", None if most is None else f"< {most:.0f}"
    holds, ratio = (None, None) if most is None else (p95 < most, p95 / most)
    return [Row(f"{name}, one by one, p95", p95, "ms a clip", against, ratio, target, holds)]


def _clip(index: Index, generator: np.random.Generator) -> Items:
    segment = index.segments[int(generator.integers(len(index.segments)))]
    whole = segment.items_of(int(generator.integers(len(segment.songs))))
    at = int(generator.integers(len(whole) - CLIP_ITEMS))
    turned = generator.random((CLIP_ITEMS, 32)) < TURNED
    flips: Items = (turned << np.arange(32)).sum(axis=1).astype(np.uint32)
    return np.bitwise_xor(whole[at : at + CLIP_ITEMS], flips)


def seconds(action: Callable[[], object]) -> float:
    """How long it takes."""
    begin = time.perf_counter()
    action()
    return time.perf_counter() - begin
