"""Sources: the row and the event of one transaction."""

from datetime import UTC, datetime

import psycopg
import pytest

from identity.registrar import Registrar
from injyana.local.settings import LocalSettings
from kernel.codec import Codec
from kernel.errors import DatabaseAway, Refused
from kernel.events.sources import Source, SourceType, Standing
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


def test_whose_a_source_is_and_when_its_venues_open_is_published_with_it(database: str, codec: Codec[Source]) -> None:
    registrar = Registrar(database, codec)
    made = registrar.register("venue-1", SourceType.VENUE, "Bar", venues=["bar-1", "bar-2", "bar-3"])
    assert (made.owner_artist_id, made.opening_hours, made.reputations) == (None, (), ())
    assert made.registered_at is not None
    with psycopg.connect(database) as connection:
        connection.execute(
            "WITH owner AS (INSERT INTO users (name, role) VALUES ('Ana', 'artist') RETURNING user_id), "
            "own AS (UPDATE devices SET owner_id = owner.user_id FROM owner) "
            "INSERT INTO artists (artist_id, name, user_id) SELECT 'artist-1', 'Ana', user_id FROM owner"
        )
        connection.execute(
            "INSERT INTO venues (venue_id, name, opens, closes) VALUES ('bar-1', 'One', '18:30', '02:00'), "
            "('bar-2', 'Two', NULL, NULL), ('bar-3', 'Three', '00:00', '24:00'), ('bar-4', 'Four', '08:00', '20:00')"
        )
        connection.execute(
            "INSERT INTO reputations (source_id, since, good, bad, floor, version) "
            "SELECT 'venue-1', '2026-11-01T00:00Z'::timestamptz + hours * interval '1 hour', hours, 0.5, 0.25, '1' "
            "FROM generate_series(1, 30) AS hours"
        )
    source = registrar.stand("venue-1", Standing.SUSPENDED)
    assert published(database, codec) == [made, source]
    assert source.owner_artist_id == "artist-1"
    assert [(each.venue_id, each.opens, each.closes) for each in source.opening_hours] == [
        ("bar-1", 1110, 120), ("bar-3", 0, 1440)
    ]  # fmt: skip
    assert [each.good for each in source.reputations] == list(range(7, 31))
    assert source.reputations[0].since == datetime(2026, 11, 1, 7, tzinfo=UTC)
    assert (source.registered_at, source.reputations[-1].bad) == (made.registered_at, 0.5)
