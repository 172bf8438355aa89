"""Plays of one phone, and the step over them."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from kernel.events.detections import Kind, Location
from kernel.events.event import Origin
from kernel.events.findings import Sighting, Sightings
from kernel.events.flags import FraudFlag
from kernel.events.plays import RecognizedPlay, ScoredPlay
from kernel.events.sources import Source, SourceType, Standing
from kernel.ids import ArtistId, BatchId, EventId, SongId, SourceId
from kernel.stage import MemoryTables, Output, Received
from kernel.topics import FRAUD_FLAGS, FRAUD_SIGHTINGS, PLAYS_RECOGNIZED, PLAYS_SCORED
from stream_processors.fraud.behaviour import Told, nobody
from stream_processors.fraud.models.schedule import FixedModels, Models
from stream_processors.fraud.scoring import make_step

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
KIGALI_TOWN = Location(lat=-1.9441, lon=30.0619, accuracy_m=20.0)
MUSANZE = Location(lat=-1.4998, lon=29.6349, accuracy_m=20.0)


def play(number: int = 1, minute: float = 0.0, **changes: object) -> RecognizedPlay:
    """A play of three minutes by a phone, `minute` minutes after noon; each number has a song of its own."""
    at = NOON + timedelta(minutes=minute)
    event = RecognizedPlay(
        event_id=EventId(str(UUID(int=number))),
        source_id=SourceId("phone-1"),
        source_type=SourceType.PHONE,
        kind=Kind.FINGERPRINT,
        played_at=at,
        received_at=at + timedelta(hours=1),
        sent_at=at + timedelta(hours=1),
        duration_ms=180_000,
        batch_id=BatchId("batch"),
        content_hash=number,
        origin=Origin(topic="detections.raw", partition=0, offset=number),
        song_id=SongId(f"song-{number}"),
        artist_id=ArtistId("artist"),
        method="fingerprint",
        confidence=0.9,
        index_version="1",
    )
    return event.evolve(**changes)


def source(standing: Standing = Standing.REGISTERED, changed_at: datetime = NOON, **changes: object) -> Source:
    registered = Source(
        source_id=SourceId("phone-1"),
        source_type=SourceType.PHONE,
        name="A phone",
        standing=standing,
        changed_at=changed_at,
    )
    return registered.evolve(**changes)


def received(plays: Iterable[RecognizedPlay]) -> list[Received[RecognizedPlay]]:
    return [
        Received(event, Origin(topic=PLAYS_RECOGNIZED.name, partition=0, offset=offset))
        for offset, event in enumerate(plays)
    ]


def judged(
    plays: Sequence[RecognizedPlay],
    tables: MemoryTables | None = None,
    source_of: Callable[[SourceId], Source | None] = lambda _id: None,
    size: int = 1000,
    models: Models | None = None,
    told: Told = nobody,
) -> list[Output]:
    """What the step publishes, `size` plays at a time. The rules judge alone where no models are given."""
    step = make_step(source_of, models or FixedModels(), told)
    tables = tables or MemoryTables()
    records = received(plays)
    return [output for start in range(0, len(records), size) for output in step(records[start : start + size], tables)]


def verdicts(outputs: Iterable[Output]) -> list[str]:
    """'accepted', or 'held: overlap', for each play."""
    return [": ".join((event.verdict, *event.reasons)) for event in scored(outputs)]


def scored(outputs: Iterable[Output]) -> list[ScoredPlay]:
    found = []
    for output in outputs:
        if isinstance(output.event, ScoredPlay):
            assert output.topic is PLAYS_SCORED
            assert output.key == output.event.song_id
            found.append(output.event)
    return found


def sightings(outputs: Iterable[Output]) -> list[tuple[ArtistId, Sighting]]:
    """What the second look is told, play by play."""
    found = []
    for output in outputs:
        if isinstance(output.event, Sightings):
            assert output.topic is FRAUD_SIGHTINGS
            assert output.key == output.event.artist_id
            found += [(output.event.artist_id, each) for each in output.event.sightings]
    return found


def flags(outputs: Iterable[Output]) -> list[FraudFlag]:
    found = []
    for output in outputs:
        if isinstance(output.event, FraudFlag):
            assert output.topic is FRAUD_FLAGS
            assert output.key == output.event.source_id
            found.append(output.event)
    return found
