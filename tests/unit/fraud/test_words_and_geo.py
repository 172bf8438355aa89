"""Figures in words, and distances."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.events.sources import SourceType
from stream_processors.fraud.geo import distance_km
from stream_processors.fraud.words import NOUNS, distance, duration, moment

LATITUDES = st.floats(-90, 90)
LONGITUDES = st.floats(-180, 180)


@pytest.mark.parametrize(
    ("ms", "said"),
    [
        (1000, "1 second"),
        (89_000, "89 seconds"),
        (90_000, "2 minutes"),
        (-540_000, "9 minutes"),
        (5_400_000, "2 hours"),
        (47 * 3_600_000, "47 hours"),
        (48 * 3_600_000, "2 days"),
    ],
)
def test_durations(ms: int, said: str) -> None:
    assert duration(ms) == said


def test_distances_and_moments() -> None:
    assert (distance(41.4), distance(5.06)) == ("41 km", "5.1 km")
    assert moment(datetime(2026, 11, 2, 22, 30, tzinfo=UTC)) == "3 November 2026, 00:30"


def test_every_type_of_source_has_a_noun() -> None:
    assert NOUNS.keys() == set(SourceType)


def test_known_distances() -> None:
    assert distance_km(0, 0, 0, 1) == pytest.approx(111.195, abs=0.001)
    assert distance_km(-1.9441, 30.0619, -1.4998, 29.6349) == pytest.approx(68.5, abs=0.1)
    assert distance_km(90, 0, -90, 0) == pytest.approx(20015.1, abs=0.1)


@given(LATITUDES, LONGITUDES, LATITUDES, LONGITUDES)
def test_distance_is_symmetric_and_bounded(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> None:
    there = distance_km(lat_a, lon_a, lat_b, lon_b)
    assert there == pytest.approx(distance_km(lat_b, lon_b, lat_a, lon_a))
    assert 0 <= there <= 20015.2
