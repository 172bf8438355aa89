"""From seconds of a stream to times of day."""

from datetime import datetime, timedelta

from detectors.radio.listening import Heard
from detectors.radio.plays import Sounded
from fingerprinting.chroma import compressed


def on_air(heard: Heard, zero: datetime) -> Sounded:
    """What was heard in a stream whose first sample was on air at `zero`."""

    def at(seconds: float) -> datetime:
        return zero + timedelta(seconds=seconds)

    return Sounded(
        song=heard.song,
        began=at(heard.from_s),
        ended=at(heard.to_s),
        zero=at(heard.zero_s),
        cut=heard.cut,
        speed=heard.speed,
        confidence=heard.confidence,
        clip=compressed(heard.clip.items),
        clip_at=at(heard.clip.from_s),
        fit=heard.clip.fit,
    )
