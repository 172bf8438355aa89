"""What is remembered of one source's habits, in bounded space, and the features of its plays.

The plays of one source in one order give the same profiles and vectors, bit for bit, whatever lies between them and
however often the profile is dumped and loaded on the way.

A late play (one that began before the newest) counts in every sum with the weight of its own time, on its own day and
hour, and as out of order. It has no pause, no transition and no part in a run: what came before it is not known.
"""

from array import array
from datetime import datetime
from math import copysign, exp, log, log1p
from typing import Final

import msgspec

from kernel.events.detections import Location
from kernel.events.plays import RecognizedPlay
from kernel.ids import ArtistId
from stream_processors.fraud.features.days import KIGALI_MS, day_of
from stream_processors.fraud.features.decay import HALF_LIFE_MS, moved, weight_of
from stream_processors.fraud.features.hashes import MASK, joined, short_hash
from stream_processors.fraud.features.seen_before import seen_before
from stream_processors.fraud.features.state import HOURS, RECENT, State
from stream_processors.fraud.features.sums import (
    CLOCK_SECONDS,
    CLOCK_SECONDS_SQUARED,
    CLOCKS,
    CONFIDENCE,
    CONFIDENCE_SQUARED,
    DECLARED,
    DELAY,
    DUPLICATES,
    DURATION,
    DURATION_SQUARED,
    FOLLOWING,
    HEARD,
    HOURS_SQUARED,
    INTERVAL,
    INTERVAL_SQUARED,
    INTERVALS,
    JUST_COUNTING,
    LOCATED,
    MISMATCHES,
    NIGHT,
    OUT_OF_ORDER,
    OVERLAPS,
    OWN,
    PAUSE,
    PLAYS,
    REPEATED_SOUNDS,
    REPEATED_TRANSITIONS,
    SEAMLESS,
    SKEW,
    SOUNDS,
    TOP_SPEED,
)
from stream_processors.fraud.features.vector import FIGURES, USUAL_ARTIST_SHARE, share

BREAK_MS: Final = 30 * 60_000
"""A pause this long ends a run: longer than an item of news, shorter than any sleep."""

SEAMLESS_MS: Final = 2_000
"""A play that begins within this time of the last one's end follows by itself, not by a hand."""

JUST_COUNTING_MS: Final = (28_000, 40_000)
"""Durations barely beyond the 30 seconds from which a play is worth money."""

NIGHT_HOURS: Final = 5
"""From midnight in Kigali."""

LONGEST_RUN_MS: Final = 7 * 86_400_000
MOST_SKEW_S: Final = 30 * 86_400.0
MOST_SPEED_KMH: Final = 2_000.0
"""Bounds of what one play can bring in, so that no figure outgrows its sum."""

_HOUR_MS: Final = 3_600_000


class Facts(msgspec.Struct, frozen=True, gc=False):
    """What the rules know of a play beside itself.

    `speed_kmh`: of the travel from the nearest fix, less what the accuracies explain; None without two fixes.
    `duplicate`, `overlap`: whether it was heard at the time of another play, of the same song or of another one.
    `registered_at`, `owner_artist_id`: of its source; None where they are not known.
    """

    speed_kmh: float | None = None
    duplicate: bool = False
    overlap: bool = False
    registered_at: datetime | None = None
    owner_artist_id: ArtistId | None = None


