"""The rules, in the order in which their reasons are listed.

Each is a function of the play and its history alone, `(play, history) -> Signal | None`, in a file of its own. A new
one is written beside the others, gets its thresholds in thresholds.yaml, and is added to this tuple. Only what no
honest source can do may reject; everything else holds the play for a person.

One source's past is all that they see. What several sources do together, such as phones that play the same sequence of
fingerprints, is found by the second look, payee by payee.
"""

from collections.abc import Callable

from kernel.events.plays import RecognizedPlay
from stream_processors.fraud.history import History, Signal
from stream_processors.fraud.rules.caught_often import caught_often
from stream_processors.fraud.rules.clock_jump import clock_jump
from stream_processors.fraud.rules.clock_skew import clock_skew
from stream_processors.fraud.rules.clock_variance import clock_variance
from stream_processors.fraud.rules.closed_venue import closed_venue
from stream_processors.fraud.rules.copied_sound import copied_sound
from stream_processors.fraud.rules.declared_differs import declared_differs
from stream_processors.fraud.rules.duplicate_in_time import duplicate_in_time
from stream_processors.fraud.rules.impossible_travel import impossible_travel
from stream_processors.fraud.rules.long_past import long_past
from stream_processors.fraud.rules.out_of_order import out_of_order
from stream_processors.fraud.rules.overlap import overlap
from stream_processors.fraud.rules.rate import rate
from stream_processors.fraud.rules.rate_of_day import rate_of_day
from stream_processors.fraud.rules.replayed_run import replayed_run
from stream_processors.fraud.rules.same_song import same_song
from stream_processors.fraud.rules.self_play import self_play
from stream_processors.fraud.rules.source_standing import source_standing
from stream_processors.fraud.rules.unbroken import unbroken
from stream_processors.fraud.rules.unregistered import unregistered

Rule = Callable[[RecognizedPlay, History], Signal | None]

RULES: tuple[Rule, ...] = (
    source_standing,
    unregistered,
    duplicate_in_time,
    rate,
    rate_of_day,
    overlap,
    impossible_travel,
    declared_differs,
    copied_sound,
    replayed_run,
    out_of_order,
    long_past,
    same_song,
    unbroken,
    self_play,
    closed_venue,
    clock_jump,
    clock_skew,
    clock_variance,
    caught_often,
)

OF_CONTRADICTIONS: tuple[Rule, ...] = (
    duplicate_in_time,
    overlap,
    impossible_travel,
    copied_sound,
    replayed_run,
    out_of_order,
    long_past,
    clock_jump,
    clock_variance,
    caught_often,
)
"""Those that hit only what `History.contradicts`; a rule that is not named here is always asked."""

QUIET_RULES: tuple[Rule, ...] = tuple(rule for rule in RULES if rule not in OF_CONTRADICTIONS)
"""The rules that are asked where nothing contradicts a play, which is nearly always; in the same order."""
