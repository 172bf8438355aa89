"""Sightings, records and runs for the tests of the second look."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from kernel.events.event import Origin
from kernel.events.findings import Finding, Sighting, Sightings
from kernel.events.sources import SourceType
from kernel.ids import ArtistId, SongId, SourceId
from kernel.stage import MemoryTables, Received
from kernel.topics import FRAUD_FINDINGS, FRAUD_SIGHTINGS
from stream_processors.fraud.second_look.step import step

PAYEE = ArtistId("artist-1")
NOON = datetime(2026, 11, 4, 10, 0, tzinfo=UTC)
"""Noon in Kigali."""

Seen = tuple[ArtistId, Sighting]


def sighting(source: int | str = 1, at: datetime = NOON, song: int = 1, **changes: object) -> Sighting:
    """A play of a phone that has been registered for a year and plays many artists."""
    seen = Sighting(
        source_id=SourceId(f"phone-{source}"),
        source_type=SourceType.PHONE,
        played_at=at,
        duration_ms=180_000,
        song_id=SongId(f"song-{song}"),
        share=0.05,
        age_days=365.0,
        score=0.1,
        received_at=at + timedelta(hours=2),
        plays=100.0,
        artists=30.0,
    )
    return seen.evolve(**changes)


def records(seen: Iterable[Seen]) -> list[Received[Sightings]]:
    """One record for each sighting."""
    return [
        Received(
            Sightings(artist_id=artist_id, sightings=(each,)),
            Origin(topic=FRAUD_SIGHTINGS.name, partition=0, offset=offset),
        )
        for offset, (artist_id, each) in enumerate(seen)
    ]


def run(seen: Sequence[Seen], size: int, tables: MemoryTables | None = None) -> MemoryTables:
    """The step over all of them, `size` at a time."""
    tables = tables or MemoryTables()
    everything = records(seen)
    for start in range(0, len(everything), size):
        assert list(step(everything[start : start + size], tables)) == []
    return tables


def found(tables: MemoryTables) -> list[Finding]:
    """The findings that stand, in the order of payee, kind and day."""
    findings = [finding for finding in tables[FRAUD_FINDINGS].values.values() if finding.sources]
    return sorted(findings, key=lambda finding: (finding.artist_id, finding.kind, finding.end))


def findings_of(sightings: Iterable[Sighting], size: int = 100) -> list[Finding]:
    """What is found in the plays of one payee."""
    return found(run([(PAYEE, each) for each in sightings], size))


def kinds_of(sightings: Iterable[Sighting]) -> set[str]:
    return {finding.kind for finding in findings_of(sightings)}
