"""The rules, in the order in which their reasons are listed.

Each is a function of the play and its history alone, `(play, history) -> Signal | None`, in a file of its own. A new
one is written beside the others, gets its thresholds in thresholds.yaml, and is added to this tuple.
"""

from collections.abc import Callable

from kernel.events import RecognizedPlay
from stream_processors.fraud.history import History, Signal
from stream_processors.fraud.rules.clock_jump import clock_jump
from stream_processors.fraud.rules.clock_skew import clock_skew
from stream_processors.fraud.rules.declared_differs import declared_differs
from stream_processors.fraud.rules.duplicate_in_time import duplicate_in_time
from stream_processors.fraud.rules.impossible_travel import impossible_travel
from stream_processors.fraud.rules.overlap import overlap
from stream_processors.fraud.rules.rate import rate
from stream_processors.fraud.rules.source_standing import source_standing

Rule = Callable[[RecognizedPlay, History], Signal | None]

RULES: tuple[Rule, ...] = (
    source_standing,
    duplicate_in_time,
    rate,
    overlap,
    impossible_travel,
    declared_differs,
    clock_jump,
    clock_skew,
)
