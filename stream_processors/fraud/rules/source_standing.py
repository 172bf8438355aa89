"""A source that was suspended or revoked before the gateway received the play.

The gateway refuses such sources, but may learn of it a moment later. What was received before the suspension is judged
by the other rules: the moment of receipt decides, not the moment of judging, so that a replay judges the same. A source
that is not known gives no signal: the gateway has authenticated it, so this process merely has not heard of it yet.
"""

from kernel.events.plays import RecognizedPlay
from kernel.events.sources import Standing
from stream_processors.fraud.history import History, Signal
from stream_processors.fraud.thresholds import THRESHOLDS
from stream_processors.fraud.words import NOUNS, moment

LIMITS = THRESHOLDS.source_standing


def source_standing(play: RecognizedPlay, history: History) -> Signal | None:
    source = history.source
    if source is None or source.standing is Standing.REGISTERED or play.received_at < source.changed_at:
        return None
    since = moment(source.changed_at)
    return Signal(
        "source_standing",
        LIMITS.severity,
        LIMITS.weight,
        f"This {NOUNS[play.source_type]} has been {source.standing.value} since {since}, before it reported the play.",
        {"standing": source.standing.value, "changed_at": source.changed_at.isoformat()},
    )
