"""The first step of aggregation: what a batch of plays adds to each minute of each dimension.

One play counts towards up to seven dimensions whose totals live in different partitions. Summing here first means that
a song heard a hundred times within the batch is one record on the way, not a hundred.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from kernel.dimensions import changes, dimensions, window_start
from kernel.events.aggregates import Delta, Dimension, Window
from kernel.events.plays import ScoredPlay
from kernel.stage import Output, Received, Tables
from kernel.topics import AGGREGATES_DELTAS
from stream_processors.aggregation.sums import PLAYS_OF, Sum, fields


def combine(records: Sequence[Received[ScoredPlay]], _tables: Tables) -> Iterator[Output]:
    """One delta for each (dimension, id, minute) that the batch changes, keyed `dimension|id`.

    How plays are grouped depends on the batch; the sum over all deltas does not. `made_at` is the latest moment that
    the batch knows of, so that a replay of the batch gives the same bytes. The first play of a group lends its trace.
    """
    sums: dict[tuple[Dimension, str, datetime], tuple[Sum, Received[ScoredPlay]]] = {}
    for record in records:
        play = record.event
        for verdict, sign in changes(play):
            plays = PLAYS_OF[verdict]
            minute = window_start(Window.MINUTE, play.played_at)
            for dimension, id_ in dimensions(play):
                key = (dimension, id_, minute)
                entry = sums.get(key)
                if entry is None:
                    entry = sums[key] = ([0, 0, 0, 0, 0, 0], record)
                entry[0][plays] += sign
                entry[0][plays + 1] += sign * play.duration_ms
    if not sums:
        return
    made_at = max(known_at(record.event) for record in records)
    for (dimension, id_, minute), (numbers, cause) in sums.items():
        if any(numbers):
            delta = Delta(dimension=dimension, id=id_, minute=minute, made_at=made_at, **fields(numbers))
            yield Output(topic=AGGREGATES_DELTAS, key=f"{dimension.value}|{id_}", event=delta, cause=cause)


def known_at(play: ScoredPlay) -> datetime:
    """When this revision of the play came to be."""
    return play.revised_at or play.received_at
