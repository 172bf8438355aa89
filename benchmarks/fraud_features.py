"""How well each feature tells fraud from honest plays by itself, and what a profile costs.

For each feature the attack that it tells best at half strength: the chance that a play of it lies further on the
feature's suspicious side than an honest play of the same source type. By the tuning countries, never by those of the
evaluation: `python -m benchmarks.fraud_features`.
"""

import gc
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Final

import numpy as np
from scipy.stats import rankdata

from benchmarks.fraud_countries import ATTACK_NAMES, PER_STRENGTH, TUNING, Mask, Matrix, Size, Stream, no_models
from benchmarks.fraud_metrics import Vector
from benchmarks.report import Row, report
from kernel.events.plays import RecognizedPlay
from simulation.country import STRENGTHS
from stream_processors.fraud.features.names import FEATURES, Feature
from stream_processors.fraud.features.profile import Facts, Profile
from stream_processors.fraud.features.state import MOST_BYTES
from stream_processors.fraud.features.vector import features
from stream_processors.fraud.recall import start_ms_of

SIZE: Final = Size(days=7, sources=200, artists=400)
COUNTRIES: Final = TUNING[:2]
STRENGTH: Final = 0.5
SHOWN: Final = 10
"""Fraud of each strength that is simulated, in multiples of PER_STRENGTH: enough operations of every attack."""

MOST_BYTES_TARGET: Final = 1_200
ROUNDS: Final = 5
BATCH: Final = 1_000
WARM: Final = 300
"""Plays after which a profile is as full as it gets."""


def main() -> int:
    """Exit status 1 where a target was missed."""
    streams = [Stream(place, SIZE, len(STRENGTHS) * SHOWN * PER_STRENGTH) for place in COUNTRIES]
    values = np.concatenate([stream.judged(no_models(), later=False).features for stream in streams])
    rows = [*separations(streams, values), *costs(streams[0].plays)]
    return 0 if report("fraud_features", rows) else 1


def separations(streams: Sequence[Stream], values: Matrix) -> Iterator[Row]:
    """A row a feature. `values`: the features of all streams' plays, NaN where there are none."""
    known = np.isfinite(values).all(axis=1)
    honest = known & np.concatenate([stream.honest for stream in streams])
    fraud = known & np.concatenate([stream.fraud & (stream.strengths == STRENGTH) for stream in streams])
    types = np.concatenate([stream.types for stream in streams])
    attacks = np.concatenate([stream.attacks for stream in streams])
    for number, feature in enumerate(FEATURES):
        found = {
            attack: separation(feature, values[:, number], fraud & (attacks == attack), honest, types)
            for attack in ATTACK_NAMES
            if (fraud & (attacks == attack)).any()
        }
        best = max(found, key=lambda attack: found[attack])
        yield Row(feature.name, found[best], "of 1", against=best)


def separation(feature: Feature, values: Vector, fraud: Mask, honest: Mask, types: Vector) -> float:
    """The area under the ROC curve, on the feature's suspicious side, averaged over the source types of the fraud."""
    areas, weights = [], []
    for each in np.unique(types[fraud]):
        those, others = values[fraud & (types == each)], values[honest & (types == each)]
        if len(others):
            areas.append(area(those, others))
            weights.append(len(those))
    mean = float(np.average(areas, weights=weights)) if areas else 0.5
    return {"high": mean, "low": 1.0 - mean, "both": max(mean, 1.0 - mean)}[feature.risk]


def area(those: Vector, others: Vector) -> float:
    """The chance that one of those is greater than one of the others (Mann and Whitney 1947)."""
    ranks = rankdata(np.concatenate([those, others]))[: len(those)].sum()
    return float((ranks - len(those) * (len(those) + 1) / 2) / (len(those) * len(others)))


def costs(plays: Sequence[RecognizedPlay]) -> Iterator[Row]:
    """Microseconds of this process's own time for a play of one busy phone, and the bytes of its profile."""
    source = max(plays[:BATCH], key=lambda play: play.duration_ms).source_id
    some = [(play, start_ms_of(play)) for play in plays if play.source_id == source] * WARM
    some = some[: BATCH + WARM]
    profile, facts = Profile.load(None), Facts()
    for play, at_ms in some[:WARM]:
        profile.observe(play, at_ms, facts)
    packed = profile.dump()
    figures = [profile.observe(play, at_ms, facts) for play, at_ms in some[WARM:]]
    for name, run in (
        ("a play taken into a profile", lambda: [profile.observe(play, at, facts) for play, at in some[WARM:]]),
        ("its features, in batches of 1,000", lambda: features(figures)),
        ("a profile loaded", lambda: [Profile.load(packed) for _ in range(BATCH)]),
        ("a profile dumped", lambda: [profile.dump() for _ in range(BATCH)]),
    ):
        yield Row(name, seconds(run) / BATCH * 1e6, "µs")
    yield Row(
        "a profile at most",
        MOST_BYTES,
        "bytes",
        target=f"≤ {MOST_BYTES_TARGET:,}",
        holds=MOST_BYTES <= MOST_BYTES_TARGET,
    )


def seconds(run: Callable[[], object]) -> float:
    """The least of some rounds, without the garbage collector, which would look at all the simulated plays."""
    found = []
    gc.disable()
    for _ in range(ROUNDS):
        begun = time.process_time()
        run()
        found.append(time.process_time() - begun)
    gc.enable()
    return min(found)


if __name__ == "__main__":
    sys.exit(main())
