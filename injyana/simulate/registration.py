"""Makes a running stack know the songs and sources of a simulation."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import Final
from uuid import uuid4

import httpx
import psycopg

from catalogue import session
from catalogue.audio_files import Recording, Tags
from client.tokens import NoToken
from injyana.demo.settle import until
from injyana.local.http import trusting
from injyana.local.settings import LocalSettings
from injyana.senders import many
from injyana.senders.administrator import Administrator
from injyana.senders.keys import Keys
from injyana.simulate.sounds import recording
from kernel.codec import Codecs
from kernel.errors import DatabaseAway, Outage, Refused
from kernel.events.sources import Source
from simulation.catalogue import SimulatedSong

SONGS_AT_ONCE: Final = 100
"""In one transaction: a second of work, so that others who register are not kept waiting."""
KNOWN_SECONDS: Final = 90.0
LAST: Final = 300
"""Sources that are asked about: several requests register them side by side."""
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
    """Songs, venues and the past of sources go into the database; sources register with the identity service."""

    def __init__(self, database: str, codecs: Codecs, administrator: Administrator, keys: Keys) -> None:
        self._database = database
        self._codecs = codecs
        self._administrator = administrator
        self._keys = keys

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

    def sources(self, sources: Sequence[Source], registered: Callable[[int], None]) -> dict[str, httpx.Auth]:
        """Registers the sources; by id, what signs the requests of each. DatabaseAway, Outage, Refused.

        Age and attestation are what the simulation says only where the source is new to the stack; nobody owns it.
        """
        self._past(sources)
        return many.register(self._administrator, self._keys, sources, registered)

    def _past(self, sources: Sequence[Source]) -> None:
        """What no registration can say: since when a source is there, and what it showed then; and venues' hours."""
        devices = [
            {
                "source_id": source.source_id,
                "source_type": source.source_type.value,
                "name": source.name,
                "attestation": source.attestation,
                "registered_at": source.registered_at,
            }
            for source in sources
        ]
        venues = [
            {"venue_id": hours.venue_id, "name": source.name, "district": source.district}
            | {"opens": _clock(hours.opens), "closes": _clock(hours.closes)}
            for source in sources
            for hours in source.opening_hours
        ]
        try:
            with psycopg.connect(self._database) as connection, connection.cursor() as cursor:
                cursor.executemany(_VENUE, venues)
                cursor.executemany(_DEVICE, devices)
        except psycopg.OperationalError as error:
            raise DatabaseAway(f"PostgreSQL does not answer: {error}; `injyana up` starts everything") from error


def wait(local: LocalSettings, senders: Mapping[str, httpx.Auth]) -> None:
    """Until recognition has indexed every song, and the gateway knows the sources registered last. Refused, Outage."""
    with session.reader(local.database) as catalogue:
        count = len(catalogue.every())
    metrics = f"{local.scheme}://{local.address('recognition_metrics')}/metrics"
    path = f"{local.gateway}/api/v1/batches/{uuid4()}"
    unknown = list(senders.values())[-LAST:]
    with httpx.Client(verify=trusting(local.ca)) as http:

        def known() -> bool:
            while unknown and _status(http, path, unknown[-1]) == httpx.codes.NOT_FOUND:
                unknown.pop()
            return not unknown

        _until("recognition knows the songs", lambda: _indexed(http, metrics) >= count)
        _until("the gateway knows the sources", known)


def _clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"


def _until(what: str, ask: Callable[[], bool]) -> None:
    if not until(ask, bool, KNOWN_SECONDS):
        raise Outage(f"after {KNOWN_SECONDS:.0f} s it is still not so that {what}; see `injyana status` and logs")


def _indexed(http: httpx.Client, metrics: str) -> int:
    try:
        text = http.get(metrics).text
    except httpx.TransportError:
        return 0
    return next((int(float(line.split()[1])) for line in text.splitlines() if line.startswith(INDEXED)), 0)


def _status(http: httpx.Client, path: str, sender: httpx.Auth) -> int:
    try:
        return http.get(path, auth=sender).status_code
    except NoToken as error:
        if error.later:
            return 0
        raise Refused(str(error)) from error
    except httpx.TransportError:
        return 0
