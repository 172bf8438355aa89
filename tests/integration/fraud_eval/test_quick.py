"""The evaluation of the fraud engine, on countries so small that it says whether it works and nothing else."""

import json
from pathlib import Path
from typing import Any

import pytest

import benchmarks.fraud_eval
import benchmarks.report
from benchmarks.fraud_countries import ATTACK_NAMES, EVALUATION, TRAINING, TUNING
from simulation.cohorts import COHORTS
from simulation.country import STRENGTHS


@pytest.mark.timeout(600)
def test_the_quick_evaluation_gives_every_figure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(benchmarks.report, "REPORTS", tmp_path)
    monkeypatch.setattr(benchmarks.fraud_eval, "REPORTS", tmp_path)
    assert benchmarks.fraud_eval.main(["--quick"]) == 0
    rows: dict[str, dict[str, Any]] = {
        row["name"]: row for row in json.loads((tmp_path / "fraud_eval_quick.json").read_text())
    }
    for strength in STRENGTHS:
        assert 0 < rows[f"average precision, strength {strength}"]["value"] <= 1
        for attack in ATTACK_NAMES:
            assert 0 <= rows[f"recall at 1 %, {attack}, {strength}"]["value"] <= 1
    for cohort in COHORTS:
        assert 0 <= rows[f"honest plays stopped, {cohort.name}"]["value"] <= 1
    assert isinstance(rows["money saved, a country"]["value"], int)
    assert isinstance(rows["money wrongly held, a country"]["value"], int)

    seeds = json.loads((tmp_path / "fraud_eval_quick_seeds.json").read_text())
    assert [each["seed"] for each in seeds] == [place.seed for place in EVALUATION[:2]]
    for each in seeds:
        assert each["average_precision"]["engine"]["1.0"] > 0.1
        assert {"engine, 0% contaminated", "engine, 10% contaminated", "rules alone", "ECOD", "IForest"} <= set(
            each["average_precision"]
        )


def test_countries_are_learned_from_tuned_on_or_judged_and_never_two_of_these() -> None:
    places = [*TRAINING, *TUNING, *EVALUATION]
    assert len({place.seed for place in places}) == len(places)
    assert len({place.variant for place in places}) == len(places)
    assert len(EVALUATION) >= 5
