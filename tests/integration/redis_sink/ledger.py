"""A ledger with plays in it, as the timescale sink leaves it, and the totals that aggregation streams for them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import psycopg

from kernel.dimensions import COUNTED, dimensions, window_start
from kernel.events.aggregates import Window, WindowTotal
from kernel.events.plays import ScoredPlay, Verdict
from sinks.redis.ledger import LEDGER

PLAY = """
INSERT INTO play_events (event_id, source_id, source_type, kind, played_at, received_at, duration_ms, district,
    venue_id, station_id, batch_id, content_hash, origin_topic, origin_partition, origin_offset, song_id, artist_id,
    method, confidence, index_version, verdict, revision, score, scored_by)
VALUES (%(event_id)s, %(source_id)s, %(source_type)s, %(kind)s, %(played_at)s, %(received_at)s, %(duration_ms)s,
    %(district)s, %(venue_id)s, %(station_id)s, %(batch_id)s, %(content_hash)s, 'detections.raw', 0, 0, %(song_id)s,
    %(artist_id)s, %(method)s, %(confidence)s, %(index_version)s, %(verdict)s, %(revision)s, %(score)s, %(scored_by)s)
"""
TOTAL = """
INSERT INTO play_rollups (dimension, period, start, id, accepted_plays, accepted_ms, held_plays, held_ms,
    rejected_plays, rejected_ms)
VALUES (%(dimension)s, %(period)s, %(start)s, %(id)s, %(accepted_plays)s, %(accepted_ms)s, %(held_plays)s, %(held_ms)s,
    %(rejected_plays)s, %(rejected_ms)s)
"""
POSITION = """
INSERT INTO sink_offsets (sink, topic, partition, next_offset) VALUES (%s, %s, %s, %s)
ON CONFLICT (sink, topic, partition) DO UPDATE SET next_offset = excluded.next_offset
"""


def totals(plays: Iterable[ScoredPlay]) -> list[WindowTotal]:
    """The absolute totals of all windows of the plays, each of its newest revision."""
    sums: defaultdict[tuple[Window, str, str, str], Counter[str]] = defaultdict(Counter)
    keyed = {}
    for play in {each.event_id: each for each in plays}.values():
        if play.verdict not in COUNTED:
            continue
        for dimension, id_ in dimensions(play):
            for window in Window:
                start = window_start(window, play.played_at)
                key = (window, dimension.value, id_, start.isoformat())
                keyed[key] = WindowTotal(dimension=dimension, id=id_, window=window, start=start)
                sums[key][f"{play.verdict.value}_plays"] += 1
                sums[key][f"{play.verdict.value}_ms"] += play.duration_ms
    return [total.evolve(**sums[key]) for key, total in keyed.items()]


def store(database: str, plays: Sequence[ScoredPlay]) -> None:
    """Makes the plays the ledger's only ones."""
    newest = {play.event_id: play for play in plays if play.verdict is not Verdict.DUPLICATE}
    rows = [
        {name: getattr(play, name) for name in play.__struct_fields__ if name not in ("origin", "location", "declared")}
        for play in newest.values()
    ]
    with psycopg.connect(database) as connection, connection.cursor() as cursor:
        cursor.execute("DELETE FROM play_events")
        cursor.execute("DELETE FROM play_rollups")
        cursor.executemany(PLAY, rows)
        cursor.executemany(
            TOTAL,
            [
                {name: getattr(total, name) for name in total.__struct_fields__} | {"period": total.window.value}
                for total in totals(plays)
                if total.window is not Window.MINUTE
            ],
        )


def reach(database: str, topic: str, positions: dict[int, int]) -> None:
    """Notes that the ledger holds the topic up to the positions."""
    with psycopg.connect(database) as connection, connection.cursor() as cursor:
        cursor.executemany(POSITION, [(LEDGER, topic, partition, at) for partition, at in positions.items()])
