"""Rules have hit many of the source's plays of these days: the others were made in the same way, and wait with them."""

from kernel.events.plays import RecognizedPlay
from stream_processors.fraud.history import History, Signal
from stream_processors.fraud.thresholds import THRESHOLDS
from stream_processors.fraud.words import NOUNS

LIMITS = THRESHOLDS.caught_often


def caught_often(play: RecognizedPlay, history: History) -> Signal | None:
    caught, plays = history.caught_lately, history.lately
    if caught < LIMITS.plays.value or caught <= LIMITS.share.value * plays:
        return None
    return Signal(
        "caught_often",
        LIMITS.severity,
        LIMITS.weight,
        f"{caught} of the {plays} plays that this {NOUNS[play.source_type]} reported of this day and the day before"
        " were already held or rejected for other reasons.",
        {"caught": str(caught), "plays": str(plays)},
    )
