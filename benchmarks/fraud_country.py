"""One country judged by the engine and by its peers: every figure of one seed, as plain data."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from benchmarks.fraud_countries import (
    KNOWN,
    PER_STRENGTH,
    Mask,
    People,
    Place,
    Size,
    Stream,
    no_models,
    stopped,
    suspicion,
)
from benchmarks.fraud_metrics import Vector, average_precision, share_above, threshold
from benchmarks.fraud_models import USUAL, Trained
from kernel.events.plays import Verdict
from kernel.events.sources import SourceType
from review import tariffs
from simulation.country import STRENGTHS
from training.offline import Judged

TARIFFS: Final = tariffs.read()
"""What plays are worth, as the review queue estimates it."""

Figures = dict[str, Any]


def figures(
    place: Place, size: Size, fraud: float, trained: Mapping[float, Trained], people: People = KNOWN
) -> Figures:
    """All figures of one country with a share of fraud, given what each contamination trained."""
    stream = Stream(place, size, fraud, people)
    rules = stream.judged(no_models(), later=False)
    scores: dict[str, Vector] = {"rules alone": suspicion(rules)}
    usual = None
    for contamination, models in trained.items():
        for name in models.peers:
            scores[system(name, contamination)] = models.peer_scores(name, rules.features)
        judged = stream.judged(models.engine)
        scores[system("engine", contamination)] = suspicion(judged)
        if contamination == USUAL:
            usual = judged
            scores["first look"] = np.where(stopped(judged, Verdict.DUPLICATE), 1.0, judged.first_scores)
    assert usual is not None
    return {
        "seed": place.seed,
        "variant": place.variant,
        "plays": {"honest": int(stream.honest.sum()), "fraud": int(stream.fraud.sum()), "all": len(stream.plays)},
        "average_precision": {name: precision_by_strength(stream, of) for name, of in scores.items()},
        "recall": {name: recall_by_attack(stream, of) for name, of in scores.items()},
        "stopped": recall_at_verdicts(stream, usual),
        "false": false_positives(stream, usual, scores[system("engine", USUAL)]),
        "money": money(stream, usual),
        "findings": len(usual.findings),
    }


def system(name: str, contamination: float) -> str:
    """What a model of one contamination is called."""
    return name if contamination == USUAL else f"{name}, {contamination:.0%} contaminated"


def precision_by_strength(stream: Stream, scores: Vector) -> Figures:
    """Average precision of each strength's fraud, PER_STRENGTH of all, among all honest plays."""
    honest = scores[stream.honest]
    return {
        str(strength): average_precision(
            honest, [scores[fraud_of(stream, attack, strength)] for attack in stream.attack_names], PER_STRENGTH
        )
        for strength in STRENGTHS
    }


def recall_by_attack(stream: Stream, scores: Vector) -> Figures:
    """Recall of each attack and strength where 1 % of the honest plays is above the threshold."""
    limit = threshold(scores[stream.honest])
    return {
        attack: {str(each): share_above(scores[fraud_of(stream, attack, each)], limit) for each in STRENGTHS}
        for attack in stream.attack_names
    }


def recall_at_verdicts(stream: Stream, judged: Judged) -> Figures:
    """The share of each attack's fraud that is not paid: held, rejected, or known as a duplicate."""
    mask = stopped(judged, Verdict.HELD, Verdict.REJECTED, Verdict.DUPLICATE).astype(np.float64)
    return {
        attack: {str(strength): share_above(mask[fraud_of(stream, attack, strength)], 0.5) for strength in STRENGTHS}
        for attack in stream.attack_names
    }


def false_positives(stream: Stream, judged: Judged, scores: Vector) -> Figures:
    """By honest cohort: the share of its plays that the engine holds, rejects, and that lie above the 1 % threshold."""
    limit = threshold(scores[stream.honest])
    held, rejected = stopped(judged, Verdict.HELD), stopped(judged, Verdict.REJECTED, Verdict.DUPLICATE)
    found = {}
    for name in ("all", *stream.cohort_names):
        own = stream.honest if name == "all" else stream.honest & (stream.cohorts == name)
        found[name] = {
            "plays": int(own.sum()),
            "held": share_above(held[own].astype(np.float64), 0.5),
            "rejected": share_above(rejected[own].astype(np.float64), 0.5),
            "above 1 %": share_above(scores[own], limit),
        }
    return found


def money(stream: Stream, judged: Judged) -> Figures:
    """Francs of honest plays that wait or are refused, and of fraud that is not paid, of how many."""
    caught = stopped(judged, Verdict.HELD, Verdict.REJECTED, Verdict.DUPLICATE)
    return {
        "honest": francs_of(stream, stream.honest),
        "wrongly held": francs_of(stream, stream.honest & caught),
        "fraud": francs_of(stream, stream.fraud),
        "saved": francs_of(stream, stream.fraud & caught),
    }


def francs_of(stream: Stream, mask: Mask) -> int:
    """What these plays are worth, in whole francs."""
    heard: Counter[SourceType] = Counter()
    for number in np.flatnonzero(mask):
        play = stream.plays[number]
        heard[play.source_type] += play.duration_ms
    return TARIFFS.francs(heard)


def fraud_of(stream: Stream, attack: str, strength: float) -> Mask:
    """Which plays are an attack's fraud of one strength."""
    found: Mask = stream.fraud & (stream.attacks == attack) & (stream.strengths == strength)
    return found
