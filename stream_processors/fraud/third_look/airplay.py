"""What stations say that they played, against what phones that were tuned to them heard at the same time.

A phone is tuned to a station from one play that both report at the same moment to the next such one. What the station
claims of the time between, the phone must have heard too; where it heard another song instead, the log is contradicted.
"""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from kernel.ids import ArtistId, SongId, SourceId
from stream_processors.fraud.third_look.heard import Heard, Listener
from stream_processors.fraud.thresholds import THRESHOLDS

LIMITS = THRESHOLDS.third_look.airplay

Claim = tuple[SourceId, ArtistId]
"""A station's claims for a payee."""


@dataclass(slots=True)
class Airplay:
    """The logs of all stations, and what phones said about them: how often each claim was heard and contradicted.

    `phones` are those that contradicted. It is the same whatever the order in which logs and phones come, as long as
    all logs come first.
    """

    logs: dict[SourceId, Listener] = field(default_factory=dict)
    heard: Counter[Claim] = field(default_factory=Counter)
    contradicted: Counter[Claim] = field(default_factory=Counter)
    phones: dict[Claim, set[SourceId]] = field(default_factory=lambda: defaultdict(set))
    _aired: dict[SongId, list[tuple[int, SourceId, int]]] = field(default_factory=lambda: defaultdict(list))
    _sorted: bool = False

    def log(self, station: Listener) -> None:
        """Takes a station's log in."""
        self.logs[station.source_id] = station
        for place, play in enumerate(station.plays):
            self._aired[play.song_id].append((play.at_ms, station.source_id, place))

    def compare(self, phone: Listener) -> None:
        """Takes in what a phone heard."""
        if not self._sorted:
            for aired in self._aired.values():
                aired.sort()
            self._sorted = True
        both: dict[SourceId, list[tuple[int, int]]] = defaultdict(list)
        for number, play in enumerate(phone.plays):
            for station, place in self._at(play):
                both[station].append((number, place))
        for station, matches in both.items():
            self._count(phone, self.logs[station], matches)

    def _at(self, play: Heard) -> Iterator[tuple[SourceId, int]]:
        """The stations that claim the same song for the same moment, and the places in their logs."""
        aired = self._aired.get(play.song_id)
        if not aired:
            return
        first = bisect_left(aired, (play.at_ms - LIMITS.late_ms.value,))
        last = bisect_right(aired, (play.at_ms + LIMITS.early_ms.value + 1,))
        for _, station, place in aired[first:last]:
            yield station, place

    def _count(self, phone: Listener, station: Listener, matches: list[tuple[int, int]]) -> None:
        for number, _ in matches:
            self.heard[station.source_id, phone.plays[number].artist_id] += 1
        for (one, began), (other, ended) in pairwise(matches):
            apart = station.plays[ended].at_ms - station.plays[began].at_ms
            if apart > LIMITS.tuned_ms.value:
                continue
            instead = phone.plays[one + 1 : other]
            for claimed in station.plays[began + 1 : ended]:
                if _drowned(claimed, instead):
                    claim = station.source_id, claimed.artist_id
                    self.contradicted[claim] += 1
                    self.phones[claim].add(phone.source_id)


def _drowned(claimed: Heard, instead: Sequence[Heard]) -> bool:
    """Whether other songs were heard for most of the time for which a song is claimed."""
    heard = sum(
        max(min(play.end_ms, claimed.end_ms) - max(play.at_ms, claimed.at_ms), 0)
        for play in instead
        if play.song_id != claimed.song_id
    )
    return heard >= LIMITS.drowned.value * claimed.duration_ms


def by_station(claims: Counter[Claim]) -> Counter[SourceId]:
    """Counts of all of a station's claims together."""
    found: Counter[SourceId] = Counter()
    for (station, _), count in claims.items():
        found[station] += count
    return found
