"""From a station's audio to plays in its spool."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from detectors.radio.listening import Listening
from detectors.radio.on_air import on_air
from detectors.radio.plays import Play, continued, over
from detectors.radio.report import as_json, reportable
from detectors.radio.spool import Spool
from fingerprinting.audio import Pcm
from fingerprinting.lookup.index import Index
from kernel import metrics
from kernel.ids import StationId

Told = Callable[[Play], None]


class Detector:
    """One station. Whatever is known of its plays is in the spool when a call returns.

    `told` hears of each play that is over. Plays that were open when the process ended go on.
    """

    def __init__(self, station: StationId, spool: Spool, index: Index, told: Told) -> None:
        self._station = station
        self._spool = spool
        self._index = index
        self._told = told
        self._plays = spool.open_plays()
        self.connected()

    def use(self, index: Index) -> None:
        """The songs as they are now."""
        self._index = index
        self._listening.use(index)

    def connected(self) -> None:
        """What comes now does not follow on what came before."""
        self._listening = Listening(self._index)

    def hear(self, pcm: Pcm, zero: datetime, now: datetime | None = None) -> None:
        """Some seconds more of a connection whose first sample was on air at `zero`; `now` unless it is a recording."""
        heard = self._listening.feed(pcm)
        plays = continued(self._plays, self._station, [on_air(each, zero) for each in heard])
        listened = zero + timedelta(seconds=self._listening.seconds)
        self._keep(plays, over(plays, now or listened, zero, listened))

    def away(self, now: datetime) -> None:
        """Nothing is heard of the station."""
        self._keep(self._plays, over(self._plays, now, now, now))

    def finish(self, zero: datetime) -> None:
        """The recording is over, and so is what was played in it."""
        end = zero + timedelta(seconds=self._listening.seconds) + timedelta(minutes=1)
        self._keep(self._plays, [play for play in self._plays if zero <= play.sounded.ended <= end])

    def _keep(self, plays: Sequence[Play], ended: Sequence[Play]) -> None:
        still_open = tuple(play for play in plays if play not in ended)
        reported = [play for play in ended if reportable(play)]
        if plays or self._plays:
            self._spool.keep(still_open, [(play.event_id, as_json(play)) for play in reported])
        self._plays = still_open
        for play in reported:
            metrics.RADIO_PLAYS.labels("over").inc()
            self._told(play)
