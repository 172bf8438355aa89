"""The process that listens to one station: its composition root and its loop."""

import contextlib
import fcntl
import logging
import random
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import numpy as np

from detectors.radio import stream
from detectors.radio.air_time import AirTime
from detectors.radio.detector import Detector, Told
from detectors.radio.sender import Reporting, Sender
from detectors.radio.shelf import Shelf
from detectors.radio.spool import Spool
from fingerprinting.audio import SAMPLE_RATE, Pcm
from fingerprinting.lookup.index import Index
from fingerprinting.stream import Decoding
from kernel import health, logs, metrics
from kernel.clock import system_clock
from kernel.errors import Refused
from kernel.health import Progress
from kernel.ids import StationId
from kernel.process import told_to_stop
from kernel.settings import Settings

LOG = logging.getLogger(__name__)

STEP_SECONDS = 5.0
"""Audio is listened to in pieces of so long, as far as windows are apart."""
FIRST_SECONDS = 1.0
LONGEST_SECONDS = 30.0
"""Between two tries to connect; half as much again, or half as little, so that detectors do not come all at once."""
STEADY = timedelta(minutes=1)
"""A connection that lasted so long was a good one: the next try is soon."""


@dataclass(frozen=True, slots=True)
class Station:
    """Whom to listen to: the address of a stream, or a recording that `began` at a time. Refused at other than that."""

    station_id: StationId
    url: str
    began: datetime | None

    def __post_init__(self) -> None:
        if self.live and self.began is not None:
            raise Refused("a stream begins now: --began is for recordings")
        if not self.live and self.began is None:
            raise Refused("say when the recording began: --began 2026-03-02T06:00:00+02:00")

    @property
    def live(self) -> bool:
        return stream.is_stream(self.url)


def run(station: Station, to: Reporting, settings: Settings, told: Told) -> None:
    """Listens until SIGTERM or SIGINT, or until a recording is over and all its plays are with the gateway.

    Refused where another process listens to the station already, or a recording cannot be read. Misconfigured.
    """
    logs.configure("radio", settings.log_level)
    progress = Progress()
    health.serve(progress, settings.metrics_host, settings.metrics_port, settings.tls)
    stopping = told_to_stop()
    ended = threading.Event()
    folder = settings.state_dir / "radio" / quote(station.station_id, safe="")
    path = folder / "spool.db"
    with _alone(folder, station.station_id), contextlib.closing(Spool(path)) as spool, ThreadPoolExecutor(1) as threads:
        shelf = Shelf(settings, stopping)
        shelf.start()
        sending = threads.submit(Sender(path, to, station.station_id, system_clock).run, ended)
        try:
            index = _first(shelf, progress, stopping)
            if index is not None:
                detector = Detector(station.station_id, spool, index, told)
                listener = _Listener(detector, shelf, progress, stopping, sending)
                if station.began is None:
                    listener.live(station.url)
                else:
                    listener.recording(Path(station.url), station.began)
                    _drained(spool, progress, stopping, sending)
        finally:
            ended.set()
        sending.result()


@dataclass
class _Listener:
    detector: Detector
    shelf: Shelf
    progress: Progress
    stopping: threading.Event
    sending: "Future[None]"
    _last: datetime | None = None

    def live(self, url: str) -> None:
        """Connects again and again."""
        metrics.RADIO_AUDIO_AGE.set_function(self._age)
        seconds = FIRST_SECONDS
        while not self.stopping.is_set():
            connected = system_clock()
            try:
                self._connection(url)
            except Refused as error:
                LOG.warning("%s; connecting again in about %.0f s", error, seconds)
                self.progress.waits_for(f"the stream: {error}")
            if system_clock() - connected > STEADY:
                seconds = FIRST_SECONDS
            self._wait(seconds * random.uniform(0.5, 1.5))  # noqa: S311 - no secret
            seconds = min(seconds * 2, LONGEST_SECONDS)

    def recording(self, path: Path, began: datetime) -> None:
        """Once, as fast as it can be decoded."""
        for pcm in _steps(Decoding(path, str(path))):
            self.detector.hear(pcm, began)
            metrics.RADIO_AUDIO.inc(len(pcm) / SAMPLE_RATE)
            self.progress.turned(None)
            self._look_round()
            if self.stopping.is_set():
                return
        self.detector.finish(began)

    def _connection(self, url: str) -> None:
        """One connection, until told to stop. Refused where it ends."""
        metrics.RADIO_CONNECTIONS.inc()
        self.detector.connected()
        air, came = AirTime(), 0
        waiting: list[Pcm] = []
        with contextlib.closing(stream.blocks(url)) as blocks:
            for pcm in blocks:
                self.progress.made()
                if len(pcm):
                    self._last = system_clock()
                    came += len(pcm)
                    air.came(self._last, came / SAMPLE_RATE)
                    waiting.append(pcm)
                    metrics.RADIO_AUDIO.inc(len(pcm) / SAMPLE_RATE)
                if sum(map(len, waiting)) >= STEP_SECONDS * SAMPLE_RATE:
                    self.detector.hear(np.concatenate(waiting), air.zero, system_clock())
                    self.progress.becomes_ready()
                    waiting = []
                self._look_round()
                if self.stopping.is_set():
                    return

    def _wait(self, seconds: float) -> None:
        until = system_clock() + timedelta(seconds=seconds)
        while not self.stopping.is_set() and system_clock() < until:
            self.detector.away(system_clock())
            self.progress.made()
            self._look_round()
            self.stopping.wait(min(seconds, stream.TICK_SECONDS))

    def _look_round(self) -> None:
        """Newer songs are used; an error of the sender's thread is raised here."""
        if (index := self.shelf.newer()) is not None:
            self.detector.use(index)
        if self.sending.done():
            self.sending.result()

    def _age(self) -> float:
        return 0.0 if self._last is None else (system_clock() - self._last).total_seconds()


def _first(shelf: Shelf, progress: Progress, stopping: threading.Event) -> Index | None:
    """The first index; None where the process is told to stop before there is one."""
    while not stopping.is_set():
        if (index := shelf.newer()) is not None:
            return index
        progress.waits_for("the catalogue")
        progress.made()
        stopping.wait(0.2)
    return None


def _drained(spool: Spool, progress: Progress, stopping: threading.Event, sending: "Future[None]") -> None:
    """Waits until all plays are with the gateway."""
    while len(spool) and not stopping.is_set() and not sending.done():
        progress.made()
        stopping.wait(0.2)


def _steps(blocks: Decoding) -> Iterator[Pcm]:
    """The samples in pieces of STEP_SECONDS at least, and the rest."""
    waiting: list[Pcm] = []
    for pcm in blocks:
        waiting.append(pcm)
        if sum(map(len, waiting)) >= STEP_SECONDS * SAMPLE_RATE:
            yield np.concatenate(waiting)
            waiting = []
    if waiting:
        yield np.concatenate(waiting)


@contextlib.contextmanager
def _alone(folder: Path, station: StationId) -> Iterator[None]:
    """No other process of this machine listens to the station meanwhile. Refused."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Refused(f"another process listens to {station} already") from error
        yield
