"""More plays than a day and a night can hold."""

from kernel.events.plays import RecognizedPlay
from stream_processors.fraud.history import History, Signal
from stream_processors.fraud.thresholds import THRESHOLDS
from stream_processors.fraud.words import NOUNS

LIMITS = THRESHOLDS.rate_of_day


def rate_of_day(play: RecognizedPlay, history: History) -> Signal | None:
    plays = history.plays_in_day + 1
    limit = LIMITS.plays.value.get(play.source_type)
    if limit is None or plays <= limit:
        return None
    return Signal(
        "rate_of_day",
        LIMITS.severity,
        LIMITS.weight,
        f"More than {limit} plays within one day by the same {NOUNS[play.source_type]}.",
        {"plays": str(plays)},
    )
