"""The catalogue of a running worker: changes come in from one thread, and are built in while recognition goes on."""

import logging
import sys
import threading
from collections.abc import Callable, Iterable, Mapping

from kernel.events.songs import Song
from kernel.ids import SongId
from kernel.metrics import INDEX_SONGS
from stream_processors.recognition.catalogue import Catalogue

LOG = logging.getLogger(__name__)


SETTLE_SECONDS = 10.0
"""The catalogue is settled when no change has come in for so long."""

SWITCH_SECONDS = 0.0005
"""How long the building thread may keep Python's lock from the one that recognises, which asks for it many times a
clip: with Python's own 5 ms one clip in a hundred takes 50 ms meanwhile."""

Settle = Callable[[Catalogue, Mapping[int, int]], Catalogue]
"""Gives the same catalogue, kept otherwise; told the position at which it is the catalogue."""


class LiveCatalogue:
    """`now` is the newest finished catalogue; `change` asks for another and returns at once.

    One thread builds: what came in meanwhile is built in together, and the result replaces `now` in one assignment.
    Sorting, the long part, is done outside of Python's lock. It begins with `catalogue`, as it is at the position
    `reached`; where nothing comes in, it is settled.
    """

    def __init__(
        self,
        catalogue: Catalogue | None = None,
        reached: Mapping[int, int] | None = None,
        settle: Settle = lambda catalogue, _reached: catalogue,
    ) -> None:
        self._catalogue = catalogue or Catalogue()
        self._reached = reached or {}
        self._settle = settle
        self._waiting: dict[SongId, Song | None] = {}
        self._changed = threading.Condition()
        self._building = False
        self._thread = threading.Thread(target=self._run, name="builds the index", daemon=True)

    def now(self) -> Catalogue:
        return self._catalogue

    def start(self) -> None:
        sys.setswitchinterval(SWITCH_SECONDS)
        INDEX_SONGS.set(len(self._catalogue.songs))
        self._thread.start()

    def change(self, changes: Iterable[tuple[str, Song | None]], reached: Mapping[int, int]) -> None:
        """These songs are so from now on, the position `reached` being behind them; the later of two changes counts."""
        with self._changed:
            self._waiting.update((SongId(key), song) for key, song in changes)
            self._reached = reached
            self._changed.notify_all()

    def wait_built(self, seconds: float) -> bool:
        """Waits until every change is in `now`; false where the time ran out first."""
        with self._changed:
            return self._changed.wait_for(lambda: self.built, seconds)

    @property
    def built(self) -> bool:
        """Whether every change that came in is in `now`."""
        return not self._waiting and not self._building

    def _run(self) -> None:
        while True:
            with self._changed:
                come = self._changed.wait_for(lambda: self._waiting, SETTLE_SECONDS)
                changes, self._waiting = self._waiting, {}
                reached = self._reached
                self._building = bool(come)
            before = self._catalogue
            self._catalogue = before.changed(changes) if come else self._settle(before, reached)
            if self._catalogue.version != before.version:
                INDEX_SONGS.set(len(self._catalogue.songs))
                LOG.info("the catalogue is at version %s", self._catalogue.version)
            with self._changed:
                self._building = False
                self._changed.notify_all()
