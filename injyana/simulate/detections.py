"""Simulated plays in the form of the HTTP API."""

from typing import Any

from injyana.simulate.sounds import heard
from kernel.events.detections import Algorithm, Kind, Profile
from kernel.events.sources import SourceType
from simulation.catalogue import SimulatedSong
from simulation.plays import Arrival
from simulation.world import moment

APP = {"app": "injyana-simulate", "version": "1"}


def detection(arrival: Arrival, songs: list[SimulatedSong], *, fingerprints: bool, later_ms: int = 0) -> dict[str, Any]:
    """A detection as its source reports it, by the source's own clock, sent `later_ms` later than simulated.

    Without fingerprints, what was heard is told as metadata of the song that it was: a sound that differs from what
    its source declared, how surely it was recognised, and copies of one recording are then not carried.
    """
    draft, device, sent = arrival.draft, arrival.device, arrival.sent
    song = songs[draft.song]
    body: dict[str, Any] = {
        "event_id": sent.event_id,
        "source_id": device.source.source_id,
        "played_at": _time(sent.said),
        "duration_ms": draft.duration,
        "sent_at": _time(sent.sent + later_ms),
        "client": APP,
    }
    if draft.kind is Kind.MANUAL:
        body |= {"kind": Kind.MANUAL.value, "song_id": song.song_id}
    elif draft.fingerprint is None or not fingerprints:
        body |= {"kind": Kind.METADATA.value, "metadata": _metadata(song)}
    else:
        profile = Profile.LINE if device.source.source_type is SourceType.DJ else Profile.MIC
        data = heard(draft.song, draft.fingerprint, draft.confidence)
        body |= {
            "kind": Kind.FINGERPRINT.value,
            "fingerprint": {"algorithm": Algorithm.CHROMAPRINT.value, "profile": profile.value, "data": data},
        }
        if draft.declared is not None:
            body["metadata"] = _metadata(songs[draft.declared])
    if draft.lat is not None:
        body["location"] = {"lat": draft.lat, "lon": draft.lon, "accuracy_m": draft.accuracy}
    told = {"venue_id": device.venue_id, "station_id": device.station_id, "sequence": sent.sequence}
    return body | {name: value for name, value in told.items() if value is not None}


def _metadata(song: SimulatedSong) -> dict[str, str]:
    return {"title": song.title, "artist": song.artist, "isrc": song.isrc}


def _time(ms: int) -> str:
    return moment(ms).isoformat(timespec="milliseconds")
