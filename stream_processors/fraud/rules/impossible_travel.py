"""Two places too far apart for the time between them. Where a fix is uncertain, the doubt is the source's benefit."""

from uuid import UUID

from kernel.events.plays import RecognizedPlay
from stream_processors.fraud.geo import distance_km
from stream_processors.fraud.history import History, Signal
from stream_processors.fraud.thresholds import THRESHOLDS
from stream_processors.fraud.words import NOUNS, distance, duration

LIMITS = THRESHOLDS.impossible_travel
HOUR_MS = 3_600_000


def impossible_travel(play: RecognizedPlay, history: History) -> Signal | None:
    here = play.location
    if here is None or not history.fixes or play.source_type not in LIMITS.source_types.value:
        return None
    for neighbour in history.fixes:
        there = neighbour.play
        if there.lat is None or there.lon is None:
            continue
        apart = distance_km(here.lat, here.lon, there.lat, there.lon)
        surely = apart - ((here.accuracy_m or 0.0) + (there.accuracy_m or 0.0)) / 1000
        gap_ms = abs(neighbour.gap_ms)
        if surely > LIMITS.distance_km.value and surely * HOUR_MS > LIMITS.speed_kmh.value * gap_ms:
            return Signal(
                "impossible_travel",
                LIMITS.severity,
                LIMITS.weight,
                f"Two plays {distance(apart)} apart within {duration(gap_ms)} by the same {NOUNS[play.source_type]}.",
                {
                    "other_event_id": str(UUID(bytes=there.event_id)),
                    "distance_km": f"{apart:.3f}",
                    "distance_less_accuracy_km": f"{surely:.3f}",
                    "gap_ms": str(gap_ms),
                },
            )
    return None
