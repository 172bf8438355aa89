"""Each rule of a detection: the item alone is rejected, with its code and field; its neighbours are accepted."""

import base64
from datetime import timedelta
from typing import Any

import pytest

from ingest_gateway.codes import MEANING, Code
from tests.unit.gateway.world import FINGERPRINT, NOW, World, declared, play, result


def ago(**how: float) -> str:
    return (NOW - timedelta(**how)).isoformat()


def fingerprint(**changes: Any) -> dict[str, Any]:
    made: dict[str, Any] = play()["fingerprint"]
    return made | changes


def encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode()


META = {"title": "Amahoro", "artist": "Inanga Trio"}
PLACE = {"lat": -1.95, "lon": 30.06}
CLIENT = {"app": "a", "version": "1"}

BAD: list[tuple[Code, str | None, Any]] = [
    (Code.MISSING_FIELD, "event_id", play(event_id=None)),
    (Code.MISSING_FIELD, "kind", play(kind=None)),
    (Code.MISSING_FIELD, "played_at", play(played_at=None)),
    (Code.MISSING_FIELD, "duration_ms", play(duration_ms=None)),
    (Code.MISSING_FIELD, "metadata.artist", declared(metadata={"title": "t"})),
    (Code.MISSING_FIELD, "fingerprint.profile", play(fingerprint={"algorithm": "chromaprint", "data": "AQ"})),
    (Code.WRONG_TYPE, None, "text"),
    (Code.WRONG_TYPE, None, 7),
    (Code.WRONG_TYPE, None, []),
    (Code.WRONG_TYPE, "event_id", play(event_id=7)),
    (Code.WRONG_TYPE, "duration_ms", play(duration_ms="15000")),
    (Code.WRONG_TYPE, "duration_ms", play(duration_ms=1500.5)),
    (Code.WRONG_TYPE, "duration_ms", play(duration_ms=True)),
    (Code.WRONG_TYPE, "played_at", play(played_at=1_700_000_000)),
    (Code.WRONG_TYPE, "fingerprint", play(fingerprint="AQAA")),
    (Code.WRONG_TYPE, "metadata.title", declared(metadata=META | {"title": 1})),
    (Code.BAD_EVENT_ID, "event_id", play(event_id="")),
    (Code.BAD_EVENT_ID, "event_id", play(event_id="0195d8a27c1e7b609a532f1d6c0b8e11")),
    (Code.BAD_EVENT_ID, "event_id", play(event_id="0195d8a2-7c1e-7b60-9a53-2f1d6c0b8e11\n")),
    (Code.BAD_KIND, "kind", play(kind="rumour")),
    (Code.BAD_TIME, "played_at", play(played_at="2026-11-02T17:00:00")),
    (Code.BAD_TIME, "played_at", play(played_at="yesterday")),
    (Code.BAD_TIME, "sent_at", play(sent_at="2026-11-02T17:00:00")),
    (Code.TOO_OLD, "played_at", play(played_at=ago(days=30, seconds=1))),
    (Code.TOO_OLD, "played_at", play(played_at="0001-01-01T00:00:00+14:00")),
    (Code.TOO_OLD, "played_at", play(played_at=ago(minutes=1), sent_at=ago(days=-31))),
    (Code.IN_FUTURE, "played_at", play(played_at=ago(seconds=-301))),
    (Code.IN_FUTURE, "played_at", play(played_at="9999-12-31T23:59:59-14:00", sent_at="0001-01-01T00:00:00Z")),
    (Code.BAD_DURATION, "duration_ms", play(duration_ms=999)),
    (Code.BAD_DURATION, "duration_ms", play(duration_ms=14_400_001)),
    (Code.BAD_FINGERPRINT, "fingerprint.algorithm", play(fingerprint=fingerprint(algorithm="shazam"))),
    (Code.BAD_FINGERPRINT, "fingerprint.profile", play(fingerprint=fingerprint(profile="tape"))),
    (Code.BAD_FINGERPRINT, "fingerprint.offset_ms", play(fingerprint=fingerprint(offset_ms=-1))),
    (Code.BAD_FINGERPRINT, "fingerprint.data", play(fingerprint=fingerprint(data=""))),
    (Code.BAD_FINGERPRINT, "fingerprint.data", play(fingerprint=fingerprint(data="AQAA+/A"))),
    (Code.BAD_FINGERPRINT, "fingerprint.data", play(fingerprint=fingerprint(data="AQ=AA"))),
    (Code.BAD_FINGERPRINT, "fingerprint.data", play(fingerprint=fingerprint(data="éé"))),
    (Code.BAD_FINGERPRINT, "fingerprint.data", play(fingerprint=fingerprint(data=encoded(b"\x09" + FINGERPRINT[1:])))),
    (Code.BAD_FINGERPRINT, "fingerprint.data", play(fingerprint=fingerprint(data=encoded(b"\x01\x00\x00\x00ab")))),
    (Code.BAD_FINGERPRINT, "fingerprint.data", play(fingerprint=fingerprint(data=encoded(b"\x01\xff\xff\xffab")))),
    (Code.FINGERPRINT_TOO_LARGE, "fingerprint.data", play(fingerprint=fingerprint(data="A" * 16_385))),
    (Code.BAD_METADATA, "metadata.title", declared(metadata=META | {"title": ""})),
    (Code.BAD_METADATA, "metadata.title", declared(metadata=META | {"title": "  "})),
    (Code.BAD_METADATA, "metadata.artist", declared(metadata=META | {"artist": "a" * 301})),
    (Code.BAD_METADATA, "metadata.album", declared(metadata=META | {"album": "a\x00b"})),
    (Code.BAD_METADATA, "metadata.title", declared(metadata=META | {"title": "a\u0085b"})),
    (Code.BAD_ISRC, "metadata.isrc", declared(metadata=META | {"isrc": "RWA01240000"})),
    (Code.BAD_ISRC, "metadata.isrc", declared(metadata=META | {"isrc": "R" * 101})),
    (Code.BAD_SONG_ID, "song_id", declared(kind="manual", metadata=None, song_id="")),
    (Code.BAD_SONG_ID, "song_id", declared(kind="manual", metadata=None, song_id="s" * 101)),
    (Code.NO_CONTENT, "fingerprint", play(fingerprint=None)),
    (Code.NO_CONTENT, "metadata", declared(metadata=None)),
    (Code.NO_CONTENT, "song_id", declared(kind="manual", metadata=None)),
    (Code.KIND_MISMATCH, "fingerprint", play(kind="metadata", metadata=META)),
    (Code.KIND_MISMATCH, "song_id", play(song_id="song-1")),
    (Code.BAD_LOCATION, "location.lat", play(location=PLACE | {"lat": 90.1})),
    (Code.BAD_LOCATION, "location.lon", play(location=PLACE | {"lon": -181})),
    (Code.BAD_LOCATION, "location.accuracy_m", play(location=PLACE | {"accuracy_m": -1})),
    (Code.BAD_LOCATION, "location.accuracy_m", play(location=PLACE | {"accuracy_m": 1e300})),
    (Code.BAD_SEQUENCE, "sequence", play(sequence=-1)),
    (Code.BAD_SEQUENCE, "sequence", play(sequence=2**63)),
    (Code.BAD_CLIENT, "client.os", play(client=CLIENT | {"os": "o" * 101})),
    (Code.NOT_YOUR_VENUE, "venue_id", play(venue_id="bar-2")),
    (Code.NOT_YOUR_STATION, "station_id", play(station_id="radio-2")),
    (Code.NOT_YOU, "source_id", play(source_id="phone-2")),
]


