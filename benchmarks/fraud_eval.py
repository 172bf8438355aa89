"""How well fraud is found, and whom it costs: `make eval-fraud`.

Countries are simulated. Models learn from the training countries, thresholds were chosen on the tuning countries
(`--tuning` shows the figures there), and everything is told for the evaluation countries, whose seeds and whose
attacks' ways are others. `--crowds`, `--strangers` and `--newcomers` people these with other attacks and cohorts.
The unit is a play: fraud against honest plays. Other plays of an attacker (cover) count on neither side, and a
resend of the same id counts nowhere. Figures are means over countries, with 95 % intervals.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from math import isnan
from multiprocessing import get_context
from typing import Any, Final

from benchmarks.fraud_countries import (
    CROWDS,
    EVALUATION,
    KNOWN,
    NEWCOMERS,
    PER_STRENGTH,
    STRANGERS,
    TRAINING,
    TUNING,
    People,
    Place,
    Size,
)
from benchmarks.fraud_country import Figures, figures
from benchmarks.fraud_models import CONTAMINATIONS, USUAL, Rows, Trained, contaminated, joined, rows_of, trained
from benchmarks.fraud_report import caught, rows, tables
from benchmarks.report import REPORTS, report
from simulation.country import STRENGTHS

PEOPLE: Final = {"crowds": CROWDS, "strangers": STRANGERS, "newcomers": NEWCOMERS}
OTHERS: Final = {
    "crowds": "known attacks whose every source looks like a listener",
    "strangers": "attacks and honest people that nothing was tuned on when they were written",
    "newcomers": "attacks that were written after the third look",
}
PROCESSES: Final = 2
SEED: Final = 1


@dataclass(frozen=True, slots=True)
class Plan:
    """What is simulated: the countries that are learned from and those that are judged, all of one size.

    `people` live in those that are judged; the others are of KNOWN people. One training for each of `contaminations`.
    """

    name: str
    size: Size
    training: tuple[Place, ...]
    judged: tuple[Place, ...]
    people: People = KNOWN
    contaminations: tuple[float, ...] = CONTAMINATIONS


FULL: Final = Plan("fraud_eval", Size(days=8, sources=360, artists=400), TRAINING, EVALUATION)
QUICK: Final = Plan("fraud_eval_quick", Size(days=3, sources=40, artists=50), TRAINING[:1], EVALUATION[:2])


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints and writes all figures; 1 where a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="two small countries: whether it works, not how well")
    parser.add_argument("--countries", type=int, help="judge no more than so many")
    others = parser.add_mutually_exclusive_group()
    others.add_argument("--tuning", action="store_true", help="the countries on which thresholds are chosen")
    for name, about in OTHERS.items():
        others.add_argument(f"--{name}", dest="people", action="store_const", const=name, help=about)
    options = parser.parse_args(arguments)
    plan = planned(quick=options.quick, tuning=options.tuning, people=options.people)
    results = run(replace(plan, judged=plan.judged[: options.countries]))
    REPORTS.mkdir(parents=True, exist_ok=True)
    (REPORTS / f"{plan.name}_seeds.json").write_text(json.dumps(known(results), indent=1) + "\n")
    tables(results)
    holds = report(plan.name, caught(results) if options.people else rows(results))
    return 0 if holds or options.quick else 1


def planned(*, quick: bool = False, tuning: bool = False, people: str | None = None) -> Plan:
    """Others than the known people, by name, are judged by one training only: what contamination costs is told for
    known attacks."""
    plan = QUICK if quick else FULL
    if tuning:
        return replace(plan, name=f"{plan.name}_tuning", judged=TUNING[: len(plan.judged)])
    if people:
        return replace(plan, name=f"{plan.name}_{people}", people=PEOPLE[people], contaminations=(USUAL,))
    return plan


def run(plan: Plan) -> list[Figures]:
    """The figures of every country, in the order of the seeds."""
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        learned = joined(list(pool.map(partial(learn, size=plan.size), plan.training)))
        trainings = [contaminated(learned, share, SEED) for share in plan.contaminations]
        models = dict(zip(plan.contaminations, pool.map(learned_by, trainings), strict=True))
        return list(pool.map(partial(judged, size=plan.size, models=models, people=plan.people), plan.judged))


def learn(place: Place, size: Size) -> Rows:
    """What can be learned from a country in which as many plays are fraud as any training asks for."""
    return rows_of(place, size, max(CONTAMINATIONS))


def learned_by(learned: Rows) -> Trained:
    return trained(learned, SEED)


def judged(place: Place, size: Size, models: Mapping[float, Trained], people: People) -> Figures:
    """The figures of a country that holds PER_STRENGTH of each strength."""
    fraud = PER_STRENGTH / (1 - PER_STRENGTH) * len(STRENGTHS)
    return figures(place, size, fraud / (1 + fraud), models, people)


def known(figure: Any) -> Any:
    """The figures with null for those that there are not: JSON has no NaN."""
    if isinstance(figure, dict):
        return {name: known(each) for name, each in figure.items()}
    if isinstance(figure, list):
        return [known(each) for each in figure]
    return None if isinstance(figure, float) and isnan(figure) else figure


if __name__ == "__main__":
    sys.exit(main())
