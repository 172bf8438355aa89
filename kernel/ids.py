"""The ids of the domain, each a type of its own."""

from typing import NewType
from uuid import UUID, uuid5

EventId = NewType("EventId", str)
SourceId = NewType("SourceId", str)
SongId = NewType("SongId", str)
ArtistId = NewType("ArtistId", str)
VenueId = NewType("VenueId", str)
StationId = NewType("StationId", str)
BatchId = NewType("BatchId", str)

NAMESPACE = UUID("6d8f3f5c-3f0d-5b1c-9d55-1f0a7a0e7c11")


def natural_event_id(source_id: str, *natural_key: str) -> EventId:
    """UUIDv5 of a source and its natural key (station and start time, say): the same
    at every resend."""
    return EventId(str(uuid5(NAMESPACE, "\x1f".join((source_id, *natural_key)))))


def derived_id(event_id: str, role: str) -> str:
    """UUIDv5 of an event and the role of what is derived from it."""
    return str(uuid5(UUID(event_id), role))
