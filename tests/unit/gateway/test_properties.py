"""Whatever is sent: judged or rejected, never a defect; and what is judged is what was said."""

import base64
import json
from binascii import a2b_base64
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest_gateway import limits, uploads
from ingest_gateway.codes import Code, Rejected
from ingest_gateway.fakes import as_detection
from ingest_gateway.fingerprints import compressed
from ingest_gateway.judge import Context
from ingest_gateway.places import SEATS, district_of
from ingest_gateway.texts import text
from kernel.events.detections import Detection
from kernel.ids import BatchId
from kernel.problems import Problem
from tests.unit.gateway.world import FINGERPRINT, NOW, declared, play, source

HEAD = base64.b64encode(FINGERPRINT[:15]).decode()
CONTEXT = Context(source(), BatchId("b"), NOW)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.sampled_from(
    [*play(location={"lat": 0, "lon": 0}), *declared(), "song_id", "sent_at", "sequence", "client"]
)


def one(item: object) -> Detection | Rejected:
    found = uploads.batch(json.dumps({"plays": [item]}).encode(), CONTEXT)[0][1]
    return found if isinstance(found, Rejected) else as_detection(found)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(FIELDS, JSON, max_size=4), st.booleans())
def test_any_values_in_any_fields(changes: dict[str, Any], with_fingerprint: bool) -> None:
    found = one((play() if with_fingerprint else declared()) | changes)
    assert isinstance(found, (Detection, Rejected))


@settings(max_examples=200, deadline=None)
@given(JSON)
def test_any_json_as_an_item(item: object) -> None:
    found = one(item)
    assert isinstance(found, Rejected)
    assert found.code in Code


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_as_a_body(body: bytes) -> None:
    for read in (
        uploads.batch,
        uploads.single,
        uploads.manual,
        uploads.feed_json("radio-1"),
        uploads.feed_csv("radio-1"),
    ):
        try:
            for _, found in read(body, CONTEXT):
                assert isinstance(found, Rejected)
        except Problem as problem:
            if problem.status not in (400, 422):
                raise


@given(
    st.datetimes(NOW.replace(tzinfo=None) - timedelta(days=40), NOW.replace(tzinfo=None) + timedelta(days=2)),
    st.none() | st.integers(-(10**9), 10**9),
)
def test_age_is_judged_after_the_clock_is_corrected(said: datetime, behind_ms: int | None) -> None:
    at = said.replace(tzinfo=NOW.tzinfo, microsecond=said.microsecond // 1000 * 1000)
    sent = None if behind_ms is None else (NOW - timedelta(milliseconds=behind_ms)).isoformat()
    found = one(play(played_at=at.isoformat(), sent_at=sent))
    corrected = at + timedelta(milliseconds=behind_ms or 0)
    if corrected < NOW - timedelta(days=30):
        assert isinstance(found, Rejected)
        assert found.code is Code.TOO_OLD
    elif corrected > NOW + timedelta(minutes=5):
        assert isinstance(found, Rejected)
        assert found.code is Code.IN_FUTURE
    else:
        assert isinstance(found, Detection)
        assert found.played_at == corrected
        assert found.skew_ms == (behind_ms or 0)


@given(st.binary(min_size=1, max_size=60), st.booleans())
def test_base64url_with_and_without_padding(tail: bytes, padded: bool) -> None:
    raw = FINGERPRINT + tail
    said = base64.urlsafe_b64encode(raw).decode()
    assert compressed(said if padded else said.rstrip("=")) == raw


@settings(max_examples=300)
@given(st.text('AQaz09-_=+/\\"! é', max_size=12))
def test_base64url_is_read_as_binascii_reads_it(tail: str) -> None:
    bare = tail.rstrip("=")
    standard = bare.translate({ord("-"): "+", ord("_"): "/", ord("+"): "!", ord("/"): "!"})
    try:
        raw = a2b_base64(standard + "=" * (-len(bare) % 4), strict_mode=True)
    except ValueError:
        with pytest.raises(Rejected):
            compressed(HEAD + tail)
    else:
        assert compressed(HEAD + tail) == a2b_base64(HEAD) + raw


@given(st.text(max_size=40))
def test_text_is_kept_in_nfc_or_refused(value: str) -> None:
    try:
        kept = text(value, "metadata.title")
    except Rejected as why:
        if why.code is not Code.BAD_METADATA:
            raise
    else:
        assert text(kept, "metadata.title") == kept
        assert 1 <= len(kept) <= limits.TEXT_CHARS


@given(st.integers(0, 2**63 - 1), st.integers(-(10**6), 10**6))
def test_the_hash_covers_what_was_said_of_the_play_alone(sequence: int, ahead_ms: int) -> None:
    item = play()
    sent = (NOW + timedelta(milliseconds=ahead_ms)).isoformat()
    client = {"app": "a", "version": "1"}
    first = one(item)
    again = one(item | {"sequence": sequence, "sent_at": sent, "client": client})
    other = one(item | {"duration_ms": 15_001})
    assert isinstance(first, Detection)
    assert isinstance(other, Detection)
    assert isinstance(again, Rejected) or again.content_hash == first.content_hash
    assert other.content_hash != first.content_hash


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_every_place_has_a_district_or_none(lat: float, lon: float) -> None:
    assert district_of(lat, lon) in {None, *(district for district, _, _ in SEATS)}


def test_districts() -> None:
    assert len({district for district, _, _ in SEATS}) == 30
    assert all(district_of(lat, lon) == district for district, lat, lon in SEATS)
    assert district_of(-1.95, 30.06) == "Nyarugenge"
    assert district_of(51.5, 0.0) is None
    assert district_of(-1.286, 36.82) is None
