"""From what was sent to the events that recognition would publish."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import sha256
from typing import Final
from zlib import crc32

import msgspec

from kernel.events.detections import Kind, Location, Metadata
from kernel.events.event import Origin
from kernel.events.plays import RecognizedPlay
from kernel.ids import BatchId, EventId
from kernel.topics import DETECTIONS_RAW
from simulation.catalogue import Catalogue, SimulatedSong
from simulation.device import Device, Draft
from simulation.places import SEATS, Place, apart_km
from simulation.truth import Label, Truth
from simulation.uplink import Sent
from simulation.world import moment

PARTITIONS: Final = 4
INDEX_VERSION: Final = "simulated"
METHODS: Final = {Kind.FINGERPRINT: "fingerprint", Kind.METADATA: "isrc", Kind.MANUAL: "song_id"}
_encode: Final = msgspec.msgpack.Encoder().encode


class Arrival(msgspec.Struct, gc=False):
    """One sending of one play."""

    sent: Sent
    device: Device
    draft: Draft

    @property
    def said(self) -> int:
        """When it was played by the source's own clock, milliseconds since 1970."""
        return self.sent.said


def played(arrivals: Sequence[Arrival], catalogue: Catalogue) -> Iterator[Truth]:
    offsets = [0] * PARTITIONS
    for arrival in arrivals:
        partition = crc32(arrival.device.source.source_id.encode()) % PARTITIONS
        origin = Origin(topic=DETECTIONS_RAW.name, partition=partition, offset=offsets[partition])
        offsets[partition] += 1
        yield _truth(arrival, origin, catalogue)


def declared(song: SimulatedSong) -> Metadata:
    """What a player shows of a song."""
    return Metadata(title=song.title, artist=song.artist, isrc=song.isrc)


def _truth(arrival: Arrival, origin: Origin, catalogue: Catalogue) -> Truth:
    device, draft = arrival.device, arrival.draft
    song = catalogue.songs[draft.song]
    fraud = draft.label is Label.FRAUD
    payee = song.artist_id if not fraud or device.payee is None else catalogue.artist_ids[device.payee]
    return Truth(
        play=_play(arrival, origin, catalogue, song),
        cohort=device.cohort,
        label=draft.label,
        attack=device.attack,
        strength=device.strength,
        ring=device.ring,
        payee=payee,
        resend=arrival.sent.resend,
    )


def _play(arrival: Arrival, origin: Origin, catalogue: Catalogue, song: SimulatedSong) -> RecognizedPlay:
    sent, device, draft = arrival.sent, arrival.device, arrival.draft
    source = device.source
    said = None if draft.declared is None else catalogue.songs[draft.declared]
    skew = sent.received - sent.sent
    location, district = None, source.district
    if draft.lat is not None and draft.lon is not None:
        location = Location(lat=draft.lat, lon=draft.lon, accuracy_m=draft.accuracy)
        district = district or _district(round(draft.lat, 2), round(draft.lon, 2))
    return RecognizedPlay(
        event_id=EventId(sent.event_id),
        source_id=source.source_id,
        source_type=source.source_type,
        kind=draft.kind,
        played_at=moment(sent.said + skew),
        received_at=moment(sent.received),
        duration_ms=draft.duration,
        sent_at=moment(sent.sent),
        skew_ms=skew,
        sequence=sent.sequence,
        location=location,
        district=district,
        venue_id=device.venue_id,
        station_id=device.station_id,
        batch_id=BatchId(sent.batch_id),
        content_hash=_content(sent.said, device, draft),
        origin=origin,
        song_id=song.song_id,
        artist_id=song.artist_id,
        isrc=song.isrc,
        method=METHODS[draft.kind],
        confidence=draft.confidence,
        margin=draft.margin,
        declared=None if said is None else declared(said),
        declared_song_id=None if said is None else said.song_id,
        fingerprint_hash=draft.fingerprint,
        index_version=INDEX_VERSION,
    )


def _content(said: int, device: Device, draft: Draft) -> int:
    """Of what the source says of the play, as the gateway's: the same at every sending."""
    content = _encode(
        (
            device.source.source_id,
            draft.kind,
            said,
            draft.duration,
            draft.fingerprint,
            draft.declared,
            draft.lat,
            draft.lon,
            draft.accuracy,
            device.venue_id,
            device.station_id,
        )
    )
    return int.from_bytes(sha256(content).digest()[:8], "big", signed=True)


@lru_cache(maxsize=65_536)
def _district(lat: float, lon: float) -> str:
    return min(SEATS, key=lambda seat: apart_km(seat, Place(lat, lon, ""))).district
