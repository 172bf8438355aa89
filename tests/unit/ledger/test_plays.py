"""A row of play_events is the play that was written: read back from the very text that COPY gets."""

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.events.detections import Kind, Location, Metadata
from kernel.events.event import Origin
from kernel.events.plays import ScoredPlay, Verdict
from kernel.events.sources import SourceType
from kernel.ids import ArtistId, BatchId, EventId, SongId, SourceId, StationId, VenueId
from kernel.stage import Received
from ledger.copying import NULL
from ledger.plays import PLAY_COLUMNS, play_of, play_row, trace_of

COLUMNS = PLAY_COLUMNS.split(", ")
TIMES = {"played_at", "received_at", "sent_at", "revised_at"}
WHOLE = {"duration_ms", "skew_ms", "sequence", "content_hash", "origin_partition", "origin_offset", "fingerprint_hash",
         "revision"}  # fmt: skip
REAL = {"lat", "lon", "accuracy_m", "confidence", "margin", "score"}
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
KIGALI = timezone(timedelta(hours=2))

texts = st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=8)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
numbers = st.integers(-(2**31), 2**31 - 1)
shares = st.floats(0, 1)


def maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | values


plays = st.builds(
    ScoredPlay,
    event_id=st.uuids().map(lambda each: EventId(str(each))),
    source_id=texts.map(SourceId),
    source_type=st.sampled_from(SourceType),
    kind=st.sampled_from(Kind),
    played_at=moments,
    received_at=moments,
    duration_ms=st.integers(1, 10**7),
    sent_at=maybe(moments),
    skew_ms=numbers,
    sequence=maybe(numbers),
    location=maybe(st.builds(Location, lat=shares, lon=shares, accuracy_m=maybe(shares))),
    district=maybe(texts),
    venue_id=maybe(texts.map(VenueId)),
    station_id=maybe(texts.map(StationId)),
    batch_id=texts.map(BatchId),
    content_hash=numbers,
    origin=st.builds(Origin, topic=texts, partition=st.integers(0, 9), offset=st.integers(0, 2**40)),
    song_id=texts.map(SongId),
    artist_id=texts.map(ArtistId),
    isrc=maybe(texts),
    method=texts,
    confidence=shares,
    margin=maybe(shares),
    declared=maybe(st.builds(Metadata, title=texts, artist=texts)),
    declared_song_id=maybe(texts.map(SongId)),
    fingerprint_hash=maybe(numbers),
    index_version=texts,
    verdict=st.sampled_from(Verdict),
    previous_verdict=maybe(st.sampled_from(Verdict)),
    revision=st.integers(0, 9),
    revised_at=maybe(moments),
    score=shares,
    reasons=st.lists(st.from_regex(r"[a-z_]{1,9}", fullmatch=True), max_size=3).map(tuple),
    scored_by=texts,
)


def read(text: str) -> tuple[Any, ...]:
    """The row as a driver gives it back: typed, and with times in a zone of its own."""
    fields = [re.sub(r"\\(.)", r"\1", field) for field in text.removesuffix("\n").split("\t")]
    return tuple(value(name, field) for name, field in zip(COLUMNS, fields, strict=True))


def value(name: str, text: str) -> Any:
    if text == NULL:
        return None
    if name in TIMES:
        return datetime.fromisoformat(text).astimezone(KIGALI)
    if name == "reasons":
        return re.findall(r'"([^"]*)"', text)
    return int(text) if name in WHOLE else float(text) if name in REAL else text


@given(plays)
def test_a_play_comes_back_as_it_was(play: ScoredPlay) -> None:
    headers = [("traceparent", f"00-{TRACE}-00f067aa0ba902b7-01".encode())]
    row = read(play_row(Received(play, play.origin, headers)))
    assert play_of(row) == play
    assert play_of(row).played_at.tzinfo is UTC
    assert trace_of(row) == TRACE


def test_a_row_of_other_columns_is_an_error() -> None:
    with pytest.raises(ValueError, match="unpack"):
        play_of((1, 2, 3))