@pytest.mark.parametrize(("code", "field", "item"), BAD)
async def test_the_bad_item_alone_is_rejected(world: World, code: Code, field: str | None, item: Any) -> None:
    answer = await world.batch(play(), item, play())
    found = result(answer, 1)
    assert (found["status"], found["code"], found.get("field")) == ("rejected", code.value, field)
    assert found["message"]
    assert answer.json()["summary"] == {"accepted": 2, "duplicate": 0, "rejected": 1, "retry": 0}
    said = item.get("event_id") if isinstance(item, dict) else None
    assert found["event_id"] == (said if isinstance(said, str) else None)


async def test_an_id_with_other_content_is_a_conflict(world: World) -> None:
    item = play()
    assert result(await world.send(item))["status"] == "accepted"
    found = result(await world.send(item | {"duration_ms": 16000}))
    assert (found["status"], found["code"], found["field"]) == ("rejected", "conflict", "event_id")


def test_every_code_has_a_meaning_and_a_test() -> None:
    assert set(MEANING) == set(Code)
    assert {code for code, _, _ in BAD} | {Code.CONFLICT} == set(Code)


GOOD: list[dict[str, Any]] = [
    play(event_id="0195D8A2-7C1E-7B60-9A53-2F1D6C0B8E11"),
    play(played_at=ago(days=29, hours=23)),
    play(played_at=ago(seconds=-299)),
    play(played_at=ago(days=20_000), sent_at=ago(days=20_000)),
    play(duration_ms=1000),
    play(duration_ms=14_400_000),
    play(metadata=META),
    play(location={"lat": 51.5, "lon": 0.0}),
    play(location=PLACE | {"accuracy_m": 12}),
    play(venue_id="bar-1", station_id="radio-1", source_id="phone-1"),
    play(sequence=2**63 - 1),
    play(fingerprint=fingerprint(data=encoded(FINGERPRINT))),
    declared(metadata=META | {"isrc": "rw-a01-24-00001", "album": "é" * 300}),
    declared(kind="manual", metadata=None, song_id="song-1"),
    declared(kind="manual"),
]


@pytest.mark.parametrize("item", GOOD)
async def test_what_the_rules_allow_is_accepted(world: World, item: dict[str, Any]) -> None:
    assert result(await world.send(item)) == {"event_id": item["event_id"], "status": "accepted"}
    assert len(world.publisher.published) == 1
