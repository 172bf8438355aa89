"""From one fix to another: how far at the least, and how fast."""

from kernel.events import Location
from stream_processors.fraud.geo import distance_km
from stream_processors.fraud.history import Neighbour
from stream_processors.fraud.packing import Seen

HOUR_MS = 3_600_000
SHORTEST_MS = 60_000
"""Two fixes within a minute are as old as the phone pleased; a shorter time would make any step a flight."""


def apart_km(here: Location, there: Seen) -> tuple[float, float]:
    """The distance of two fixes, and what is left of it where both were as wrong as they may be, 0 or more."""
    if there.lat is None or there.lon is None:
        return 0.0, 0.0
    if here.lat == there.lat and here.lon == there.lon:
        return 0.0, 0.0
    apart = distance_km(here.lat, here.lon, there.lat, there.lon)
    return apart, max(0.0, apart - ((here.accuracy_m or 0.0) + (there.accuracy_m or 0.0)) / 1000)


def speed_kmh(here: Location, fix: Neighbour) -> float:
    """How fast the source travelled between two fixes at the least, in kilometres an hour."""
    return apart_km(here, fix.play)[1] * HOUR_MS / max(SHORTEST_MS, abs(fix.gap_ms))
