"""The bounded memories that a profile is made of."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.dimensions import window_start
from kernel.events.aggregates import Window
from stream_processors.fraud.features.days import DAYS, Days, day_of
from stream_processors.fraud.features.hashes import joined, short_hash
from stream_processors.fraud.features.heavy_hitters import ENTRY_BYTES, HeavyHitters
from stream_processors.fraud.features.seen_before import seen_before
from tests.unit.fraud_features.plays import ms

SIZE = 4


@given(st.lists(st.integers(0, 12), min_size=1, max_size=80))
def test_nobody_is_said_to_be_played_more_than_they_were_and_the_heavy_are_there(keys: list[int]) -> None:
    table = HeavyHitters(SIZE)
    for key in keys:
        table.add(key, 1.0)
    truth = Counter(keys)
    assert len(table) <= SIZE
    assert len(table.pack()) <= SIZE * ENTRY_BYTES
    for key, count in truth.items():
        assert table.sure(key) <= count
        if count > len(keys) / SIZE:
            assert table.sure(key) > 0
    assert table.top() == max(table.sure(key) for key in truth)
    assert table.total == pytest.approx(sum(table.sure(key) for key in truth))
    if len(truth) <= SIZE:
        assert all(table.sure(key) == count for key, count in truth.items())


def test_a_newcomer_takes_the_place_of_the_least() -> None:
    table = HeavyHitters(2)
    for key, weight in ((1, 5.0), (2, 1.0), (3, 1.5)):
        table.add(key, weight)
    assert (table.sure(1), table.sure(2), table.sure(3)) == (5.0, 0.0, 1.5)
    table.add(4, 1.0)
    assert (table.sure(1), table.sure(3), table.sure(4)) == (5.0, 0.0, 1.0)
    again = HeavyHitters(2, table.pack(), table.total, table.logs)
    again.add(1, 0.5)
    assert again.sure(1) == again.top() == 5.5


def test_what_came_to_nothing_leaves_the_table() -> None:
    table = HeavyHitters(SIZE)
    table.add(1, 2.0**-50)
    table.add(2, 1.0)
    table.scale(2.0**-20)
    assert len(table) == 1
    assert table.sure(2) == table.total == 2.0**-20
    assert table.add(3, 0.0) == 0.0
    assert len(table) == 1


@pytest.mark.parametrize(("songs", "off"), [(5, 0.05), (60, 0.1), (400, 0.15)])
def test_different_songs_are_counted_about_right(songs: int, off: float) -> None:
    days = Days()
    for number in range(songs * 3):
        days.add(20_000 + number % 6, short_hash(f"song-{number % songs}"))
    different, plays, *_ = days.figures()
    assert different == pytest.approx(songs, rel=off)
    assert plays == songs * 3


def test_days_are_forgotten_after_a_week() -> None:
    days = Days()
    for number in range(5):
        days.add(20_002, number)
    days.ran(300)
    days.add(20_009, 9)
    different, *others = days.figures()
    assert different == pytest.approx(6, abs=0.1)
    assert others == [6, 300, 1, 5, 20_009]
    days.add(20_010, 9)
    assert days.figures()[1:] == (2, 0, 1, 1, 20_010)
    days.add(20_010 - DAYS, 1)
    days.add(20_010 + 1_000, 1)
    assert days.figures()[1:] == (1, 0, 1, 0, 21_010)
    assert Days(days.pack()).figures() == days.figures()


@given(st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)))  # noqa: DTZ001 - made aware below
def test_days_are_those_of_every_other_total(naive: datetime) -> None:
    at = naive.replace(tzinfo=UTC, microsecond=0)
    start = window_start(Window.DAY, at)
    assert day_of(ms(at)) == day_of(ms(start)) == day_of(ms(start + timedelta(days=1))) - 1
    assert day_of(ms(start) - 1) == day_of(ms(at)) - 1


def test_what_was_seen_is_known_and_hardly_anything_else() -> None:
    places = bytearray(128)
    hashes = [joined(short_hash(f"song-{number}"), short_hash(f"song-{number + 1}")) for number in range(10_000)]
    assert sum(seen_before(places, each) for each in hashes) < 0.01 * len(hashes)
    assert sum(seen_before(places, each) for each in hashes[-30:]) > 20
    assert sum(seen_before(places, each) for each in hashes[-1:] * 5) == 5


def test_hashes_are_those_of_every_process() -> None:
    assert short_hash("song-1") == 1134260062
    assert joined(1, 2) == 11256899960497645324 != joined(2, 1)
