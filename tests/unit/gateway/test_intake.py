"""What becomes of items: told from what came before, published, remembered only after Kafka's word."""

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import httpx

from kernel.events.detections import Detection
from kernel.metrics import GATEWAY_UNKNOWN_FIELDS
from kernel.tracing import trace_id
from tests.unit.gateway.world import NOW, World, declared, play, problem, result


def statuses(answer: httpx.Response) -> list[str]:
    return [each["status"] for each in answer.json()["results"]]


async def test_a_resend_is_a_duplicate_even_with_another_sent_at(world: World) -> None:
    item = play(sent_at=(NOW - timedelta(minutes=1)).isoformat(), sequence=1)
    assert result(await world.send(item))["status"] == "accepted"
    again = item | {
        "sent_at": (NOW - timedelta(minutes=3)).isoformat(),
        "sequence": 2,
        "client": {"app": "a", "version": "2"},
    }
    assert result(await world.send(again))["status"] == "duplicate"
    assert len(world.publisher.published) == 1


async def test_the_same_moment_written_otherwise_is_the_same_play(world: World) -> None:
    item = declared(
        played_at="2026-11-02T18:30:00+02:00", metadata={"title": "Cafe\u0301", "artist": "A", "isrc": "RWA012400001"}
    )
    other = item | {
        "played_at": "2026-11-02T16:30:00.000Z",
        "event_id": item["event_id"].upper(),
        "metadata": {"title": "Café", "artist": "A", "isrc": "rw-a01-24-00001"},
    }
    assert statuses(await world.batch(item, other)) == ["accepted", "duplicate"]
    assert world.publisher.published[0].metadata is not None
    assert world.publisher.published[0].metadata.title == "Café"


async def test_an_id_of_another_source_is_a_conflict(world: World) -> None:
    item = play()
    await world.send(item)
    assert result(await world.send(item, "phone-2"))["code"] == "conflict"


async def test_duplicates_and_conflicts_within_one_request(world: World) -> None:
    item = play()
    other = item | {"duration_ms": 20_000}
    answer = await world.batch(item, item, other, play())
    assert statuses(answer) == ["accepted", "duplicate", "rejected", "accepted"]
    assert answer.json()["results"][2]["code"] == "conflict"
    assert answer.json()["summary"] == {"accepted": 2, "duplicate": 1, "rejected": 1, "retry": 0}


async def test_concurrent_resends_are_accepted_once(world: World) -> None:
    world.publisher.hold = asyncio.Event()
    item = play()
    tasks = [asyncio.create_task(world.send(item)) for _ in range(5)]
    await world.publisher.reached.wait()
    world.publisher.hold.set()
    answers = sorted([result(await task)["status"] for task in tasks])
    assert answers == ["accepted"] + ["duplicate"] * 4
    assert len(world.publisher.published) == 1


async def test_nothing_is_marked_before_kafka_has_it(world: World) -> None:
    world.publisher.hold = asyncio.Event()
    task = asyncio.create_task(world.send(play()))
    await world.publisher.reached.wait()
    assert world.memory.ids == {}
    world.publisher.hold.set()
    await task
    assert len(world.memory.ids) == 1


async def test_what_kafka_does_not_acknowledge_is_to_be_sent_again(world: World) -> None:
    lost = play()
    world.publisher.takes = lambda detection: detection.event_id != lost["event_id"]
    answer = await world.batch(play(), lost, {}, lost)
    assert statuses(answer) == ["accepted", "retry", "rejected", "retry"]
    assert int(answer.headers["retry-after"]) > 0
    assert lost["event_id"] not in world.memory.ids
    world.publisher.takes = lambda _detection: True
    assert result(await world.send(lost))["status"] == "accepted"


async def test_no_2xx_when_kafka_acknowledged_nothing(world: World) -> None:
    world.publisher.takes = lambda _detection: False
    answer = await world.batch(play(), {})
    found = problem(answer, 503)
    assert [each["status"] for each in found["results"]] == ["retry", "rejected"]
    assert int(answer.headers["retry-after"]) > 0
    assert world.memory.ids == {}


async def test_a_waiting_resend_shares_the_failure_of_the_first(world: World) -> None:
    world.publisher.hold = asyncio.Event()
    world.publisher.takes = lambda _detection: False
    item = play()
    tasks = [asyncio.create_task(world.send(item)) for _ in range(2)]
    await world.publisher.reached.wait()
    world.publisher.hold.set()
    assert [(await task).status_code for task in tasks] == [503, 503]
    assert world.publisher.published == []


async def test_a_request_of_rejected_items_alone_is_answered(world: World) -> None:
    answer = await world.batch({}, {})
    assert answer.json()["summary"]["rejected"] == 2
    assert world.memory.batches == {}


