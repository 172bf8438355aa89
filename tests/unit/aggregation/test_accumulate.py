"""What deltas do to totals."""

from datetime import datetime, timedelta

import pytest

from kernel.errors import Unprocessable
from kernel.events.aggregates import Delta, Dimension, Window, WindowTotal
from kernel.events.event import Event, Origin
from kernel.stage import MemoryTable, MemoryTables, Received
from kernel.topics import AGGREGATES_DAY, AGGREGATES_HOUR, AGGREGATES_MINUTE, Topic
from stream_processors.aggregation.accumulate import OPEN, accumulate
from tests.unit.aggregation.plays import NOON, total_of


def delta(minute: datetime, plays: int = 1, made_at: datetime | None = None, id_: str = "song-1") -> Received[Delta]:
    event = Delta(
        dimension=Dimension.SONG,
        id=id_,
        minute=minute,
        made_at=made_at or minute,
        accepted_plays=plays,
        accepted_ms=plays * 1000,
    )
    return Received(event, Origin(topic="aggregates.deltas", partition=0, offset=0))


def plays_in(tables: MemoryTables, topic: Topic[WindowTotal]) -> list[tuple[datetime, int]]:
    return [(total.start, total.accepted_plays) for total in total_of(tables, topic, Dimension.SONG, "song-1")]


def test_a_key_is_written_once_a_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    puts: list[str] = []
    put = MemoryTable.put

    def counted(table: MemoryTable[Event], key: str, value: WindowTotal) -> None:
        puts.append(f"{value.window} {key}")
        put(table, key, value)

    monkeypatch.setattr(MemoryTable, "put", counted)
    tables = MemoryTables()
    accumulate([delta(NOON), delta(NOON), delta(NOON + timedelta(minutes=1))], tables)
    assert sorted(puts) == [
        "day song|song-1|2026-11-01T22:00Z",
        "hour song|song-1|2026-11-02T12:00Z",
        "minute song|song-1|2026-11-02T12:00Z",
        "minute song|song-1|2026-11-02T12:01Z",
    ]
    assert plays_in(tables, AGGREGATES_DAY) == [(datetime.fromisoformat("2026-11-02T00:00+02:00"), 3)]


def test_a_late_play_reopens_its_window() -> None:
    tables = MemoryTables()
    accumulate([delta(NOON, plays=5)], tables)
    accumulate([delta(NOON + timedelta(days=29))], tables)
    accumulate([delta(NOON, made_at=NOON + timedelta(days=30))], tables)
    assert plays_in(tables, AGGREGATES_MINUTE)[0] == (NOON, 6)


def test_a_closed_minute_is_left_alone_while_the_hour_and_the_day_go_on() -> None:
    tables = MemoryTables()
    accumulate([delta(NOON, plays=5)], tables)
    accumulate([delta(NOON, plays=-1, made_at=NOON + OPEN[Window.MINUTE])], tables)
    assert plays_in(tables, AGGREGATES_MINUTE) == [(NOON, 5)]
    assert plays_in(tables, AGGREGATES_HOUR) == [(NOON, 4)]
    assert plays_in(tables, AGGREGATES_DAY)[0][1] == 4


def test_windows_stay_open_longer_than_the_latest_play_may_come() -> None:
    assert min(OPEN.values()) > timedelta(days=31)
    assert OPEN.keys() == set(Window)


def test_a_total_never_becomes_negative() -> None:
    tables = MemoryTables()
    accumulate([delta(NOON, plays=2)], tables)
    with pytest.raises(Unprocessable, match=r"minute song\|song-1\|2026-11-02T12:00Z would hold a negative total"):
        accumulate([delta(NOON, plays=-3)], tables)
    assert plays_in(tables, AGGREGATES_MINUTE) == [(NOON, 2)]
