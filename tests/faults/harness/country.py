"""The songs and sources of the fault tests, known to a running stack."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx

from injyana.local.settings import LocalSettings
from injyana.senders.administrator import local_administrator
from injyana.senders.keys import Keys
from injyana.simulate.registration import Registration, wait
from kernel.codec import Codecs
from kernel.events.sources import Source, SourceType, Standing
from kernel.ids import SourceId
from kernel.registry import Registry
from simulation.catalogue import Catalogue, SimulatedSong

ARTISTS, EACH = 60, 2
"""Artists, and songs of each: nobody plays one of them so much that it looks like devotion, which would be held. And
enough songs for plays.scored, whose key is the song, to be even over its partitions."""
TYPES = (SourceType.PHONE, SourceType.VENUE, SourceType.STREAMING)
PLAYS_PER_MINUTE = 60_000
"""No source is ever told that it reports too much: that is not what is tried here."""


def songs(local: LocalSettings) -> dict[int, SimulatedSong]:
    """Registers the songs that the stack does not know yet, and gives back those that may be played."""
    catalogue = Catalogue(7, ARTISTS)
    numbers = [int(song) for artist in range(ARTISTS) for song in catalogue.songs_of(artist)[:EACH]]
    with _registration(local) as registration:
        registration.songs(catalogue.songs, numbers, lambda _count: None)
    return {number: catalogue.songs[number] for number in numbers}


def sources(local: LocalSettings, count: int) -> dict[str, httpx.Auth]:
    """Registers so many new sources; what signs the requests of each, once the gateway knows them all."""
    run, since = uuid4().hex[:8], datetime.now(UTC) - timedelta(days=500)
    wanted = [
        Source(
            source_id=SourceId(f"fault-{run}-{number}"),
            source_type=TYPES[number % len(TYPES)],
            name="A source of the fault tests",
            standing=Standing.REGISTERED,
            district="Gasabo" if number % 2 else "Huye",
            plays_per_minute=PLAYS_PER_MINUTE,
            registered_at=since,
            changed_at=since,
        )
        for number in range(count)
    ]
    with _registration(local) as registration:
        senders = registration.sources(wanted, lambda _count: None)
    wait(local, senders)
    return senders


@contextmanager
def _registration(local: LocalSettings) -> Iterator[Registration]:
    with closing(Registry(local.registry)) as registry, local_administrator(local) as administrator:
        yield Registration(local.database, Codecs(registry), administrator, Keys(local.state))
