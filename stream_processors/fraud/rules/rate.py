"""More plays, or more music, than an hour can hold."""

from kernel.dimensions import window_start
from kernel.events.aggregates import Window
from kernel.events.plays import RecognizedPlay
from stream_processors.fraud.history import History, Signal
from stream_processors.fraud.thresholds import THRESHOLDS
from stream_processors.fraud.words import NOUNS, moment

LIMITS = THRESHOLDS.rate
HOUR_MS = 3_600_000


def rate(play: RecognizedPlay, history: History) -> Signal | None:
    plays_limit = LIMITS.plays_an_hour.value.get(play.source_type)
    share_limit = LIMITS.heard_share.value.get(play.source_type)
    if plays_limit is None or share_limit is None:
        return None
    plays = history.plays_in_hour + 1
    if plays <= plays_limit and history.heard_ms_in_hour + play.duration_ms <= share_limit * HOUR_MS:
        return None
    hour = window_start(Window.HOUR, play.played_at)
    left_ms = HOUR_MS - int((play.played_at - hour).total_seconds() * 1000)
    heard_ms = history.heard_ms_in_hour + min(play.duration_ms, left_ms)
    if plays > plays_limit:
        what = f"{plays} plays within the hour from {moment(hour)}"
    elif heard_ms > share_limit * HOUR_MS:
        what = f"{heard_ms / 60_000:.0f} minutes of music within the hour from {moment(hour)}"
    else:
        return None
    return Signal(
        "rate",
        LIMITS.severity,
        LIMITS.weight,
        f"{what} by the same {NOUNS[play.source_type]}: more than an hour can hold.",
        {"plays": str(plays), "heard_ms": str(heard_ms)},
    )
