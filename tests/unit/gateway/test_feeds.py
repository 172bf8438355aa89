"""Feeds: as-run logs and now-playing events, as JSON or CSV."""

from uuid import uuid4

import httpx
import pytest

from kernel.events.detections import Kind
from tests.unit.gateway.world import FINGERPRINT, World, play, problem, result

PATH = "/api/v1/feeds/radio-1/plays"
NAMED = {"title": "Amahoro", "artist": "Inanga Trio"}
HEAD = "played_at,duration_ms,title,artist,isrc,event_id\r\n"
LINE = "2026-11-02T18:00:00+02:00,201000,Amahoro,Inanga Trio,RWA012400001,\r\n"


async def send(world: World, text: str | bytes) -> httpx.Response:
    return await world.post(PATH, text, content_type="text/csv; charset=utf-8")


async def test_a_log_is_published_as_its_stations_plays(world: World) -> None:
    answer = await send(world, "\ufeff" + HEAD + LINE + "\r\n" + LINE.replace("18:00", "18:04"))
    assert answer.json()["summary"] == {"accepted": 2, "duplicate": 0, "rejected": 0, "retry": 0}
    made = world.publisher.published[0]
    assert (made.kind, made.station_id, made.duration_ms) == (Kind.METADATA, "radio-1", 201_000)
    assert made.metadata is not None
    assert made.metadata.isrc == "RWA012400001"


async def test_json_and_csv_of_the_same_line_are_the_same_play(world: World) -> None:
    assert result(await send(world, HEAD + LINE))["status"] == "accepted"
    item = {
        "played_at": "2026-11-02T16:00:00Z",
        "duration_ms": 201_000,
        "title": "Amahoro",
        "artist": "Inanga Trio",
        "isrc": "RWA012400001",
    }
    again = await world.request("POST", PATH, json={"plays": [item]})
    assert result(again)["status"] == "duplicate"
    other = await world.request("POST", PATH, json={"plays": [item | {"title": "Another"}]})
    assert result(other)["code"] == "conflict"


async def test_what_was_heard_of_a_station_needs_no_title(world: World) -> None:
    heard = {
        "event_id": "0195d8a2-7c1e-5b60-9a53-2f1d6c0b8e12",
        "played_at": "2026-11-02T16:00:00Z",
        "duration_ms": 201_000,
        "fingerprint": play()["fingerprint"] | {"profile": "line", "offset_ms": 30_000},
    }
    answer = await world.request("POST", PATH, json={"plays": [heard, heard | {"event_id": str(uuid4()), **NAMED}]})
    assert answer.json()["summary"]["accepted"] == 2
    made, named = world.publisher.published
    assert (made.kind, made.station_id, made.metadata) == (Kind.FINGERPRINT, "radio-1", None)
    assert made.fingerprint is not None
    assert (made.fingerprint.data, made.fingerprint.offset_ms) == (FINGERPRINT, 30_000)
    assert named.metadata is not None
    again = await world.request("POST", PATH, json={"plays": [heard | {"sent_at": "2026-11-02T17:00:00Z"}]})
    assert result(again)["status"] == "duplicate"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"fingerprint": None}, "title"),
        ({"title": "Amahoro"}, "artist"),
        ({"artist": "Inanga Trio"}, "title"),
        ({"isrc": "RWA012400001"}, "title"),
    ],
)
async def test_a_line_names_its_song_wholly_or_has_a_fingerprint(
    world: World, changes: dict[str, str | None], field: str
) -> None:
    heard = {"played_at": "2026-11-02T16:00:00Z", "duration_ms": 201_000, "fingerprint": play()["fingerprint"]}
    found = result(await world.request("POST", PATH, json={"plays": [heard | changes]}))
    assert (found["code"], found["field"]) == ("missing_field", field)


@pytest.mark.parametrize(
    ("line", "code", "field"),
    [
        ("2026-11-02T18:00:00+02:00,long,T,A,,", "wrong_type", "duration_ms"),
        ("2026-11-02T18:00:00+02:00,1,T,A,,", "bad_duration", "duration_ms"),
        ("1762099200,201000,T,A,,", "bad_time", "played_at"),
        ("2026-11-02T18:00:00+02:00,201000,,A,,", "missing_field", "title"),
        ("2026-11-02T18:00:00+02:00,201000,T,A,XX,", "bad_isrc", "metadata.isrc"),
        ("2026-11-02T18:00:00+02:00,201000,T,A,,no-uuid", "bad_event_id", "event_id"),
        ("2026-11-02T18:00:00+02:00", "missing_field", "duration_ms"),
    ],
)
async def test_a_bad_line_alone_is_rejected(world: World, line: str, code: str, field: str) -> None:
    answer = await send(world, HEAD + LINE + line + "\r\n")
    found = result(answer, 1)
    assert (found["status"], found["code"], found["field"]) == ("rejected", code, field)
    assert result(answer, 0)["status"] == "accepted"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("", 422),
        (HEAD, 422),
        (HEAD + LINE * 1001, 422),
        ("title,artist\r\nT,A\r\n", 422),
        ("played_at,duration_ms,title,artist,title\r\na,b,c,d,e\r\n", 422),
        (HEAD.encode() + b"\xff\xfe", 400),
        (HEAD + '"open', 400),
        (HEAD + "x" * 200_000, 400),
    ],
)
async def test_what_is_no_log_is_refused(world: World, text: str | bytes, status: int) -> None:
    problem(await send(world, text), status)


async def test_unknown_columns_are_ignored(world: World) -> None:
    text = "mood,played_at,duration_ms,title,artist\r\nhappy,2026-11-02T18:00:00+02:00,201000,T,A\r\n"
    assert result(await send(world, text))["status"] == "accepted"
