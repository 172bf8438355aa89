"""The pure step of recognition: detections in, recognised and unrecognised plays out."""

import hashlib
from collections.abc import Iterable, Sequence

from fingerprinting.chroma import to_bytes
from fingerprinting.compressed import Items, decode
from fingerprinting.lookup.search import Match, search
from kernel.events.detections import Detection, Heard, Profile
from kernel.events.plays import RecognizedPlay, UnrecognizedPlay
from kernel.stage import Output, Received, Step, Tables
from kernel.topics import PLAYS_RECOGNIZED, PLAYS_UNRECOGNIZED
from stream_processors.recognition.catalogue import Catalogue, Now
from stream_processors.recognition.decide import Unknown, decide


def make_step(now: Now) -> Step[Detection]:
    """A step that matches every batch against the catalogue of that moment, whose version is in what comes out.

    Raises Undecodable on a fingerprint that is none, and Unprocessable on a detection that says nothing.
    """

    def step(records: Sequence[Received[Detection]], _tables: Tables) -> Iterable[Output]:
        catalogue = now()
        heard = [_items(record.event) for record in records]
        matches = _matches(catalogue, records, heard)
        return [
            _output(catalogue, record, items, match)
            for record, items, match in zip(records, heard, matches, strict=True)
        ]

    return step


def _items(detection: Detection) -> Items | None:
    return decode(detection.fingerprint.data) if detection.fingerprint is not None else None


def _matches(
    catalogue: Catalogue, records: Sequence[Received[Detection]], heard: Sequence[Items | None]
) -> list[Match | None]:
    """The best match of each record's fingerprint, each profile searched at once."""
    matches: list[Match | None] = [None] * len(records)
    for profile in Profile:
        places = [
            place
            for place, record in enumerate(records)
            if record.event.fingerprint is not None and record.event.fingerprint.profile is profile
        ]
        found = search(catalogue.indexes[profile], [items for place in places if (items := heard[place]) is not None])
        for place, match in zip(places, found, strict=True):
            matches[place] = match
    return matches


def _output(catalogue: Catalogue, record: Received[Detection], items: Items | None, match: Match | None) -> Output:
    detection = record.event
    decision = decide(catalogue, detection, match)
    if isinstance(decision, Unknown):
        unrecognized = UnrecognizedPlay(
            **{name: getattr(detection, name) for name in Detection.__struct_fields__},
            origin=record.origin,
            reason=decision.reason,
            index_version=catalogue.version,
        )
        return Output(PLAYS_UNRECOGNIZED, detection.source_id, unrecognized, record)
    song = catalogue.songs[decision.song]
    play = RecognizedPlay(
        **{name: getattr(detection, name) for name in Heard.__struct_fields__},
        origin=record.origin,
        song_id=song.song_id,
        artist_id=song.artist_id,
        isrc=song.isrc,
        method=decision.method,
        confidence=decision.confidence,
        margin=decision.margin,
        declared=detection.metadata,
        declared_song_id=decision.said,
        fingerprint_hash=None if items is None else _hash(items),
        index_version=catalogue.version,
    )
    return Output(PLAYS_RECOGNIZED, detection.source_id, play, record)


def _hash(items: Items) -> int:
    """Of the items, not of the bytes sent: another spelling of the same fingerprint is the same fingerprint."""
    return int.from_bytes(hashlib.sha256(to_bytes(items)).digest()[:8], "big", signed=True)
