"""An artist's own source that plays mostly what pays the artist."""

from kernel.events.plays import RecognizedPlay
from stream_processors.fraud.history import History, Signal
from stream_processors.fraud.thresholds import THRESHOLDS
from stream_processors.fraud.words import NOUNS

LIMITS = THRESHOLDS.self_play


def self_play(play: RecognizedPlay, history: History) -> Signal | None:
    source = history.source
    if source is None or source.owner_artist_id != play.artist_id:
        return None
    own, plays = history.own_plays + 1, history.plays + 1
    if own < LIMITS.plays.value or own <= LIMITS.share.value * plays:
        return None
    return Signal(
        "self_play",
        LIMITS.severity,
        LIMITS.weight,
        f"This {NOUNS[play.source_type]} belongs to the artist, and {own} of its last {plays} plays pay the artist.",
        {"own_plays": str(own), "plays": str(plays)},
    )
