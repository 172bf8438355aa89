"""The source named one song of the catalogue, and the sound is another one."""

from kernel.events import RecognizedPlay
from stream_processors.fraud.history import History, Signal
from stream_processors.fraud.thresholds import THRESHOLDS
from stream_processors.fraud.words import NOUNS

LIMITS = THRESHOLDS.declared_differs


def declared_differs(play: RecognizedPlay, _history: History) -> Signal | None:
    if play.declared_song_id is None or play.declared_song_id == play.song_id:
        return None
    noun = NOUNS[play.source_type]
    named = f"“{play.declared.title}” by {play.declared.artist}" if play.declared else "one song"
    return Signal(
        "declared_differs",
        LIMITS.severity,
        LIMITS.weight,
        f"The {noun} named {named}, but what was heard is another song of the catalogue.",
        {"declared_song_id": play.declared_song_id, "recognised_song_id": play.song_id},
    )
