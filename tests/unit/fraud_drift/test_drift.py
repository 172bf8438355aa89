"""What the window of the latest plays says against a model's baseline."""

from dataclasses import replace
from datetime import datetime, timedelta
from threading import Thread

import msgspec
import numpy as np
import pytest
from prometheus_client import REGISTRY

from kernel.events.plays import RecognizedPlay
from kernel.events.sources import SourceType
from stream_processors.fraud.drift import LEAST, PANE, WINDOW, Baseline, Baselines, Drift, Matrix
from stream_processors.fraud.features.names import FEATURES, WIDTH
from stream_processors.fraud.models.scoring import Scorer
from stream_processors.fraud.psi import reference
from tests.unit.fraud.plays import NOON, play
from training.fit import fit

NAMES = ("drift_a", "drift_b")


def normal(rows: int, *means: float, seed: int = 1) -> Matrix:
    return np.random.default_rng(seed).normal(means, 1.0, (rows, len(means)))


def baseline(version: str = "one") -> Baseline:
    trained = normal(50_000, 0.0, 0.0, seed=7)
    return Baseline(version, NAMES, tuple(reference(column) for column in trained.T))


def plays(count: int, received_at: datetime = NOON, source_type: SourceType = SourceType.PHONE) -> list[RecognizedPlay]:
    return [play(1, received_at=received_at, source_type=source_type)] * count


def gauge(name: str, **labels: str) -> float | None:
    return REGISTRY.get_sample_value(name, labels)


def test_a_feature_that_moved_is_told_from_one_that_did_not() -> None:
    known = baseline()
    drift = Drift(lambda _type, _at: known)
    drift.told(plays(LEAST * PANE), normal(LEAST * PANE, 0.0, 1.0))
    assert drift.indices(SourceType.PHONE) == {}  # one pane, however long
    for seed in range(LEAST):
        drift.told(plays(PANE), normal(PANE, 0.0, 1.0, seed=seed))
    found = drift.indices(SourceType.PHONE)
    assert found["drift_a"] < 0.05
    assert found["drift_b"] > 0.5
    assert gauge("injyana_fraud_drift", source_type="phone", feature="drift_b") == pytest.approx(found["drift_b"])
    assert gauge("injyana_fraud_model_live", source_type="phone") == 1
    assert drift.indices(SourceType.DJ) == {}


def test_plays_in_small_batches_and_in_large_ones_give_the_same() -> None:
    known = baseline()
    rows = normal(LEAST * PANE, 0.3, -0.2)
    one, other = Drift(lambda _type, _at: known), Drift(lambda _type, _at: known)
    for start in range(0, len(rows), PANE):
        one.told(plays(PANE), rows[start : start + PANE])
    for start in range(0, len(rows), 50):
        other.told(plays(50), rows[start : start + 50])
    assert one.indices(SourceType.PHONE) == other.indices(SourceType.PHONE) != {}


def test_only_the_latest_plays_count() -> None:
    known = baseline()
    drift = Drift(lambda _type, _at: known)
    for seed in range(WINDOW):
        drift.told(plays(PANE), normal(PANE, 3.0, 3.0, seed=seed))
    assert drift.indices(SourceType.PHONE)["drift_a"] > 1
    for seed in range(WINDOW):
        drift.told(plays(PANE), normal(PANE, 0.0, 0.0, seed=seed))
    assert drift.indices(SourceType.PHONE)["drift_a"] < 0.05


def test_source_types_are_apart() -> None:
    known = baseline()
    drift = Drift(lambda source_type, _at: None if source_type is SourceType.RADIO else known)
    for seed in range(LEAST):
        mixed = [
            each for pair in zip(plays(PANE), plays(PANE, source_type=SourceType.DJ), strict=True) for each in pair
        ]
        rows = np.empty((2 * PANE, 2))
        rows[::2], rows[1::2] = normal(PANE, 0.0, 0.0, seed=seed), normal(PANE, 2.0, 2.0, seed=seed)
        drift.told([*mixed, *plays(3, source_type=SourceType.RADIO)], np.vstack([rows, np.zeros((3, 2))]))
    assert drift.indices(SourceType.PHONE)["drift_a"] < 0.05
    assert drift.indices(SourceType.DJ)["drift_a"] > 1
    assert drift.indices(SourceType.RADIO) == {}
    assert gauge("injyana_fraud_model_live", source_type="radio") == 0


def test_another_model_begins_a_window_of_its_own() -> None:
    versions = {NOON: baseline("one"), NOON + timedelta(hours=1): baseline("two")}
    drift = Drift(lambda _type, at: versions.get(at))
    for seed in range(LEAST):
        drift.told(plays(PANE), normal(PANE, 2.0, 2.0, seed=seed))
    assert gauge("injyana_fraud_drift", source_type="phone", feature="drift_a") is not None
    drift.told(plays(PANE, NOON + timedelta(hours=1)), normal(PANE, 2.0, 2.0))
    assert drift.indices(SourceType.PHONE) == {}
    assert gauge("injyana_fraud_drift", source_type="phone", feature="drift_a") is None
    drift.told(plays(1, NOON + timedelta(hours=2)), normal(1, 2.0, 2.0))
    assert gauge("injyana_fraud_model_live", source_type="phone") == 0


def test_threads_lose_no_play() -> None:
    known = baseline()
    drift = Drift(lambda _type, _at: known)
    rows = normal(50, 0.0, 0.0)

    def tell() -> None:
        for _ in range(PANE * LEAST // 200):
            drift.told(plays(50), rows)

    threads = [Thread(target=tell) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert drift.indices(SourceType.PHONE)


def test_baselines_come_from_the_manifest_of_the_model_in_force() -> None:
    trained = normal(600, *([0.0] * WIDTH))
    references = {feature.name: reference(column) for feature, column in zip(FEATURES, trained.T, strict=True)}
    fitted = fit(trained, SourceType.PHONE, seed=1)
    assert fitted is not None
    manifest = msgspec.to_builtins({"reference": references})
    scorer = replace(fitted.scorer, version="20261102-a", manifest=manifest)

    class Models:
        def live(self, source_type: SourceType, _received_at: datetime) -> Scorer | None:
            return scorer if source_type is SourceType.PHONE else None

        def shadow(self, _source_type: SourceType, _received_at: datetime) -> Scorer | None:
            return None

    baselines = Baselines(Models())
    found = baselines(SourceType.PHONE, NOON)
    assert found is not None
    assert found.version == "20261102-a"
    assert found.names == tuple(references)
    assert found.references == tuple(references.values())
    assert baselines(SourceType.PHONE, NOON) is found
    assert baselines(SourceType.DJ, NOON) is None
