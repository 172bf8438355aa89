"""This machine's index files made beforehand, so that its recognition workers need not read the whole catalogue."""

import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass

from kernel.clock import system_clock
from kernel.codec import Codec
from kernel.compacted import Change, CompactedReader
from kernel.errors import BrokerAway, Refused
from kernel.events.songs import Song
from kernel.ids import SongId
from kernel.registry import Registry
from kernel.settings import Settings
from kernel.starts import Starts
from kernel.topics import CATALOGUE_SONGS
from stream_processors.recognition.catalogue import Catalogue
from stream_processors.recognition.snapshots import Snapshots, folder_of

READ_SECONDS = 1_800.0
LOOK_SECONDS = 0.2

Told = Callable[[str, int, int], None]
"""What is done, how far, of how much; of 0 where nobody knows."""


@dataclass(frozen=True, slots=True)
class Written:
    """The files that recognition maps from now on."""

    name: str
    songs: int
    version: str
    seconds: float


def write(settings: Settings, told: Told) -> Written:
    """Reads the catalogue's topic, sorts the index and makes it the current one.

    BrokerAway, RegistryAway; Refused where another process writes it now.
    """
    began = time.monotonic()
    with closing(Registry(settings.registry)) as registry:
        codec = Codec(CATALOGUE_SONGS, registry)
        extents = Starts(settings.kafka, registry).whole(CATALOGUE_SONGS.name)
        songs, reached = _read(settings, codec, sum(each.end - each.first for each in extents.values()), told)
    told(f"Sorting {len(songs):,} songs", 0, 0)
    catalogue = Catalogue().changed(songs)
    told("Writing the index", 0, 0)
    offsets = {number: reached.get(number, extent.first) for number, extent in extents.items()}
    name = Snapshots(folder_of(settings), extents[0].topic_id, system_clock).write(catalogue, offsets)
    if name is None:
        raise Refused("a recognition worker of this machine writes the index just now: try again in a minute")
    return Written(name, len(catalogue.songs), catalogue.version, time.monotonic() - began)


def _read(
    settings: Settings, codec: Codec[Song], records: int, told: Told
) -> tuple[dict[SongId, Song | None], dict[int, int]]:
    """The newest state of every song, and the position at which it is that."""
    songs: dict[SongId, Song | None] = {}
    at: dict[int, int] = {}

    def change(changes: list[Change[Song]], reached: dict[int, int]) -> None:
        songs.update((SongId(key), song) for key, song in changes)
        at.update(reached)

    reader = CompactedReader(settings.kafka, CATALOGUE_SONGS, codec, change)
    reader.start()
    try:
        end = time.monotonic() + READ_SECONDS
        while not reader.wait(LOOK_SECONDS):
            told("Reading the catalogue", sum(at.values()), records)
            if time.monotonic() > end:
                raise BrokerAway(f"{CATALOGUE_SONGS.name} could not be read in {READ_SECONDS:.0f} s")
    finally:
        reader.stop()
    return songs, at
