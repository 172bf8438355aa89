"""Plays by payee, for the second look."""

from collections.abc import Iterator, Sequence

from kernel.events.findings import Sighting, Sightings
from kernel.events.plays import RecognizedPlay
from kernel.ids import ArtistId
from kernel.stage import Output, Received
from kernel.topics import FRAUD_SIGHTINGS
from stream_processors.fraud.judging import Judged, Standing

MOST = 1000
"""Sightings of one record: 200 KB, a fifth of what the broker takes."""

DAY_SECONDS = 86_400

Seen = tuple[Received[RecognizedPlay], Sighting]


def sightings(batch: Sequence[Judged], scores: Sequence[float]) -> Iterator[Output]:
    """What a batch tells of its accepted and held plays: one record a payee, in the order in which they first appear.

    More where one payee has too many plays for one. A play's payee is its artist until shares of rights are known.
    """
    by_payee: dict[ArtistId, list[Seen]] = {}
    for judged, score in zip(batch, scores, strict=True):
        if judged.habits is not None:
            seen = judged.record, _sighting(judged, judged.habits, score)
            by_payee.setdefault(judged.record.event.artist_id, []).append(seen)
    for artist_id, plays in by_payee.items():
        for start in range(0, len(plays), MOST):
            part = plays[start : start + MOST]
            event = Sightings(artist_id=artist_id, sightings=tuple([sighting for _, sighting in part]))
            yield Output(FRAUD_SIGHTINGS, artist_id, event, part[0][0])


def _sighting(judged: Judged, habits: Standing, score: float) -> Sighting:
    play = judged.record.event
    place = play.location
    registered_at = judged.source.registered_at if judged.source else None
    return Sighting(
        source_id=play.source_id,
        source_type=play.source_type,
        played_at=play.played_at,
        received_at=play.received_at,
        duration_ms=play.duration_ms,
        song_id=play.song_id,
        fingerprint_hash=play.fingerprint_hash,
        sequence_hash=habits.sequence_hash,
        sequence_artists=habits.sequence_artists,
        lat=place.lat if place else None,
        lon=place.lon if place else None,
        outlet=play.station_id or play.venue_id or "",
        share=habits.share,
        plays=habits.plays,
        artists=habits.artists,
        age_days=(play.received_at - registered_at).total_seconds() / DAY_SECONDS if registered_at else None,
        score=score,
    )