async def test_without_redis_it_goes_on(world: World) -> None:
    world.memory.away = True
    item = play()
    assert statuses(await world.batch(item, item)) == ["accepted", "duplicate"]
    assert result(await world.send(item))["status"] == "accepted"


async def test_the_clock_is_corrected_and_both_times_are_kept(world: World) -> None:
    item = play(played_at="1970-01-01T00:10:00Z", sent_at="1970-01-01T00:15:00Z")
    assert result(await world.send(item))["status"] == "accepted"
    made = world.publisher.published[0]
    assert made.played_at == NOW - timedelta(minutes=5)
    assert made.received_at == NOW
    assert made.sent_at is not None
    assert NOW - made.sent_at == timedelta(milliseconds=made.skew_ms)


async def test_what_is_published(world: World) -> None:
    parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    item = play(location={"lat": -1.95, "lon": 30.06, "accuracy_m": 5}, venue_id="bar-1")
    answer = await world.request("POST", "/api/v1/plays", json=item, headers={"traceparent": parent})
    made = world.publisher.published[0]
    assert isinstance(made, Detection)
    assert (made.source_id, made.venue_id, made.district) == ("phone-1", "bar-1", "Nyarugenge")
    assert made.batch_id == answer.json()["batch_id"]
    assert trace_id(world.publisher.traces[0]) == "0af7651916cd43dd8448eb211c80319c"
    assert world.publisher.traces[0] != parent


async def test_unknown_fields_are_ignored_and_counted(world: World) -> None:
    before = GATEWAY_UNKNOWN_FIELDS._value.get()
    item = play(mood="happy", location={"lat": 0, "lon": 0, "altitude": 1})
    assert result(await world.send(item))["status"] == "accepted"
    assert GATEWAY_UNKNOWN_FIELDS._value.get() - before == 2
    assert result(await world.send(play(mood=1, duration_ms=1)))["code"] == "bad_duration"


async def test_logs_by_hand(world: World) -> None:
    log = {"played_at": NOW.isoformat(), "duration_ms": 180_000, "title": "T", "artist": "A", "venue_id": "bar-1"}
    path = "/api/v1/plays/manual"
    first = result(await world.request("POST", path, json=log))
    assert first["status"] == "accepted"
    assert result(await world.request("POST", path, json=log)) == first | {"status": "duplicate"}
    by_song = {"played_at": NOW.isoformat(), "duration_ms": 180_000, "song_id": "song-1", "event_id": str(uuid4())}
    assert result(await world.request("POST", path, json=by_song))["status"] == "accepted"
    assert [made.kind for made in world.publisher.published] == ["manual", "manual"]
    found = result(await world.request("POST", path, json=log | {"artist": None}))
    assert (found["code"], found["field"]) == ("missing_field", "artist")
    found = result(await world.request("POST", path, json=log | {"artist": "A\x01"}))
    assert (found["code"], found["field"]) == ("bad_metadata", "metadata.artist")
    found = result(await world.request("POST", path, json={"played_at": NOW.isoformat(), "duration_ms": 180_000}))
    assert found["code"] == "no_content"


async def test_what_became_of_a_batch(world: World) -> None:
    batch = (await world.batch(play(), play(), play(), {})).json()["batch_id"]
    path = f"/api/v1/batches/{batch}"
    state = (await world.request("GET", path)).json()
    assert (state["accepted"], state["in_flight"], state["recognised"]) == (3, 3, 0)
    ids = [UUID(made.event_id) for made in world.publisher.published]
    world.ledger.outcomes = dict(zip(ids, ("play", "unrecognised", "dead"), strict=True))
    state = (await world.request("GET", path)).json()
    expected = {"accepted": 3, "in_flight": 0, "recognised": 1, "unrecognised": 1, "dead_letters": 1}
    assert {name: state[name] for name in expected} == expected
    problem(await world.request("GET", path, "phone-2"), 404)
    problem(await world.request("GET", f"/api/v1/batches/{uuid4()}"), 404)
    problem(await world.request("GET", "/api/v1/batches/none"), 404)
    world.ledger.away = True
    assert int((await world.request("GET", path)).headers["retry-after"]) > 0
    problem(await world.request("GET", path), 503)


async def test_a_forgotten_batch_is_found_in_the_ledger(world: World) -> None:
    batch = (await world.send(play())).json()["batch_id"]
    world.memory.batches.clear()
    world.ledger.known = {(batch, "phone-1"): (4, 1)}
    state = (await world.request("GET", f"/api/v1/batches/{batch}")).json()
    assert (state["accepted"], state["recognised"], state["unrecognised"]) == (None, 4, 1)
    problem(await world.request("GET", f"/api/v1/batches/{batch}", "phone-2"), 404)
