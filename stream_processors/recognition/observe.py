"""What the recognition stage counts."""

from collections.abc import Sequence

from kernel.events.plays import RecognizedPlay, UnrecognizedPlay
from kernel.metrics import RECOGNITIONS
from kernel.stage import Output


def observe(outputs: Sequence[Output]) -> None:
    """Counts what was committed, by method or by the reason of none."""
    for output in outputs:
        event = output.event
        if isinstance(event, RecognizedPlay):
            RECOGNITIONS.labels(event.source_type.value, event.method).inc()
        elif isinstance(event, UnrecognizedPlay):
            RECOGNITIONS.labels(event.source_type.value, event.reason).inc()
