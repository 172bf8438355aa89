"""The evaluation's figures over all countries: tables to read, and rows with their targets."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from benchmarks.fraud_country import Figures, system
from benchmarks.fraud_metrics import Interval, interval
from benchmarks.fraud_models import CONTAMINATIONS, PEERS
from benchmarks.report import Row
from simulation.country import STRENGTHS

TARGETS: Final = {1.0: 0.80, 0.5: 0.60, 0.3: 0.50}
"""Average precision by strength, as designed."""
HARD_TARGET: Final = 0.02
HARD: Final = ("super_fans", "sleepers")
"""Honest cohorts that look like fraud, and the share of their plays that may be held."""
CONTAMINATION_COST: Final = 0.20
WIDTH: Final = 150


def over(results: Sequence[Figures], *path: str) -> Interval:
    """A figure over all countries, by its path."""
    return interval([_at(result, path) for result in results])


def rows(results: Sequence[Figures]) -> list[Row]:
    """Every figure, with what it is measured against and its target."""
    return [*_precision(results), *_contamination(results), *_recall(results), *_false(results), *_money(results)]


def caught(results: Sequence[Figures]) -> list[Row]:
    """Recall of each attack, what honest cohorts bear, and the money: of plays for which nothing was designed."""
    return [replace(row, target=None, holds=None) for row in (*_recall(results), *_false(results), *_money(results))]


def tables(results: Sequence[Figures]) -> None:
    """Prints recall by attack and strength, and what honest cohorts bear."""
    console = Console(width=WIDTH)
    console.print(_attacks(results))
    console.print(_cohorts(results))


def _precision(results: Sequence[Figures]) -> Iterator[Row]:
    peers = ["first look", "rules alone", *PEERS]
    for strength in STRENGTHS:
        found = over(results, "average_precision", "engine", str(strength))
        others = {name: over(results, "average_precision", name, str(strength)).mean for name in peers}
        best = max(others[name] for name in ("rules alone", *PEERS))
        yield Row(
            f"average precision, strength {strength}",
            found.mean,
            f"± {found.half:.3f}",
            ", ".join(f"{name} {value:.2f}" for name, value in others.items()),
            found.mean / best,
            f">= {TARGETS[strength]:.2f}",
            found.mean >= TARGETS[strength],
        )


def _contamination(results: Sequence[Figures]) -> Iterator[Row]:
    for strength in STRENGTHS:
        clean = over(results, "average_precision", system("engine", min(CONTAMINATIONS)), str(strength)).mean
        for share in CONTAMINATIONS[1:]:
            name = system("engine", share)
            found = over(results, "average_precision", name, str(strength))
            worst = share == max(CONTAMINATIONS)
            cost = 1 - found.mean / clean
            yield Row(
                f"the same, {strength}, trained on {share:.0%} fraud",
                found.mean,
                f"± {found.half:.3f}",
                f"trained on none {clean:.3f}",
                found.mean / clean,
                f"costs <= {CONTAMINATION_COST:.0%}" if worst else None,
                cost <= CONTAMINATION_COST if worst else None,
            )


def _recall(results: Sequence[Figures]) -> Iterator[Row]:
    for attack in results[0]["stopped"]:
        for strength in STRENGTHS:
            found = over(results, "recall", "engine", attack, str(strength))
            rules = over(results, "recall", "rules alone", attack, str(strength)).mean
            yield Row(
                f"recall at 1 %, {attack}, {strength}",
                found.mean,
                f"± {found.half:.3f}",
                f"rules alone {rules:.2f}",
                found.mean / rules if rules >= 0.01 else None,
            )


def _false(results: Sequence[Figures]) -> Iterator[Row]:
    for cohort in results[0]["false"]:
        stopped = interval([each["false"][cohort]["held"] + each["false"][cohort]["rejected"] for each in results])
        above = over(results, "false", cohort, "above 1 %")
        hard = cohort in HARD
        yield Row(
            f"honest plays stopped, {cohort}",
            stopped.mean,
            f"± {stopped.half:.3f}",
            f"above the 1 % threshold {above.mean:.3f}",
            None,
            f"<= {HARD_TARGET:.2f}" if hard else None,
            stopped.mean <= HARD_TARGET if hard else None,
        )


def _money(results: Sequence[Figures]) -> Iterator[Row]:
    for name, whole, words in (("wrongly held", "honest", "earned"), ("saved", "fraud", "asked for by fraud")):
        francs = interval([float(each["money"][name]) for each in results])
        share = interval([each["money"][name] / each["money"][whole] for each in results])
        yield Row(
            f"money {name}, a country",
            round(francs.mean),
            "francs",
            f"{share.mean:.2%} ± {share.half:.2%} of what was {words}",
        )


def _attacks(results: Sequence[Figures]) -> Table:
    title = f"Recall at 1 % false positives (and share not paid at the engine's verdicts), {len(results)} countries"
    table = Table("attack", *(f"strength {strength}" for strength in STRENGTHS), "rules alone", title=title)
    for attack in results[0]["stopped"]:
        cells = [
            f"{over(results, 'recall', 'engine', attack, str(strength))}"
            f" ({over(results, 'stopped', attack, str(strength)).mean:.2f})"
            for strength in STRENGTHS
        ]
        rules = [f"{over(results, 'recall', 'rules alone', attack, str(strength)).mean:.2f}" for strength in STRENGTHS]
        table.add_row(attack, *cells, " / ".join(rules))
    return table


def _cohorts(results: Sequence[Figures]) -> Table:
    table = Table("honest cohort", "plays", "held", "rejected", "above the 1 % threshold", title="Honest plays")
    for cohort in results[0]["false"]:
        plays = sum(each["false"][cohort]["plays"] for each in results)
        cells = [str(over(results, "false", cohort, name)) for name in ("held", "rejected", "above 1 %")]
        table.add_row(cohort, f"{plays:,}", *cells)
    return table


def _at(result: Figures, path: Sequence[str]) -> float:
    found: Any = result
    for name in path:
        found = found[name]
    return float(found)
