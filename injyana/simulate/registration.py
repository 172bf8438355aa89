"""Makes a running stack know the songs and sources of a simulation."""

from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path
from typing import Final
from uuid import uuid4

import httpx
import psycopg

from catalogue import session
from catalogue.audio_files import Recording, Tags
from identity.keys import signing_key
from identity.registrar import Registrar
from identity.tokens import token_for
from injyana.demo.settle import until
from injyana.local.settings import LocalSettings
from injyana.simulate.sounds import recording
from kernel.codec import Codecs
from kernel.errors import DatabaseAway, Outage
from kernel.events.sources import Source
from kernel.topics import SOURCES
from simulation.catalogue import SimulatedSong

SONGS_AT_ONCE: Final = 100
"""In one transaction: a second of work, so that others who register are not kept waiting."""
KNOWN_SECONDS: Final = 90.0
INDEXED: Final = "injyana_index_songs "
_VENUE: Final = """
    INSERT INTO venues (venue_id, name, district, opens, closes)
    VALUES (%(venue_id)s, %(name)s, %(district)s, %(opens)s, %(closes)s)
    ON CONFLICT (venue_id) DO UPDATE SET opens = excluded.opens, closes = excluded.closes
"""
_DEVICE: Final = """
    INSERT INTO devices (source_id, source_type, name, attestation, created_at)
    VALUES (%(source_id)s, %(source_type)s, %(name)s, %(attestation)s, %(registered_at)s)
    ON CONFLICT (source_id) DO NOTHING
"""


class Registration:
    """Writes to the database of a stack whose signing key lies in the folder `state`."""

    def __init__(self, database: str, codecs: Codecs, state: Path) -> None:
        self._database = database
        self._codecs = codecs
        self._state = state

    def songs(self, songs: list[SimulatedSong], numbers: Iterable[int], added: Callable[[int], None]) -> None:
        """Registers the songs of these numbers that are not known yet, each with a made-up sound. DatabaseAway."""
        with session.reader(self._database) as catalogue:
            known = {song.isrc for song in catalogue.every()}
        wanted = iter([number for number in numbers if songs[number].isrc not in known])
        while part := list(islice(wanted, SONGS_AT_ONCE)):
            with session.opened(self._database, self._codecs) as catalogue:
                for number in part:
                    song, items = songs[number], recording(number)
                    sound = Recording(duration_ms=song.duration, line=items, mic=items, tags=Tags())
                    catalogue.add(sound, song.title, song.artist, song.isrc)
            added(len(part))

    def sources(self, sources: Iterable[Source], added: Callable[[], None]) -> dict[str, str]:
        """Registers the sources and gives back a token for each. DatabaseAway, Refused.

        Age and attestation are what the simulation says only where the source is new to the stack; nobody owns it.
        """
        registrar = Registrar(self._database, self._codecs.get(SOURCES))
        key = signing_key(self._state)
        tokens: dict[str, str] = {}
        for source in sources:
            self._before(source)
            registrar.register(
                source.source_id,
                source.source_type,
                source.name,
                source.stations,
                source.venues,
                source.district,
                source.plays_per_minute,
            )
            tokens[source.source_id] = token_for(source.source_id, key)[0]
            added()
        return tokens

    def _before(self, source: Source) -> None:
        """What the registrar reads but does not write."""
        device = {
            "source_id": source.source_id,
            "source_type": source.source_type.value,
            "name": source.name,
            "attestation": source.attestation,
            "registered_at": source.registered_at,
        }
        try:
            with psycopg.connect(self._database) as connection:
                for hours in source.opening_hours:
                    venue = {"venue_id": hours.venue_id, "name": source.name, "district": source.district}
                    times = {"opens": _clock(hours.opens), "closes": _clock(hours.closes)}
                    connection.execute(_VENUE, venue | times)
                connection.execute(_DEVICE, device)
        except psycopg.OperationalError as error:
            raise DatabaseAway(f"PostgreSQL does not answer: {error}; `injyana up` starts everything") from error


def wait(local: LocalSettings, last_token: str) -> None:
    """Until recognition has indexed every song and the gateway knows the source registered last. Outage."""
    with session.reader(local.database) as catalogue:
        count = len(catalogue.every())
    metrics = f"{local.scheme}://{local.address('recognition_metrics')}/metrics"
    path = f"{local.gateway}/api/v1/batches/{uuid4()}"
    headers = {"Authorization": f"Bearer {last_token}"}
    _until("recognition knows the songs", lambda: _indexed(metrics) >= count)
    _until("the gateway knows the sources", lambda: _status(path, headers) == httpx.codes.NOT_FOUND)


def _clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"


def _until(what: str, ask: Callable[[], bool]) -> None:
    if not until(ask, bool, KNOWN_SECONDS):
        raise Outage(f"after {KNOWN_SECONDS:.0f} s it is still not so that {what}; see `injyana status` and logs")


def _indexed(metrics: str) -> int:
    try:
        text = httpx.get(metrics).text
    except httpx.TransportError:
        return 0
    return next((int(float(line.split()[1])) for line in text.splitlines() if line.startswith(INDEXED)), 0)


def _status(path: str, headers: dict[str, str]) -> int:
    try:
        return httpx.get(path, headers=headers).status_code
    except httpx.TransportError:
        return 0
