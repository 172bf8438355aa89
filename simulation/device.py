"""A source with everything it noted, before anything of it is sent."""

from dataclasses import dataclass, field
from typing import Final

import msgspec

from kernel.events import Kind, Source
from kernel.ids import StationId, VenueId
from simulation.truth import Label
from simulation.uplink import Uplink

DAY_MS: Final = 86_400_000
HOUR_MS: Final = 3_600_000
MINUTE_MS: Final = 60_000
LEAST_MS: Final = 12_000
"""A shorter listening is not recognised."""


class Draft(msgspec.Struct, gc=False):
    """A play as the source noted it. `at` is the true time in milliseconds since 1970; songs are catalogue numbers."""

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


def one_ear(drafts: list[Draft], crossfade_ms: int = 0) -> list[Draft]:
    """In the order of time, without what begins before the play ahead of it has ended, but for the crossfade.

    A real phone hears one thing at a time: what it noted of a later session is lost where the sessions overlap.
    """
    kept: list[Draft] = []
    free = -(2**62)
    for draft in sorted(drafts, key=lambda each: each.at):
        if draft.at >= free - crossfade_ms:
            kept.append(draft)
            free = draft.at + draft.duration
    return kept
