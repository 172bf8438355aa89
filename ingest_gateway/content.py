"""What a report says, as one number, so that a resend is told from a second use of its id.

Covered is what the source says of the play: source, kind, the time as the source's clock gave it (to the millisecond),
duration, content, place, venue and station. Not covered is what may differ between two sendings of the same play:
sent_at, sequence and client, and everything of the gateway's (received_at, batch, skew, corrected time). So a resend
with another sent_at is a duplicate, and the time that counts is the one corrected when it was first accepted. The
source is covered, so that an id used by a second source is a conflict and is never answered with `duplicate`.
"""

from hashlib import sha256

import msgspec

from kernel.events.detections import Fingerprint, Kind, Location, Metadata

_encode = msgspec.msgpack.Encoder().encode


def content_hash(
    source_id: str,
    kind: Kind,
    said_ms: int,
    duration_ms: int,
    fingerprint: Fingerprint | None,
    metadata: Metadata | None,
    song_id: str | None,
    location: Location | None,
    venue_id: str | None,
    station_id: str | None,
) -> int:
    """The first 64 bits, signed and big-endian, of SHA-256 over the report's MessagePack."""
    said = _encode(
        (source_id, kind, said_ms, duration_ms, fingerprint, metadata, song_id, location, venue_id, station_id)
    )
    return int.from_bytes(sha256(said).digest()[:8], "big", signed=True)
