"""The source names one song of the catalogue while the sound is another one, not once but as a habit."""

from kernel.events.plays import RecognizedPlay
from stream_processors.fraud.history import History, Signal
from stream_processors.fraud.packing import misnamed
from stream_processors.fraud.thresholds import THRESHOLDS
from stream_processors.fraud.words import NOUNS

LIMITS = THRESHOLDS.declared_differs


def declared_differs(play: RecognizedPlay, history: History) -> Signal | None:
    if not misnamed(play):
        return None
    others, plays = history.misnamed + 1, history.plays + 1
    if others < LIMITS.plays.value or others <= LIMITS.share.value * plays:
        return None
    noun = NOUNS[play.source_type]
    named = f"“{play.declared.title}” by {play.declared.artist}" if play.declared else "one song"
    return Signal(
        "declared_differs",
        LIMITS.severity,
        LIMITS.weight,
        f"The {noun} named {named}, but what was heard is another song of the catalogue; so it was with {others} of its"
        f" last {plays} plays.",
        {
            "declared_song_id": play.declared_song_id or "",
            "recognised_song_id": play.song_id,
            "misnamed": str(others),
            "plays": str(plays),
        },
    )
