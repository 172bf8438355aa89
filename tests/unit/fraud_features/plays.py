"""Plays of one phone, and what their profile says of them."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import cast
from uuid import UUID

from kernel.events.detections import Kind
from kernel.events.event import Origin
from kernel.events.plays import RecognizedPlay
from kernel.events.sources import SourceType
from kernel.ids import ArtistId, BatchId, EventId, SongId, SourceId
from stream_processors.fraud.features.names import INDEX
from stream_processors.fraud.features.profile import Facts, Profile
from stream_processors.fraud.features.vector import features

NOON = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)
"""A Monday, noon in Kigali."""

NO_FACTS = Facts()


def play(minute: float = 0.0, song: int = 1, artist: int = 1, **changes: object) -> RecognizedPlay:
    """Three minutes of a song, `minute` minutes after noon, reported when it ended."""
    at = NOON + timedelta(minutes=minute)
    event = RecognizedPlay(
        event_id=EventId(str(UUID(int=song))),
        source_id=SourceId("phone-1"),
        source_type=SourceType.PHONE,
        kind=Kind.FINGERPRINT,
        played_at=at,
        received_at=at + timedelta(minutes=3),
        duration_ms=180_000,
        batch_id=BatchId("batch"),
        content_hash=1,
        origin=Origin(topic="detections.raw", partition=0, offset=1),
        song_id=SongId(f"song-{song}"),
        artist_id=ArtistId(f"artist-{artist}"),
        method="fingerprint",
        confidence=0.7,
        index_version="1",
    )
    return event.evolve(**changes)


def ms(at: datetime) -> int:
    """Milliseconds since 1970."""
    return round(at.timestamp() * 1000)


def observed(profile: Profile, plays: Iterable[RecognizedPlay], facts: Facts = NO_FACTS) -> list[list[float]]:
    """The vectors of plays that a profile takes in."""
    figures = [profile.observe(event, ms(event.played_at), facts) for event in plays]
    return cast(list[list[float]], features(figures).tolist())


def seen(profile: Profile, event: RecognizedPlay, facts: Facts = NO_FACTS) -> dict[str, float]:
    """The features of one more play, by name."""
    return named(observed(profile, [event], facts)[0])


def after(plays: Iterable[RecognizedPlay], facts: Facts = NO_FACTS) -> dict[str, float]:
    """The features after plays, by name."""
    return named(observed(Profile.load(None), plays, facts)[-1])


def named(vector: list[float]) -> dict[str, float]:
    return {name: vector[number] for name, number in INDEX.items()}
