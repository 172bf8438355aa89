"""What the fraud stage committed, as metrics."""

from collections import Counter
from collections.abc import Sequence

from kernel import metrics
from kernel.events.flags import FraudFlag
from kernel.events.plays import ScoredPlay, Verdict
from kernel.stage import Output

BANDS = ((0.1, "0.0-0.1"), (0.5, "0.1-0.5"), (0.9, "0.5-0.9"))
TOP = "0.9-1.0"
"""Scores by size: the first band whose end lies above the score, or the top one."""


def observe(outputs: Sequence[Output]) -> None:
    """Counts verdicts, scores and hits."""
    verdicts: Counter[tuple[str, str]] = Counter()
    scores: Counter[tuple[str, str]] = Counter()
    hits: Counter[str] = Counter()
    for output in outputs:
        event = output.event
        if isinstance(event, ScoredPlay):
            verdicts[(event.source_type.value, event.verdict.value)] += 1
            if event.verdict is not Verdict.DUPLICATE:
                scores[(event.source_type.value, band_of(event.score))] += 1
        elif isinstance(event, FraudFlag):
            hits[event.rule] += 1
    for labels, count in verdicts.items():
        metrics.VERDICTS.labels(*labels).inc(count)
    for labels, count in scores.items():
        metrics.FRAUD_SCORES.labels(*labels).inc(count)
    for rule, count in hits.items():
        metrics.FRAUD_HITS.labels(rule).inc(count)


def band_of(score: float) -> str:
    """The name of the band that holds a score."""
    return next((name for end, name in BANDS if score < end), TOP)
