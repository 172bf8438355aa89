"""Sources: the row and the event of one transaction."""

import psycopg
import pytest

from identity.registrar import Registrar
from injyana.local.settings import LocalSettings
from kernel.codec import Codec
from kernel.errors import DatabaseAway, Refused
from kernel.events import Source, SourceType, Standing
from kernel.topics import SOURCES
from tests.integration.gateway.running import codec_of


@pytest.fixture
def codec(stack: LocalSettings) -> Codec[Source]:
    return codec_of(SOURCES, stack.registry)


def published(database: str, codec: Codec[Source]) -> list[Source]:
    with psycopg.connect(database) as connection:
        rows = connection.execute("SELECT topic, key, value FROM outbox ORDER BY id").fetchall()
    assert all(topic == "sources" for topic, _, _ in rows)
    events = [codec.decode(value) for _, _, value in rows]
    assert [event.source_id for event in events] == [key for _, key, _ in rows]
    return events


def test_every_change_is_published(database: str, codec: Codec[Source]) -> None:
    registrar = Registrar(database, codec)
    first = registrar.register("radio-1", SourceType.RADIO, "Radio", ["st-1"], ["bar-1"], "Gasabo", 60)
    assert (first.standing, first.stations, first.district) == (Standing.REGISTERED, ("st-1",), "Gasabo")
    suspended = registrar.stand("radio-1", Standing.SUSPENDED)
    changed = registrar.register("radio-1", SourceType.RADIO, "Radio One")
    assert (changed.standing, changed.name, changed.stations) == (Standing.SUSPENDED, "Radio One", ())
    resumed = registrar.stand("radio-1", Standing.REGISTERED)
    assert published(database, codec) == [first, suspended, changed, resumed]
    assert registrar.find("radio-1") == resumed
    assert registrar.all() == [resumed]


def test_what_is_refused_changes_and_publishes_nothing(database: str, codec: Codec[Source]) -> None:
    registrar = Registrar(database, codec)
    revoked = registrar.register("phone-1", SourceType.PHONE, "p")
    registrar.stand("phone-1", Standing.REVOKED)
    with pytest.raises(Refused, match="revoked"):
        registrar.stand("phone-1", Standing.REGISTERED)
    with pytest.raises(Refused, match="another type"):
        registrar.register("phone-1", SourceType.DJ, "p")
    with pytest.raises(Refused, match="injyana sources list"):
        registrar.stand("nobody", Standing.SUSPENDED)
    with pytest.raises(Refused, match="no source is called"):
        registrar.find("nobody")
    for bad in ("", "a\n", "a" * 101):
        with pytest.raises(Refused, match="printable"):
            registrar.register(bad, SourceType.PHONE, "p")
    with pytest.raises(Refused, match="PostgreSQL refuses"):
        registrar.register("phone-2", SourceType.PHONE, "")
    assert [event.standing for event in published(database, codec)] == [revoked.standing, Standing.REVOKED]


def test_a_database_that_is_away_or_empty_says_so(stack: LocalSettings, codec: Codec[Source]) -> None:
    with pytest.raises(DatabaseAway):
        Registrar("postgresql://injyana:x@127.0.0.1:1/injyana", codec).all()
    with pytest.raises(Refused, match="injyana db migrate"):
        Registrar(stack.database_of("postgres"), codec).all()
