"""A simulated country in PostgreSQL: the same ids, the same ages and hours, nothing twice."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import jwt
import psycopg
import pytest

from catalogue import session
from injyana.local.settings import LocalSettings
from injyana.simulate.registration import Registration
from kernel.codec import Codecs
from kernel.errors import DatabaseAway
from kernel.registry import Registry
from ledger.sources import sources
from simulation.country import Simulated, simulate


@pytest.fixture(scope="module")
def country() -> Simulated:
    return simulate(3, days=1, sources=20)


@pytest.fixture
def codecs(stack: LocalSettings) -> Iterator[Codecs]:
    with closing(Registry(stack.registry)) as registry:
        yield Codecs(registry)


@pytest.fixture
def registration(database: str, codecs: Codecs, tmp_path: Path) -> Registration:
    return Registration(database, codecs, tmp_path)


def test_songs_get_the_ids_of_the_simulation_and_none_comes_twice(
    registration: Registration, database: str, country: Simulated
) -> None:
    numbers = range(0, 1200, 10)
    added: list[int] = []
    registration.songs(country.songs, numbers, added.append)
    registration.songs(country.songs, [*numbers, 1], added.append)
    assert added == [100, 20, 1]
    with session.reader(database) as catalogue:
        known = {song.isrc: (song.song_id, song.artist_id, song.title) for song in catalogue.every()}
    wanted = [country.songs[number] for number in [*numbers, 1]]
    assert known == {song.isrc: (song.song_id, song.artist_id, song.title) for song in wanted}


def test_sources_keep_age_attestation_and_opening_hours(
    registration: Registration, database: str, country: Simulated
) -> None:
    told: list[str] = []
    tokens = registration.sources(country.sources, lambda: told.append("one"))
    assert registration.sources(country.sources, lambda: None).keys() == tokens.keys()
    assert len(told) == len(country.sources) == len(tokens)
    with psycopg.connect(database) as connection:
        known = {source.source_id: source for source in sources(connection)}
    assert any(source.opening_hours for source in country.sources)
    for source in country.sources:
        found = known[source.source_id]
        assert jwt.decode(tokens[source.source_id], options={"verify_signature": False})["sub"] == source.source_id
        for name in ("source_type", "registered_at", "attestation", "venues", "stations", "district", "opening_hours"):
            assert getattr(found, name) == getattr(source, name), name


def test_a_database_that_is_away_is_an_outage(codecs: Codecs, tmp_path: Path, country: Simulated) -> None:
    away = Registration("postgresql://injyana@127.0.0.1:1/none", codecs, tmp_path)
    with pytest.raises(DatabaseAway, match="PostgreSQL does not answer"):
        away.songs(country.songs, [1], lambda _count: None)
    with pytest.raises(DatabaseAway, match="injyana up"):
        away.sources(country.sources, lambda: None)
