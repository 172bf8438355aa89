"""The songs and sources of the fault tests, known to a running stack."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from injyana.local.settings import LocalSettings
from injyana.simulate.registration import Registration, wait
from kernel.codec import Codecs
from kernel.events.sources import Source, SourceType, Standing
from kernel.ids import SourceId
from kernel.registry import Registry
from simulation.catalogue import Catalogue, SimulatedSong

ARTISTS = 8
"""Some hundred songs: enough for plays.scored, whose key is the song, to be even over its partitions."""
TYPES = (SourceType.PHONE, SourceType.VENUE, SourceType.STREAMING)
PLAYS_PER_MINUTE = 60_000
"""No source is ever told that it reports too much: that is not what is tried here."""


def songs(local: LocalSettings) -> list[SimulatedSong]:
    """Registers the songs that the stack does not know yet."""
    catalogue = Catalogue(7, ARTISTS)
    with _registration(local) as registration:
        registration.songs(catalogue.songs, range(len(catalogue.songs)), lambda _count: None)
    return catalogue.songs


def sources(local: LocalSettings, count: int) -> dict[str, str]:
    """Registers so many new sources; a token for each, once the gateway knows them all."""
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
        tokens = registration.sources(wanted, lambda: None)
    wait(local, tokens[wanted[-1].source_id])
    return tokens


@contextmanager
def _registration(local: LocalSettings) -> Iterator[Registration]:
    with closing(Registry(local.registry)) as registry:
        yield Registration(local.database, Codecs(registry), local.state)
