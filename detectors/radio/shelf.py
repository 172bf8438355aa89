"""This machine's index, kept current while a station is listened to."""

import logging
import subprocess
import sys
import threading
import time
from pathlib import Path

from detectors.radio.index_builder import CHECKED, folder_of
from fingerprinting.lookup import files
from fingerprinting.lookup.index import Index
from kernel.errors import Misconfigured
from kernel.metrics import INDEX_SONGS
from kernel.settings import Settings

LOG = logging.getLogger(__name__)

CHECK_SECONDS = 60.0
"""How soon a new song is listened for: so often one of the machine's stations looks whether the catalogue changed."""

BUILDER = "detectors.radio.index_builder"
BUILD_SECONDS = 1_200.0


class Shelf:
    """`newer` is asked for between two pieces of audio; a thread has the index made when it is due."""

    def __init__(self, settings: Settings, stopping: threading.Event) -> None:
        self._folder = folder_of(settings)
        self._stopping = stopping
        self._name: str | None = None
        self._thread = threading.Thread(target=self._run, name="index", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def newer(self) -> Index | None:
        """The current index, where it is another than the last time. A damaged one is logged and passed over."""
        name = files.current(self._folder)
        if name is None or name == self._name:
            return None
        self._name = name
        try:
            index = files.read(self._folder, name)
        except Misconfigured as error:
            LOG.error("%s", error)
            return None
        INDEX_SONGS.set(len(index))
        LOG.info("listening for %d songs", len(index))
        return index

    def _run(self) -> None:
        while True:
            if _age(self._folder / CHECKED) > CHECK_SECONDS:
                self._build()
            if self._stopping.wait(CHECK_SECONDS / 10):
                return

    def _build(self) -> None:
        try:
            subprocess.run([sys.executable, "-m", BUILDER], timeout=BUILD_SECONDS, check=False)
        except subprocess.TimeoutExpired:
            LOG.error("the index was not made in %.0f s", BUILD_SECONDS)


def _age(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return float("inf")
