"""A realistic mix of plays for benchmarks, the same at every run.

Songs follow a Zipf law, as charts do. Phones upload every 1 to 6 hours what they heard since; everything else reports
while it plays. Sources keep to their district; stations and venues are few beside the songs.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

import numpy as np

from kernel.events.detections import Kind, Location
from kernel.events.event import Origin
from kernel.events.plays import RecognizedPlay
from kernel.events.sources import SourceType
from kernel.ids import ArtistId, BatchId, EventId, SongId, SourceId, StationId, VenueId

NOW = datetime(2026, 11, 2, 17, 0, tzinfo=UTC)
SONGS = 20_000
SONGS_PER_ARTIST = 10
ZIPF = 1.0
DISTRICTS = 30
UPLOAD_PLAYS = 60
SHARE = {
    SourceType.PHONE: 0.70,
    SourceType.STREAMING: 0.25,
    SourceType.VENUE: 0.045,
    SourceType.DJ: 0.0045,
    SourceType.RADIO: 0.0005,
}
SOURCES = {
    SourceType.PHONE: 100_000,
    SourceType.STREAMING: 5,
    SourceType.VENUE: 12_000,
    SourceType.DJ: 1_500,
    SourceType.RADIO: 150,
}
"""At 1,000 plays a second each venue, DJ and station then begins a song every 4 to 5 minutes."""


@dataclass
class Mix:
    """Plays in the order in which they reach the pipeline."""

    seed: int = 1
    _random: Random = field(init=False)
    _number: int = field(default=0, init=False)
    _turn: Counter[SourceType] = field(default_factory=Counter, init=False)

    def __post_init__(self) -> None:
        self._random = Random(self.seed)
        weights = 1.0 / np.arange(1, SONGS + 1) ** ZIPF
        self._chart = np.cumsum(weights / weights.sum())

    def second(self, at: datetime, plays: int) -> list[RecognizedPlay]:
        """What arrives within the second that begins at `at`."""
        found: list[RecognizedPlay] = []
        while len(found) < plays:
            (source_type,) = self._random.choices(list(SHARE), self._weights())
            found += self._upload(at) if source_type is SourceType.PHONE else [self._live(source_type, at)]
        return found[:plays]

    def _weights(self) -> list[float]:
        """A phone's turn brings a whole upload."""
        return [share / UPLOAD_PLAYS if kind is SourceType.PHONE else share for kind, share in SHARE.items()]

    def _upload(self, at: datetime) -> Iterator[RecognizedPlay]:
        """What a phone heard since its last upload, one song after the other."""
        number = self._random.randrange(SOURCES[SourceType.PHONE])
        slot = self._random.uniform(1, 6) * 3600 / UPLOAD_PLAYS
        for place in range(UPLOAD_PLAYS, 0, -1):
            duration = self._random.uniform(20, min(slot, 240))
            yield self._play(SourceType.PHONE, number, at - timedelta(seconds=place * slot), duration, at)

    def _live(self, source_type: SourceType, at: datetime) -> RecognizedPlay:
        """The next source's next song, reported a few seconds after it began."""
        number = self._turn[source_type] = (self._turn[source_type] + 1) % SOURCES[source_type]
        began = at - timedelta(seconds=self._random.uniform(1, 20))
        return self._play(source_type, number, began, self._random.uniform(20, 240), at)

    def _play(
        self, source_type: SourceType, number: int, played_at: datetime, seconds: float, at: datetime
    ) -> RecognizedPlay:
        self._number += 1
        song = int(np.searchsorted(self._chart, self._random.random()))
        phone = source_type is SourceType.PHONE
        return RecognizedPlay(
            event_id=EventId(str(UUID(int=self._random.getrandbits(128), version=4))),
            source_id=SourceId(f"{source_type.value}-{number}"),
            source_type=source_type,
            kind=Kind.FINGERPRINT,
            played_at=played_at.replace(microsecond=played_at.microsecond // 1000 * 1000),
            received_at=at,
            sent_at=at,
            duration_ms=int(seconds * 1000),
            location=Location(lat=-1.95 + number % 100 / 1000, lon=30.06, accuracy_m=20.0) if phone else None,
            district=None if source_type is SourceType.STREAMING else f"district-{number % DISTRICTS}",
            venue_id=VenueId(f"venue-{number}") if source_type is SourceType.VENUE else None,
            station_id=StationId(f"station-{number}") if source_type is SourceType.RADIO else None,
            batch_id=BatchId("batch"),
            content_hash=self._number,
            origin=Origin(topic="detections.raw", partition=0, offset=self._number),
            song_id=SongId(f"song-{song}"),
            artist_id=ArtistId(f"artist-{song // SONGS_PER_ARTIST}"),
            method="fingerprint",
            confidence=0.9,
            margin=0.5,
            fingerprint_hash=self._number,
            index_version="1",
        )
