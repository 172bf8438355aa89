"""A simulated country, registered: the same ids, the same ages and hours, nothing twice, whoever was interrupted."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import jwt
import psycopg
import pytest

from catalogue import session
from identity.keys import signing_key
from identity.master_keys import KeySettings, master_keys
from identity.people import People
from identity.tokens import token_for_person
from injyana.local.settings import LocalSettings
from injyana.senders.administrator import Administrator, administrator
from injyana.senders.keys import Keys
from injyana.simulate.registration import Registration
from kernel.codec import Codecs
from kernel.errors import DatabaseAway, Outage, Refused
from kernel.events.sources import SourceType
from kernel.registry import Registry
from ledger.sources import sources
from simulation.country import Simulated, simulate
from tests.integration.gateway.running import free_port
from tests.integration.identity_people.office import Office, office

NOBODY = "postgresql://injyana@127.0.0.1:1/none"


@pytest.fixture(scope="module")
def country() -> Simulated:
    return simulate(3, days=1, sources=20)


@pytest.fixture
def codecs(stack: LocalSettings) -> Iterator[Codecs]:
    with closing(Registry(stack.registry)) as registry:
        yield Codecs(registry)


@pytest.fixture
def desk(database: str, tmp_path: Path) -> Iterator[Office]:
    with office(database, tmp_path) as made:
        yield made


@pytest.fixture
def operator(desk: Office) -> Iterator[Administrator]:
    person = People(desk.database, master_keys(KeySettings())).operator()
    token, _ = token_for_person(person.user_id, signing_key(desk.folder))
    with administrator(str(desk.client.base_url), token) as found:
        yield found


def registration(database: str, codecs: Codecs, operator: Administrator, folder: Path) -> Registration:
    return Registration(database, codecs, operator, Keys(folder))


def subject_of(sender: httpx.Auth) -> str:
    """Whose tokens the identity service gives to the sender."""
    seen: list[str] = []

    def gateway(request: httpx.Request) -> httpx.Response:
        if request.url.host == "gateway":
            seen.append(request.headers["authorization"].split()[1])
            return httpx.Response(200)
        with httpx.Client() as http:
            return http.send(request)

    with httpx.Client(transport=httpx.MockTransport(gateway), auth=sender) as client:
        client.get("http://gateway/")
    return str(jwt.decode(seen[0], options={"verify_signature": False})["sub"])


def test_songs_get_the_ids_of_the_simulation_and_none_comes_twice(
    database: str, codecs: Codecs, operator: Administrator, country: Simulated, tmp_path: Path
) -> None:
    made = registration(database, codecs, operator, tmp_path)
    numbers = range(0, 1200, 10)
    added: list[int] = []
    made.songs(country.songs, numbers, added.append)
    made.songs(country.songs, [*numbers, 1], added.append)
    assert added == [100, 20, 1]
    with session.reader(database) as catalogue:
        known = {song.isrc: (song.song_id, song.artist_id, song.title) for song in catalogue.every()}
    wanted = [country.songs[number] for number in [*numbers, 1]]
    assert known == {song.isrc: (song.song_id, song.artist_id, song.title) for song in wanted}


def test_sources_keep_age_attestation_and_opening_hours_and_get_tokens(
    database: str, codecs: Codecs, operator: Administrator, country: Simulated, tmp_path: Path
) -> None:
    told: list[int] = []
    senders = registration(database, codecs, operator, tmp_path).sources(country.sources, told.append)
    assert sum(told) == len(country.sources) == len(senders)
    with psycopg.connect(database) as connection:
        known = {source.source_id: source for source in sources(connection)}
    assert any(source.opening_hours for source in country.sources)
    for source in country.sources:
        found = known[source.source_id]
        for name in ("source_type", "registered_at", "attestation", "venues", "stations", "district", "opening_hours"):
            assert getattr(found, name) == getattr(source, name), name
        keyless = source.source_type in (SourceType.RADIO, SourceType.STREAMING)
        assert (found.key_thumbprint is None) is keyless
        assert subject_of(senders[source.source_id]) == source.source_id
    assert {source.source_type for source in country.sources} >= {SourceType.PHONE, SourceType.RADIO, SourceType.VENUE}


def test_whoever_was_interrupted_goes_on(
    desk: Office, codecs: Codecs, operator: Administrator, country: Simulated, tmp_path: Path
) -> None:
    half = country.sources[::2]
    registration(desk.database, codecs, operator, tmp_path).sources(half, lambda _count: None)
    accounts = desk.rows("SELECT client_id, public_key->>'x' FROM service_accounts")
    made = registration(desk.database, codecs, operator, tmp_path)
    made.sources(country.sources, lambda _count: None)
    again = made.sources(country.sources, lambda _count: None)
    assert set(accounts) <= set(desk.rows("SELECT client_id, public_key->>'x' FROM service_accounts"))
    assert desk.rows("SELECT count(*) FROM devices") == [(len(country.sources),)]
    assert desk.rows("SELECT count(*) FROM device_keys WHERE replaced_at IS NOT NULL") == [(0,)]
    assert desk.rows("SELECT count(*) - count(DISTINCT source_id) FROM service_accounts") == [(0,)]
    for source_id in (each.source_id for each in half[:3]):
        assert subject_of(again[source_id]) == source_id
    other = registration(desk.database, codecs, operator, tmp_path / "lost").sources(half, lambda _count: None)
    assert subject_of(other[half[0].source_id]) == half[0].source_id  # with another secret, other keys


def test_what_cannot_be_is_said(
    database: str, codecs: Codecs, operator: Administrator, country: Simulated, tmp_path: Path
) -> None:
    away = registration(NOBODY, codecs, operator, tmp_path)
    with pytest.raises(DatabaseAway, match="PostgreSQL does not answer"):
        away.songs(country.songs, [1], lambda _count: None)
    with pytest.raises(DatabaseAway, match="injyana up"):
        away.sources(country.sources, lambda _count: None)
    with administrator(f"http://127.0.0.1:{free_port()}", "token") as nobody, pytest.raises(Outage, match="injyana up"):
        registration(database, codecs, nobody, tmp_path).sources(country.sources, lambda _count: None)
    with administrator(operator.identity, "no token") as stranger, pytest.raises(Refused, match="access token"):
        registration(database, codecs, stranger, tmp_path).sources(country.sources, lambda _count: None)
