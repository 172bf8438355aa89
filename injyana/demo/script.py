"""What is sent in the demonstration: uploads in lanes, each lane one source's, in its order."""

import csv
import io
import random
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from fingerprinting.audio import SAMPLE_RATE, Pcm
from injyana.demo.audio import api_fingerprint, cut, mp3, phone_band, pink_noise
from injyana.demo.cast import Cast
from injyana.demo.kinds import Kind, Play, Upload
from injyana.demo.songs import Track
from kernel.events.detections import Profile
from kernel.ids import SongId

CLIP_SECONDS = 15.0
PHONE_PLAYS = 12
"""In one upload; with six phones, clean and dirty, enough to see a share."""
EVERY_SECONDS = 240
"""From one play of a phone to the next: a bar where every second song is recognised."""
DJ_PLAYS = 25
KIGALI = {"lat": -1.9441, "lon": 30.0619, "accuracy_m": 15.0}
RUBAVU = {"lat": -1.6792, "lon": 29.2667, "accuracy_m": 15.0}


@dataclass(frozen=True, slots=True)
class Record:
    """A song as the demonstration plays it."""

    track: Track
    pcm: Pcm
    song_id: SongId | None


class Script:
    """Writes the uploads. `now` is the moment of the demonstration; the same seed plays the same clips."""

    def __init__(self, cast: Cast, records: list[Record], stranger: Record, now: datetime, seed: int) -> None:
        self._cast = cast
        self._records = records
        self._stranger = stranger
        self._now = now
        self._random = random.Random(seed)  # noqa: S311 - which clip is played is no secret

    def lanes(self, seconds: float, made: Callable[[], None]) -> list[list[Upload]]:
        """Every lane; `made` is called for each clip that was fingerprinted. Plays are spread over `seconds`."""
        phones = [self._phone(source, seconds, made) for source in self._cast.phones]
        return [
            *phones,
            self._dj(seconds, made),
            self._radio(),
            self._venue(),
            self._cheat(made),
            self._damaged(made),
            self._bad(),
        ]

    def clips(self) -> int:
        """How many clips are fingerprinted: for a progress bar."""
        return len(self._cast.phones) * (PHONE_PLAYS + 4) + DJ_PLAYS + 5 + 3

    def _phone(self, source: str, seconds: float, made: Callable[[], None]) -> list[Upload]:
        dirty = self._cast.phones.index(source) % 2 == 1
        begin = self._now - timedelta(seconds=EVERY_SECONDS * (PHONE_PLAYS + 3))
        plays = [
            self._heard(source, Kind.DIRTY if dirty else Kind.CLEAN, begin + timedelta(seconds=EVERY_SECONDS * n), made)
            for n in range(PHONE_PLAYS)
        ]
        after = begin + timedelta(seconds=EVERY_SECONDS * PHONE_PLAYS)
        strange = [
            self._heard(source, Kind.UNREGISTERED, after + timedelta(seconds=EVERY_SECONDS * n), made, self._stranger)
            for n in range(2)
        ]
        late = [
            self._heard(source, Kind.LATE, self._now - timedelta(days=days, minutes=self._random.randrange(60)), made)
            for days in (2, 20)
        ]
        again = [Play(Kind.REPEATED, play.body, play.song_id) for play in plays]
        return [
            Upload(source, "/api/v1/batch/plays", items, pause_s=self._random.uniform(0, seconds / 3))
            for items in (plays + strange, late, again)
        ]

    def _dj(self, seconds: float, made: Callable[[], None]) -> list[Upload]:
        begin = self._now - timedelta(seconds=EVERY_SECONDS * DJ_PLAYS)
        uploads = []
        for n in range(DJ_PLAYS):
            record = self._random.choice(self._records)
            clip = mp3(self._clip(record))
            play = self._fingerprinted(
                Kind.LIVE, record, clip, Profile.LINE, begin + timedelta(seconds=EVERY_SECONDS * n)
            )
            play.body["duration_ms"] = 180_000
            made()
            uploads.append(Upload(self._cast.dj, "/api/v1/plays", [play], "single", seconds / DJ_PLAYS))
        return uploads

    def _radio(self) -> list[Upload]:
        begin = self._now - timedelta(hours=6)
        plays = []
        for n in range(60):
            record = self._records[n % len(self._records)]
            said = {"title": record.track.title.upper(), "artist": record.track.artist}
            if n % 2:
                said["isrc"] = record.track.isrc
            at = begin + timedelta(minutes=6 * n)
            body = {"played_at": at.isoformat(), "duration_ms": 200_000, **said}
            plays.append(Play(Kind.LOG, body, record.song_id))
        return [Upload(self._cast.radio, f"/api/v1/feeds/{self._cast.station}/plays", plays, "csv")]

    def _venue(self) -> list[Upload]:
        begin = self._now - timedelta(hours=5)
        uploads = []
        for n in range(12):
            record = self._records[n % len(self._records)]
            named = {"song_id": record.song_id}
            said = {"title": f" {record.track.title.lower()} ", "artist": record.track.artist}
            at = begin + timedelta(minutes=10 * n)
            body = {
                "event_id": self._id(),
                "played_at": at.isoformat(),
                "duration_ms": 240_000,
                "venue_id": self._cast.venue,
                **(named if n % 2 else said),
            }
            play = Play(Kind.MANUAL, body, record.song_id)
            uploads.append(Upload(self._cast.manager, "/api/v1/plays/manual", [play], "single"))
        return uploads

    def _cheat(self, made: Callable[[], None]) -> list[Upload]:
        """The same moment twice, two songs at once, Kigali to Rubavu in nine minutes, a false name for a true song."""
        source, begin = self._cast.cheat, self._now - timedelta(hours=2)
        first = self._heard(source, Kind.CHEATING, begin, made, where=KIGALI)
        doubled = [Play(Kind.CHEATING, first.body | {"event_id": self._id()}, first.song_id) for _ in range(5)]
        overlapping = self._heard(source, Kind.CHEATING, begin + timedelta(minutes=20), made, where=KIGALI)
        overlapping.body["duration_ms"] = 180_000
        at_once = self._heard(source, Kind.CHEATING, begin + timedelta(minutes=20, seconds=30), made, where=KIGALI)
        at_once.body["duration_ms"] = 180_000
        far = self._heard(source, Kind.CHEATING, begin + timedelta(minutes=29), made, where=RUBAVU)
        false = self._heard(source, Kind.CHEATING, begin + timedelta(minutes=90), made, where=RUBAVU)
        other = next(record for record in self._records if record.song_id != false.song_id)
        false.body["metadata"] = {"title": other.track.title, "artist": other.track.artist}
        return [Upload(source, "/api/v1/batch/plays", [first, *doubled, overlapping, at_once, far, false])]

    def _damaged(self, made: Callable[[], None]) -> list[Upload]:
        source, plays = self._cast.phones[0], []
        for n in range(3):
            play = self._heard(source, Kind.DAMAGED, self._now - timedelta(minutes=1, seconds=20 * n), made)
            data = play.body["fingerprint"]["data"]
            play.body["fingerprint"]["data"] = data[: len(data) // 2 // 4 * 4]
            play.song_id = None
            plays.append(play)
        return [Upload(source, "/api/v1/batch/plays", plays)]

    def _bad(self) -> list[Upload]:
        good: dict[str, Any] = {
            "kind": "metadata",
            "played_at": (self._now - timedelta(minutes=30)).isoformat(),
            "duration_ms": 30_000,
            "metadata": {"title": "Frontiers", "artist": "Michael Kievernagel"},
        }
        broken: list[Mapping[str, Any]] = [
            {"played_at": (self._now - timedelta(days=40)).isoformat()},
            {"played_at": (self._now + timedelta(hours=1)).isoformat()},
            {"duration_ms": 10},
            {"event_id": "not-a-uuid"},
            {"metadata": {"title": "Frontiers"}},
            {"kind": "telepathy"},
            {"station_id": "somebody-elses"},
        ]
        plays = [Play(Kind.BAD, good | {"event_id": self._id()} | dict(change)) for change in broken]
        return [Upload(self._cast.phones[0], "/api/v1/batch/plays", plays)]

    def _heard(
        self,
        source: str,
        kind: Kind,
        at: datetime,
        made: Callable[[], None],
        record: Record | None = None,
        where: Mapping[str, float] | None = None,
    ) -> Play:
        """A clip as a phone hears it: by its line profile where it is clear, else by its microphone's."""
        record = record or self._random.choice(self._records)
        clip, profile = self._clip(record), Profile.LINE
        if kind is Kind.DIRTY:
            dirt = self._random.randrange(3)
            profile = Profile.LINE if dirt == 0 else Profile.MIC
            noisy = pink_noise(clip, 10, self._random.randrange(2**31))
            clip = noisy if dirt < 2 else phone_band(noisy)
        play = self._fingerprinted(kind, record, clip, profile, at)
        play.body["location"] = dict(where or self._cast.places[source])
        made()
        return play

    def _fingerprinted(self, kind: Kind, record: Record, clip: Pcm, profile: Profile, at: datetime) -> Play:
        body = {
            "event_id": self._id(),
            "kind": "fingerprint",
            "played_at": at.isoformat(),
            "duration_ms": int(CLIP_SECONDS * 1000),
            "fingerprint": api_fingerprint(clip, profile),
            "client": {"app": "injyana-demo", "version": "1"},
        }
        return Play(kind, body, record.song_id)

    def _clip(self, record: Record) -> Pcm:
        length = len(record.pcm) / SAMPLE_RATE
        return cut(record.pcm, self._random.uniform(5, length - CLIP_SECONDS - 10), CLIP_SECONDS)

    def _id(self) -> str:
        """A UUIDv7 (RFC 9562), as a device makes it."""
        value = int(time.time() * 1000) << 80 | self._random.getrandbits(80)
        value = value & ~(0xF << 76) | 7 << 76
        return str(UUID(int=value & ~(0x3 << 62) | 2 << 62))


def csv_of(bodies: list[dict[str, Any]]) -> str:
    """Items as the lines of a feed, under a header that names their columns."""
    columns = list(dict.fromkeys(name for body in bodies for name in body))
    out = io.StringIO()
    writer = csv.DictWriter(out, columns)
    writer.writeheader()
    writer.writerows(bodies)
    return out.getvalue()


def plays_of(lanes: list[list[Upload]]) -> Iterator[Play]:
    """Every play of all lanes."""
    for lane in lanes:
        for upload in lane:
            yield from upload.plays
