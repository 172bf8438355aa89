"""A source with everything it noted, before anything of it is sent."""

from dataclasses import dataclass, field
from math import hypot
from typing import Final

import msgspec

from kernel.events.detections import Kind
from kernel.events.sources import Source
from kernel.ids import StationId, VenueId
from simulation.places import KM_PER_DEGREE, KM_PER_DEGREE_EAST
from simulation.truth import Label
from simulation.uplink import Uplink

DAY_MS: Final = 86_400_000
HOUR_MS: Final = 3_600_000
MINUTE_MS: Final = 60_000
FASTEST_KMH: Final = 100.0
"""No bus of Rwanda is faster."""
NEAR_KM: Final = 1.0
"""Fixes of one place lie so far from each other."""
LEAST_MS: Final = 12_000
"""A shorter listening is not recognised."""


class Draft(msgspec.Struct, gc=False):
    """A play as the source noted it. `at` is the true time in milliseconds since 1970; songs are catalogue numbers.

    `made` is when a play that was never heard was made up, after the time for which it claims to be; of other plays
    None: they are noted when they end.
    """

    at: int
    duration: int
    song: int
    kind: Kind
    confidence: float
    margin: float | None = None
    lat: float | None = None
    lon: float | None = None
    accuracy: float | None = None
    declared: int | None = None
    fingerprint: int | None = None
    label: Label = Label.HONEST
    made: int | None = None


@dataclass(slots=True)
class Device:
    """A source, its notes, and how it sends them. `payee` is the number of the artist whom its attack works for."""

    source: Source
    cohort: str
    drafts: list[Draft]
    uplink: Uplink = field(default_factory=Uplink)
    venue_id: VenueId | None = None
    station_id: StationId | None = None
    attack: str | None = None
    strength: float = 0.0
    ring: str | None = None
    payee: int | None = None


def one_ear(drafts: list[Draft], crossfade_ms: int = 0, fastest_kmh: float = FASTEST_KMH) -> list[Draft]:
    """In the order of time, without what one body cannot have heard: what begins before the play ahead of it has ended,
    but for the crossfade, and what lies farther away than the fastest travel allows.

    Habits draw sessions one by one; this is what makes them the day of one person.
    """
    kept: list[Draft] = []
    free = -(2**62)
    fixed: Draft | None = None
    for draft in sorted(drafts, key=lambda each: each.at):
        if draft.at < free - crossfade_ms or (fixed is not None and not _reached(fixed, draft, fastest_kmh)):
            continue
        kept.append(draft)
        free = draft.at + draft.duration
        if draft.lat is not None:
            fixed = draft
    return kept


def _reached(before: Draft, after: Draft, kmh: float) -> bool:
    if before.lat is None or before.lon is None or after.lat is None or after.lon is None:
        return True
    km = hypot((before.lat - after.lat) * KM_PER_DEGREE, (before.lon - after.lon) * KM_PER_DEGREE_EAST)
    unsure = ((before.accuracy or 0) + (after.accuracy or 0)) / 500
    return (km - NEAR_KM - unsure) * HOUR_MS <= kmh * (after.at - before.at)
