"""Everything that the kinds of the third look compare: a few rows of each phone, and what each payee has altogether."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from kernel.events.sources import SourceType
from kernel.ids import ArtistId, SourceId
from stream_processors.fraud.third_look.airplay import Airplay
from stream_processors.fraud.third_look.devotion import Devotion, devotions
from stream_processors.fraud.third_look.heard import Listener


@dataclass(slots=True)
class Country:
    """A window of plays of all sources. It is the same whatever the order in which listeners are taken in.

    `listeners`: how many sources of any type played a payee at all; `plays`: how often they did, `all_plays` that of
    all payees; `phones`: how many there are; `of`: the phones to which a payee is much.
    """

    airplay: Airplay
    listeners: Counter[ArtistId] = field(default_factory=Counter)
    plays: Counter[ArtistId] = field(default_factory=Counter)
    all_plays: int = 0
    phones: int = 0
    of: dict[ArtistId, list[Devotion]] = field(default_factory=lambda: defaultdict(list))

    def take(self, listener: Listener) -> None:
        """One source; a phone's plays are compared with the stations' logs, which are known by now."""
        if not listener.plays:
            return
        own = Counter(play.artist_id for play in listener.plays)
        self.listeners.update(own.keys())
        self.plays.update(own)
        self.all_plays += len(listener.plays)
        if listener.source_type is SourceType.PHONE:
            self.phones += 1
            self.airplay.compare(listener)
            for each in devotions(listener):
                self.of[each.artist_id].append(each)

    def by_payee(self) -> Iterator[tuple[ArtistId, list[Devotion]]]:
        """The payees that are much to any phone, with these phones, all in the order of ids."""
        for artist_id in sorted(self.of):
            yield artist_id, sorted(self.of[artist_id], key=lambda each: each.source_id)


def country(logs: Iterable[Listener], listeners: Iterable[Listener]) -> Country:
    """A window's plays: `logs` of the stations come first, then all sources, the stations too."""
    airplay = Airplay()
    for station in logs:
        airplay.log(station)
    found = Country(airplay)
    for listener in listeners:
        found.take(listener)
    return found


def independent(rows: Iterable[Devotion]) -> float:
    """As how many people who do not know each other these phones count: those in one place count once.

    Phones of which no place is known count in the same measure as the others.
    """
    rows = list(rows)
    cells = [each.cell for each in rows if each.cell is not None]
    return len(rows) * len(set(cells)) / len(cells) if cells else float(len(rows))


def names(rows: Iterable[Devotion]) -> tuple[SourceId, ...]:
    """Their sources, sorted."""
    return tuple(sorted({each.source_id for each in rows}))
