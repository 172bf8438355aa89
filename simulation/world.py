"""What every source of one simulation shares: the seed, the calendar, the catalogue."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from numpy.random import Generator

from kernel.clock import KIGALI
from kernel.events.sources import OpeningHours, Source, SourceType, Standing
from kernel.ids import ArtistId, SourceId, StationId, VenueId
from simulation.catalogue import Catalogue
from simulation.chance import generator
from simulation.device import DAY_MS, HOUR_MS, MINUTE_MS

if TYPE_CHECKING:
    from simulation.listening import Stretch

EPOCH: Final = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
MILLISECOND: Final = timedelta(milliseconds=1)
FRIDAY: Final = 4


def moment(ms: int) -> datetime:
    """A time in milliseconds since 1970, as events hold it."""
    return EPOCH + ms * MILLISECOND


@dataclass(frozen=True, slots=True)
class World:
    """The days begin at midnight in Kigali; `start` is the first of them, milliseconds since 1970."""

    seed: int
    start: int
    days: int
    catalogue: Catalogue
    programmes: "dict[int, Stretch]" = field(default_factory=dict)
    """What the stations broadcast, as far as anybody asked: see programme.py."""

    @property
    def end(self) -> int:
        return self.start + self.days * DAY_MS

    def random(self, *key: str | int) -> Generator:
        return generator(self.seed, *key)

    def at(self, day: int, hour: float) -> int:
        """An hour of a day, as a clock in Kigali shows it; 25 is one in the next morning."""
        return self.start + day * DAY_MS + int(hour * HOUR_MS)

    def weekday(self, day: int) -> int:
        """0 is Monday."""
        return moment(self.start + day * DAY_MS).astimezone(KIGALI).weekday()

    def weekend(self, day: int) -> bool:
        return self.weekday(day) > FRIDAY

    def source(
        self,
        random: Generator,
        source_type: SourceType,
        *,
        days_old: float,
        name: str = "",
        attestation: str = "none",
        district: str | None = None,
        owner: int | None = None,
        open_minutes: tuple[int, int] | None = None,
    ) -> Source:
        """A registered source whose id tells only its type. `days_old` is its age when the simulation begins."""
        number = random.bytes(6).hex()
        source_id = SourceId(f"{source_type.value}-{number}")
        registered = moment(self.start - int(days_old * DAY_MS / MINUTE_MS) * MINUTE_MS)
        venue = VenueId(f"place-{number}") if source_type is SourceType.VENUE else None
        hours = (
            None
            if venue is None or open_minutes is None
            else OpeningHours(venue_id=venue, opens=open_minutes[0], closes=open_minutes[1])
        )
        return Source(
            source_id=source_id,
            source_type=source_type,
            name=name or source_id,
            standing=Standing.REGISTERED,
            stations=(StationId(f"station-{number}"),) if source_type is SourceType.RADIO else (),
            venues=() if venue is None else (venue,),
            district=district,
            attestation=attestation,
            registered_at=registered,
            owner_artist_id=None if owner is None else self._artist(owner),
            opening_hours=() if hours is None else (hours,),
            changed_at=registered,
        )

    def _artist(self, number: int) -> ArtistId:
        return self.catalogue.artist_ids[number]
