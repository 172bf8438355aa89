"""From the hits of the rules to a verdict and a score."""

from collections.abc import Sequence
from math import prod

from kernel.events.flags import Severity
from kernel.events.plays import Verdict
from stream_processors.fraud.history import Signal


def verdict_of(signals: Sequence[Signal]) -> Verdict:
    """Rejected by any hit that may reject, held by any other, accepted without one."""
    if not signals:
        return Verdict.ACCEPTED
    severities = {signal.severity for signal in signals}
    if Severity.REJECT in severities:
        return Verdict.REJECTED
    return Verdict.HELD


def score_of(signals: Sequence[Signal], behaviour: float = 0.0) -> float:
    """1 minus the product of (1 - weight) over the hits and (1 - behaviour): each further one makes it no less."""
    if not signals:
        return behaviour
    return 1.0 - (1.0 - behaviour) * prod([1.0 - signal.weight for signal in signals])
