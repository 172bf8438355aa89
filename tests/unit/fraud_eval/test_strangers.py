"""The evaluation's option for people whom nothing was tuned on."""

import pytest

from benchmarks.fraud_countries import CROWDS, EVALUATION, KNOWN, NEWCOMERS, STRANGERS, People, Place, Size
from benchmarks.fraud_country import figures
from benchmarks.fraud_eval import planned
from benchmarks.fraud_models import USUAL, Live, Trained
from benchmarks.fraud_report import caught, tables
from benchmarks.strangers import honest
from simulation.country import STRENGTHS

TINY = Size(days=2, sources=24, artists=30)


def test_strangers_are_judged_in_the_countries_of_the_evaluation_by_models_of_known_people() -> None:
    plan = planned(people="strangers")
    assert plan.name == "fraud_eval_strangers"
    assert planned(people="newcomers").people == NEWCOMERS
    assert (plan.people, plan.judged, plan.contaminations) == (STRANGERS, EVALUATION, (USUAL,))
    assert planned().people == planned(tuning=True).people == KNOWN
    every = [attack.name for people in (KNOWN, CROWDS, STRANGERS, NEWCOMERS) for attack in people.attacks]
    assert len(set(every)) == len(every)
    assert len({cohort.name for cohort in STRANGERS.cohorts}) == len(STRANGERS.cohorts)


@pytest.mark.parametrize("people", [STRANGERS, NEWCOMERS])
def test_every_strange_attack_and_cohort_has_its_figures(people: People) -> None:
    found = figures(Place(1, 1), TINY, 0.1, {USUAL: Trained(Live({}), {})}, people)
    assert found["plays"]["fraud"] > 0
    for cohort in honest.COHORTS:
        assert found["false"][cohort.name]["plays"] > 0
        assert 0 <= found["false"][cohort.name]["held"] <= 1
    rows = {row.name: row for row in caught([found])}
    for attack in people.attacks:
        for strength in STRENGTHS:
            assert 0 <= rows[f"recall at 1 %, {attack.name}, {strength}"].value <= 1
    assert all(row.holds is None for row in rows.values())
    assert set(rows) >= {f"honest plays stopped, {cohort.name}" for cohort in honest.COHORTS}
    tables([found])
