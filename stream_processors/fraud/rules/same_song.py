"""One song more often within 24 hours than anyone listens to it."""

from kernel.events.plays import RecognizedPlay
from stream_processors.fraud.history import History, Signal
from stream_processors.fraud.thresholds import THRESHOLDS
from stream_processors.fraud.words import NOUNS

LIMITS = THRESHOLDS.same_song


def same_song(play: RecognizedPlay, history: History) -> Signal | None:
    plays = history.same_song_in_day + 1
    limit = LIMITS.plays_a_day.value.get(play.source_type)
    if limit is None or plays <= limit:
        return None
    return Signal(
        "same_song",
        LIMITS.severity,
        LIMITS.weight,
        f"The same {NOUNS[play.source_type]} played this song {plays} times within 24 hours.",
        {"plays": str(plays)},
    )