class Profile(State):
    """The habits of one source: made by `load`, changed by `observe`, kept by `dump`."""

    __slots__ = ()

    def observe(self, play: RecognizedPlay, at_ms: int, facts: Facts) -> bytes:
        """Takes in a play that began at `at_ms` (since 1970); the figures that `features` (vector.py) starts from."""
        landmark = at_ms // HALF_LIFE_MS
        if landmark > self.landmark:
            self._move(landmark)
        weight = weight_of(at_ms, self.landmark)
        song = short_hash(play.song_id)
        artist = short_hash(play.artist_id)
        days, songs, artists, places = self.days, self.songs, self.artists, self.places
        self._count(play, at_ms, facts, weight)
        days.add(day_of(at_ms), song)
        if at_ms >= self.newest_ms:
            self._follow(at_ms, at_ms + play.duration_ms, song, artist, weight)
            self.now = weight
        else:
            self.in_order = False
            self.sums[OUT_OF_ORDER] += weight
            self.now = weight_of(self.newest_ms, self.landmark)
            self.first_ms = min(self.first_ms, at_ms)
        songs.add(song, weight)
        of_artist = artists.add(artist, weight)
        newest_ms, first_ms, since = self.newest_ms, self.first_ms, facts.registered_at
        return FIGURES.pack(
            *self.sums,
            self.now,
            of_artist,
            songs.top(),
            artists.top(),
            artists.total,
            artists.logs,
            places.total,
            places.logs,
            *days.figures(),
            newest_ms,
            first_ms,
            first_ms if since is None else since.timestamp() * 1000,
        )

    def share_of(self, artist_id: ArtistId) -> float:
        """The artist's part of the source's recent plays, 0 to 1, at the least; near the usual while plays are few."""
        of_artist = self.artists.sure(short_hash(artist_id))
        return share(of_artist, self.sums[PLAYS], USUAL_ARTIST_SHARE, self.now)

    def recent_plays(self) -> float:
        """The decayed number of plays, of all artists."""
        return self.sums[PLAYS] / self.now

    def effective_artists(self) -> float:
        """Over how many artists the recent plays are spread: exp of the entropy; 1.0 for none or one."""
        plays = self.sums[PLAYS]
        if plays <= 0.0:
            return 1.0
        rest = max(0.0, plays - self.artists.total)
        return max(1.0, plays * exp((-self.artists.logs - rest * log(self.now)) / plays))

    def sequence_hash(self) -> int | None:
        """64 bits, signed, of the newest song and the three before it in their order.

        None after a late play, before the fourth play, and where the four are only one or two different songs, which
        many who know nothing of each other repeat.
        """
        songs = self.recent_songs
        if not self.in_order or 0 in songs or len(set(songs)) < RECENT - 1:
            return None
        mixed = joined(joined(songs[0], songs[1]), joined(songs[2], songs[3]))
        return mixed - (1 << 64) if mixed >> 63 else mixed

    def sequence_artists(self) -> int:
        """How many different artists the songs of a `sequence_hash` are by; it says nothing where that is None."""
        return len(set(self.recent_artists))

    def _move(self, landmark: int) -> None:
        """Counts from a later landmark on."""
        factor = moved(landmark - self.landmark)
        self.landmark = landmark
        self.hours = array("f", [count * factor for count in self.hours])
        self.sums = [total * factor for total in self.sums]
        self.sums[HOURS_SQUARED] = sum([count * count for count in self.hours])
        for table in (self.songs, self.artists, self.places):
            table.scale(factor)

    def _follow(self, at_ms: int, end_ms: int, song: int, artist: int, weight: float) -> None:
        """What a play that comes in order tells beside itself: the pause before it, the transition, the run."""
        sums = self.sums
        songs, artists = self.recent_songs, self.recent_artists
        before = songs[-1]
        if before:
            pause_ms = at_ms - self.last_end_ms if at_ms > self.last_end_ms else 0
            sums[FOLLOWING] += weight
            sums[PAUSE] += weight * log1p(pause_ms / 1000)
            if pause_ms <= SEAMLESS_MS:
                sums[SEAMLESS] += weight
            if pause_ms <= BREAK_MS:
                interval = log1p((at_ms - self.newest_ms) / 1000)
                sums[INTERVALS] += weight
                sums[INTERVAL] += weight * interval
                sums[INTERVAL_SQUARED] += weight * interval * interval
            else:
                self.run_start_ms = at_ms
            if seen_before(self.transitions, joined(before, song)):
                sums[REPEATED_TRANSITIONS] += weight
        else:
            self.run_start_ms = self.first_ms = at_ms
        self.newest_ms = at_ms
        self.in_order = True
        if end_ms > self.last_end_ms:
            self.last_end_ms = end_ms
        run_ms = self.last_end_ms - self.run_start_ms
        self.days.ran((run_ms if run_ms < LONGEST_RUN_MS else LONGEST_RUN_MS) // 60_000)
        self.recent_songs = (songs[1], songs[2], before, song)
        self.recent_artists = (artists[1], artists[2], artists[3], artist)

    def _count(self, play: RecognizedPlay, at_ms: int, facts: Facts, weight: float) -> None:
        """What every play tells, late or not."""
        sums = self.sums
        seconds = play.duration_ms / 1000
        length = log1p(seconds)
        hour = (at_ms + KIGALI_MS) // _HOUR_MS % HOURS
        delay = play.received_at.timestamp() - at_ms / 1000 - seconds
        sums[PLAYS] += weight
        sums[HEARD] += weight * seconds / 3600
        sums[DURATION] += weight * length
        sums[DURATION_SQUARED] += weight * length * length
        sums[DELAY] += weight * log1p(delay) if delay > 0.0 else 0.0
        if hour < NIGHT_HOURS:
            sums[NIGHT] += weight
        before = self.hours[hour]
        self.hours[hour] = before + weight
        after = self.hours[hour]
        sums[HOURS_SQUARED] += after * after - before * before
        if JUST_COUNTING_MS[0] <= play.duration_ms <= JUST_COUNTING_MS[1]:
            sums[JUST_COUNTING] += weight
        if facts.duplicate:
            sums[DUPLICATES] += weight
        if facts.overlap:
            sums[OVERLAPS] += weight
        if facts.owner_artist_id is not None and facts.owner_artist_id == play.artist_id:
            sums[OWN] += weight
        if facts.speed_kmh is not None and facts.speed_kmh > 0.0:
            sums[TOP_SPEED] = max(sums[TOP_SPEED], weight * min(facts.speed_kmh, MOST_SPEED_KMH))
        if play.declared_song_id is not None:
            sums[DECLARED] += weight
            if play.declared_song_id != play.song_id:
                sums[MISMATCHES] += weight
        if play.location is not None:
            sums[LOCATED] += weight
            self.places.add(_place(play.location), weight)
        if play.sent_at is not None:
            skew = play.skew_ms / 1000
            if abs(skew) > MOST_SKEW_S:
                skew = copysign(MOST_SKEW_S, skew)
            sums[CLOCKS] += weight
            sums[SKEW] += weight * log1p(abs(skew))
            sums[CLOCK_SECONDS] += weight * skew
            sums[CLOCK_SECONDS_SQUARED] += weight * skew * skew
        if play.fingerprint_hash is not None:
            confidence = play.confidence if 0.0 <= play.confidence <= 1.0 else 0.0
            sums[SOUNDS] += weight
            sums[CONFIDENCE] += weight * confidence
            sums[CONFIDENCE_SQUARED] += weight * confidence * confidence
            if seen_before(self.sounds, play.fingerprint_hash & MASK):
                sums[REPEATED_SOUNDS] += weight


def _place(location: Location) -> int:
    """The cell of a hundredth of a degree (1.1 km in Rwanda) that holds the fix; one cell for what is on no map."""
    if -90.0 <= location.lat <= 90.0 and -180.0 <= location.lon <= 180.0:
        return int((location.lat + 90.0) * 100) * 36_001 + int((location.lon + 180.0) * 100)
    return 0xFFFFFFFF
