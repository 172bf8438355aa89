"""Who plays in the demonstration: sources registered for this one performance, each with a token."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from identity.keys import signing_key
from identity.registrar import Registrar
from identity.tokens import token_for
from kernel.events.sources import SourceType

PLACES = (
    ("Kigali", -1.9441, 30.0619),
    ("Huye", -2.5967, 29.7394),
    ("Musanze", -1.4998, 29.6350),
    ("Rubavu", -1.6792, 29.2667),
    ("Muhanga", -2.0845, 29.7527),
    ("Rwamagana", -1.9487, 30.4347),
)
"""Towns, and about where they lie."""
STATION = "radio-demo"
VENUE = "venue-demo"


@dataclass(frozen=True, slots=True)
class Cast:
    """The sources by what they do, and where the phones lie."""

    phones: tuple[str, ...]
    dj: str
    radio: str
    manager: str
    cheat: str
    places: Mapping[str, Mapping[str, float]]
    station: str = STATION
    venue: str = VENUE

    @property
    def all(self) -> tuple[str, ...]:
        return (*self.phones, self.dj, self.radio, self.manager, self.cheat)


def register(registrar: Registrar, performance: str) -> Cast:
    """Registers the sources of one performance; another one has others, so that their evenings never overlap."""
    phones = tuple(f"phone-{number}-{performance}" for number in range(1, len(PLACES) + 1))
    cast = Cast(
        phones=phones,
        dj=f"dj-{performance}",
        radio=f"radio-{performance}",
        manager=f"venue-{performance}",
        cheat=f"cheat-{performance}",
        places={
            phone: {"lat": lat, "lon": lon, "accuracy_m": 20.0}
            for phone, (_, lat, lon) in zip(phones, PLACES, strict=True)
        },
    )
    for phone, (town, _, _) in zip(phones, PLACES, strict=True):
        registrar.register(phone, SourceType.PHONE, f"A phone in {town}")
    registrar.register(cast.dj, SourceType.DJ, "A DJ in Kigali", district="Nyarugenge")
    registrar.register(cast.radio, SourceType.RADIO, "A radio station", stations=[STATION], district="Gasabo")
    registrar.register(cast.manager, SourceType.VENUE, "A bar", venues=[VENUE], district="Kicukiro")
    registrar.register(cast.cheat, SourceType.PHONE, "A phone that cheats")
    return cast


def tokens(cast: Cast, state: Path) -> dict[str, str]:
    """A token for each source."""
    key = signing_key(state)
    return {source: token_for(source, key)[0] for source in cast.all}
