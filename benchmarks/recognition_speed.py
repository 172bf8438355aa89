"""How fast songs are looked up among 1,000, 10,000 and 100,000: `python -m benchmarks.recognition_speed [--songs N…]`.

The songs are made with the statistics of real pieces (made_songs.py); clips of 15 s are heard through noise.
"""

import argparse
import gc
import time
from collections.abc import Callable, Sequence

import numpy as np

from benchmarks import music
from benchmarks.made_catalogue import SONG_ITEMS, Made, most_memory
from benchmarks.made_songs import Statistics, meetings
from benchmarks.report import Row, report
from fingerprinting.audio import decode
from fingerprinting.chroma import fingerprint
from fingerprinting.compressed import Items
from fingerprinting.lookup.index import Index
from fingerprinting.lookup.search import Match, search
from kernel.events.detections import Profile

SIZES = (1_000, 10_000, 100_000)
MOST_MS = {10_000: 1.0, 100_000: 5.0}
LEAST_CLIPS = {10_000: 2_000}
CLEAR, NOISY = 0.3, 0.6
"""Deviations of noise: 12 % and 22 % of the bits are wrong."""
BATCH = 1_000
ALONE = 1_000
CLIP_SECONDS = 15
SEED = 20_261_123


def main() -> None:
    """Prints and writes all figures; exits 1 where a target was missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--songs", type=int, nargs="+", default=SIZES)
    pieces = [fingerprint(decode(path), Profile.LINE).items for path in music.files()]
    statistics = Statistics.of(pieces)
    found = []
    for count in parser.parse_args().songs:
        found += _of(statistics, count, pieces)
        gc.collect()
    raise SystemExit(not report("recognition-speed", found))


def rows(index: Index) -> list[Row]:
    """How fast clips of these songs are looked up, 5 % of their bits turned."""
    generator = np.random.default_rng(1)
    clips = [_turned(index, generator) for _ in range(BATCH)]
    name = f"{len(index)} songs"
    return [_together(name, index, clips, 2_000), *_alone(name, index, clips, None)]


def _of(statistics: Statistics, count: int, pieces: Sequence[Items]) -> list[Row]:
    generator = np.random.default_rng(SEED)
    made = Made.of(statistics, count, generator)
    name = f"{count:,} songs"
    kept: list[Index] = []
    build = seconds(lambda: kept.append(made.index()))
    index = kept[0]
    clips = made.clips(ALONE, CLEAR, generator)
    unknown = made.unknown(ALONE, generator)
    few = list(made.songs.values())[:60]
    return [
        Row(
            f"{name}: items of two songs that meet by 20 bits",
            meetings(few, 20),
            "pairs to one",
            f"real pieces {meetings(pieces, 20):,.0f}",
        ),
        Row(f"{name}: build", build, "s", f"at most {most_memory() / 2**30:.1f} GiB in memory"),
        Row(f"{name}: size", _bytes(index) / count / 1024, "KiB a song", f"{SONG_ITEMS:,} items"),
        *_alone(name, index, [items for _, items in clips], MOST_MS.get(count)),
        _together(name, index, [items for _, items in clips], LEAST_CLIPS.get(count)),
        *_alone(f"{name}, unknown clips", index, unknown, MOST_MS.get(count)),
        _together(f"{name}, unknown clips", index, unknown, None),
        _right(f"{name}, 12 % of bits wrong", index, clips),
        _right(f"{name}, 22 % of bits wrong", index, made.clips(BATCH, NOISY, generator)),
        Row(f"{name}, unknown clips accepted", sum(map(_accepted, search(index, unknown))), f"of {len(unknown)}"),
    ]


def _bytes(index: Index) -> int:
    [segment] = index.segments
    postings = segment.by_key, segment.by_sides
    tables = sum(each.pointers.nbytes + each.positions.nbytes for each in postings)
    return segment.items.nbytes + segment.starts.nbytes + segment.side_lows.nbytes + tables


def _right(name: str, index: Index, clips: Sequence[tuple[object, Items]]) -> Row:
    found = search(index, [items for _, items in clips])
    right = sum(
        match is not None and _accepted(match) and match.song == song
        for match, (song, _) in zip(found, clips, strict=True)
    )
    wrong = sum(map(_accepted, found)) - right
    return Row(f"{name}: recognised", 100 * right / len(clips), "%", f"{len(clips)} clips, {wrong} as another song")


def _accepted(match: Match | None) -> bool:
    return match is not None and match.strong and match.clear


def _together(name: str, index: Index, clips: Sequence[Items], least: int | None) -> Row:
    rate = len(clips) / min(seconds(lambda: search(index, clips)) for _ in range(3))
    label = f"{name}, batches of {len(clips):,}"
    if least is None:
        return Row(label, rate, "clips/s a core")
    return Row(label, rate, "clips/s a core", None, rate / least, f">= {least:,}", rate >= least)


def _alone(name: str, index: Index, clips: Sequence[Items], most: float | None) -> list[Row]:
    taken = [seconds(lambda clip=clip: search(index, [clip])) for clip in clips]  # type: ignore[misc]
    p50, p95, p99 = (1000 * float(each) for each in np.percentile(taken, (50, 95, 99)))
    against, target = f"p50 {p50:.2f}, p99 {p99:.2f}", None if most is None else f"< {most:.0f}"
    holds, ratio = (None, None) if most is None else (p95 < most, p95 / most)
    return [Row(f"{name}, one by one, p95", p95, "ms a clip", against, ratio, target, holds)]


def _turned(index: Index, generator: np.random.Generator) -> Items:
    segment = index.segments[int(generator.integers(len(index.segments)))]
    whole = segment.items_of(int(generator.integers(len(segment.songs))))
    at = int(generator.integers(len(whole) - 100))
    turned = generator.random((100, 32)) < 0.05
    flips: Items = (turned << np.arange(32)).sum(axis=1).astype(np.uint32)
    return np.bitwise_xor(whole[at : at + 100], flips)


def seconds(action: Callable[[], object]) -> float:
    """How long it takes a processor, as if it had one for itself."""
    begin = time.thread_time()
    action()
    return time.thread_time() - begin


if __name__ == "__main__":
    main()
