"""A play as the gateway's feed takes it."""

import base64
from datetime import timedelta

import msgspec

from detectors.radio.plays import Play
from kernel.events.detections import Algorithm, Profile

LEAST = timedelta(seconds=5)
"""Less of a song is a bit of a jingle, or an announcement of it."""

MOST_MS = 14_400_000
"""What the gateway takes."""

MILLISECOND = timedelta(milliseconds=1)


def reportable(play: Play) -> bool:
    """Whether it was long enough to count as a play."""
    return play.sounded.ended - play.sounded.began >= LEAST


def as_json(play: Play) -> bytes:
    """The feed's item. What was heard speaks for itself: the song is found again by those who count it."""
    sounded = play.sounded
    item = {
        "event_id": play.event_id,
        "played_at": sounded.began.isoformat(timespec="milliseconds"),
        "duration_ms": min((sounded.ended - sounded.began) // MILLISECOND, MOST_MS),
        "fingerprint": {
            "algorithm": Algorithm.CHROMAPRINT.value,
            "profile": Profile.LINE.value,
            "data": base64.urlsafe_b64encode(sounded.clip).decode().rstrip("="),
            "offset_ms": max((sounded.clip_at - sounded.began) // MILLISECOND, 0),
        },
    }
    return msgspec.json.encode(item)
