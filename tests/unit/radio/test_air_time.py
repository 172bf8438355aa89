"""When a stream was on air."""

from datetime import timedelta

import pytest

from detectors.radio.air_time import WINDOW, AirTime
from tests.unit.radio.made import ZERO, after


def test_older_audio_that_comes_at_once_was_on_air_before() -> None:
    air = AirTime()
    air.came(after(0), 1.0)
    air.came(after(0.1), 5.0)
    air.came(after(1.5), 6.0)
    assert air.zero == after(0.1) - timedelta(seconds=5)


def test_pieces_that_come_late_do_not_count() -> None:
    air = AirTime()
    for second in range(1, 600):
        late = 4 if second % 10 else 0
        air.came(after(second + late), second)
    assert air.zero == ZERO


def test_clocks_that_run_apart_are_followed() -> None:
    air = AirTime()
    for second in range(1, 7200):
        air.came(after(second * 1.001), second)
    assert abs((air.zero - after(7.2)).total_seconds()) <= WINDOW.total_seconds() * 0.001 + 0.01


def test_before_anything_came_nobody_knows() -> None:
    with pytest.raises(LookupError):
        _ = AirTime().zero
