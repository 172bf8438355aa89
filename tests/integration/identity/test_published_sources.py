"""What is published of a source: whole, from all tables that know of it."""

from datetime import UTC, datetime

import psycopg

from injyana.local.settings import LocalSettings
from kernel.topics import SOURCES
from ledger.sources import publish, sources
from tests.integration.gateway.running import codec_of


def test_whose_a_source_is_and_when_its_venues_open_is_published_with_it(database: str, stack: LocalSettings) -> None:
    codec = codec_of(SOURCES, stack.registry)
    with psycopg.connect(database) as connection:
        connection.execute(
            "INSERT INTO devices (source_id, source_type, name, venues, created_at, changed_at) "
            "VALUES ('venue-1', 'venue', 'Bar', '{bar-1,bar-2,bar-3}', '2026-11-01T00:00Z', '2026-11-01T00:00Z')"
        )
        (made,) = publish(connection, ["venue-1", "nobody"], codec)
    assert (made.owner_artist_id, made.opening_hours, made.reputations) == (None, (), ())
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
        (source,) = publish(connection, ["venue-1"], codec)
        assert sources(connection) == [source]
        values = connection.execute("SELECT value FROM outbox WHERE topic = 'sources' ORDER BY id").fetchall()
    assert [codec.decode(value) for (value,) in values] == [made, source]
    assert source.owner_artist_id == "artist-1"
    assert [(each.venue_id, each.opens, each.closes) for each in source.opening_hours] == [
        ("bar-1", 1110, 120), ("bar-3", 0, 1440)
    ]  # fmt: skip
    assert [each.good for each in source.reputations] == list(range(7, 31))
    assert source.reputations[0].since == datetime(2026, 11, 1, 7, tzinfo=UTC)
    assert (source.registered_at, source.reputations[-1].bad) == (made.registered_at, 0.5)
