"""What the fraud stage committed, as metrics."""

from collections import Counter
from collections.abc import Sequence

from kernel import metrics
from kernel.events import FraudFlag, ScoredPlay
from kernel.stage import Output


def observe(outputs: Sequence[Output]) -> None:
    """Counts verdicts and hits."""
    verdicts: Counter[tuple[str, str]] = Counter()
    hits: Counter[str] = Counter()
    for output in outputs:
        event = output.event
        if isinstance(event, ScoredPlay):
            verdicts[(event.source_type.value, event.verdict.value)] += 1
        elif isinstance(event, FraudFlag):
            hits[event.rule] += 1
    for labels, count in verdicts.items():
        metrics.VERDICTS.labels(*labels).inc(count)
    for rule, count in hits.items():
        metrics.FRAUD_HITS.labels(rule).inc(count)
