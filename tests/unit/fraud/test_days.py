"""A day of an ear: packed plays and figures of them, and what a play becomes when it is packed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.events.detections import Location
from kernel.ids import SongId
from stream_processors.fraud.days import HEARD_BITS, HEARD_MS, MAX_PLAYS, Day, heard_bits
from stream_processors.fraud.packing import COUNTED, DAY_MS, MISNAMED, OWN, SIZE, WHAT, WHAT_AT, pack, song_hash, unpack
from tests.unit.fraud.plays import KIGALI_TOWN, play

OFFSETS = st.integers(0, DAY_MS - 1)


def packed(number: int, offset_ms: int) -> bytes:
    return pack(play(number), number.to_bytes(16, "big"), offset_ms, COUNTED | OWN)


@given(
    offset_ms=OFFSETS,
    duration_ms=st.integers(1, 14_400_000),
    lat=st.floats(-90, 90),
    lon=st.floats(-180, 180),
    accuracy_m=st.one_of(st.none(), st.floats(0, 80_000)),
    skew_ms=st.integers(-(10**15), 10**15),
    sequence=st.one_of(st.none(), st.integers(0, 1 << 62)),
    counted=st.booleans(),
)
def test_a_play_is_unpacked_as_it_was_packed(
    offset_ms: int,
    duration_ms: int,
    lat: float,
    lon: float,
    accuracy_m: float | None,
    skew_ms: int,
    sequence: int | None,
    counted: bool,
) -> None:
    event = play(
        duration_ms=duration_ms,
        location=Location(lat=lat, lon=lon, accuracy_m=accuracy_m),
        skew_ms=skew_ms,
        sequence=sequence,
    )
    data = pack(event, b"0123456789abcdef", offset_ms, (COUNTED if counted else 0) | MISNAMED)
    assert len(data) == SIZE == 48
    seen = unpack(b"xx" + data, 2, 5 * DAY_MS)
    assert (seen.event_id, seen.start_ms, seen.duration_ms) == (
        b"0123456789abcdef",
        5 * DAY_MS + offset_ms,
        duration_ms,
    )
    assert (seen.song, seen.counted) == (song_hash(event.song_id), counted)
    assert seen.lat == pytest.approx(lat, abs=0.000051)
    assert seen.lon == pytest.approx(lon, abs=0.000051)
    assert seen.accuracy_m is not None
    assert -0.001 < seen.accuracy_m - (accuracy_m or 0) < 10.001
    assert seen.skew_s == max(-(2**31 - 1), min(2**31 - 1, skew_ms // 1000))
    assert seen.sequence == (None if sequence is None else sequence % 65_536)


def test_what_a_play_does_not_tell_is_not_known() -> None:
    seen = unpack(pack(play(sent_at=None), bytes(16), 0, 0), 0, 0)
    assert (seen.lat, seen.lon, seen.accuracy_m, seen.skew_s, seen.sequence) == (None, None, None, None, None)


def test_a_place_that_is_hardly_one_is_none() -> None:
    unsure = play(location=KIGALI_TOWN.evolve(accuracy_m=82_000.0))
    assert unpack(pack(unsure, bytes(16), 0, COUNTED), 0, 0).lat is None


@given(st.lists(OFFSETS, max_size=50), OFFSETS)
def test_plays_are_found_by_time(offsets: list[int], at_ms: int) -> None:
    day = Day(3)
    for number, offset_ms in enumerate(offsets):
        day.add(packed(number, offset_ms), 1000, clock_moved=False)
    assert day.first_from(day.start_ms + at_ms) == sum(offset_ms < at_ms for offset_ms in offsets)
    starts = [unpack(day.data, place * SIZE, 0).start_ms for place in range(len(day))]
    assert starts == sorted(offsets)


def test_plays_are_found_by_song_and_duration() -> None:
    day = Day(3)
    for number in range(5):
        day.add(packed(number % 2, number * 1000), 180_000, clock_moved=False)
    assert day.places_of(WHAT.pack(180_000, song_hash(SongId("song-1"))), WHAT_AT) == [1, 3]
    assert day.places_of(WHAT.pack(180_001, song_hash(SongId("song-1"))), WHAT_AT) == []


def test_a_day_holds_no_more_than_its_limit() -> None:
    day = Day(3)
    for number in range(MAX_PLAYS + 10):
        day.add(packed(number, number * 1000), 1000, clock_moved=True)
    assert (len(day), day.dropped, day.own_plays, day.clock_moves) == (MAX_PLAYS, 10, MAX_PLAYS, MAX_PLAYS)


@given(OFFSETS, st.integers(1, 14_400_000))
def test_every_ten_minutes_that_were_heard_have_a_bit(offset_ms: int, duration_ms: int) -> None:
    bits = heard_bits(offset_ms, duration_ms)
    heard = {bit for bit in range(HEARD_BITS + 24) if bits >> bit & 1}
    assert heard == {
        bit
        for bit in range(HEARD_BITS + 24)
        if bit * HEARD_MS < offset_ms + duration_ms and (bit + 1) * HEARD_MS > offset_ms
    }
    assert bits < 1 << HEARD_BITS + 24
