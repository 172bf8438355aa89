"""The gateway's process on real Kafka, Redis and PostgreSQL."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from injyana.local.settings import LocalSettings
from kernel.clock import system_clock
from kernel.topics import DETECTIONS_RAW
from kernel.tracing import TRACEPARENT, header, trace_id
from tests.integration.gateway.running import Running, codec_of, free_port, running, takes_at_most
from tests.integration.topics import Found, Reader
from tests.unit.gateway.world import declared as good
from tests.unit.gateway.world import problem, result


def play(**changes: Any) -> dict[str, Any]:
    return good(played_at=(system_clock() - timedelta(minutes=10)).isoformat()) | changes


def found(gateway: Running, topic: str) -> list[Found]:
    reader = Reader(gateway.stack.kafka, topic)
    reader.read_to_end()
    return reader.records


@pytest.fixture(scope="module")
def gateway(stack: LocalSettings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(stack, tmp_path_factory.mktemp("keys"), header_seconds=1, body_seconds=1) as made:
        yield made


def test_what_is_accepted_is_in_kafka(gateway: Running) -> None:
    parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    live, late = play(), play(played_at=(system_clock() - timedelta(days=2)).isoformat())
    with gateway.client() as client:
        answer = client.post("/api/v1/batch/plays", json={"plays": [live, {}, late]}, headers={TRACEPARENT: parent})
    assert [each["status"] for each in answer.json()["results"]] == ["accepted", "rejected", "accepted"]
    codec = codec_of(DETECTIONS_RAW, gateway.stack.registry)
    by_id = {codec.decode(each.value).event_id: each for each in found(gateway, gateway.live)}
    record = by_id[live["event_id"]]
    assert record.key == gateway.source.source_id.encode()
    assert trace_id(header(record.headers, TRACEPARENT)) == "0af7651916cd43dd8448eb211c80319c"
    detection = codec.decode(record.value)
    assert detection.batch_id == answer.json()["batch_id"]
    assert detection.metadata is not None
    assert detection.metadata.title == "Amahoro"
    assert late["event_id"] not in by_id
    assert late["event_id"] in {codec.decode(each.value).event_id for each in found(gateway, gateway.late)}


def test_resends_conflicts_and_the_state_of_a_batch(gateway: Running) -> None:
    item = play()
    with gateway.client() as client:
        first = client.post("/api/v1/plays", json=item)
        assert result(first)["status"] == "accepted"
        assert result(client.post("/api/v1/plays", json=item))["status"] == "duplicate"
        assert result(client.post("/api/v1/plays", json=item | {"duration_ms": 20_000}))["code"] == "conflict"
        state = client.get(f"/api/v1/batches/{first.json()['batch_id']}").json()
        assert (state["accepted"], state["in_flight"], state["dead_letters"]) == (1, 1, 0)
        problem(client.get("/api/v1/batches/01a20352-dcaa-7ca3-af0d-ae73129b3ae1"), 404)


def test_concurrent_resends_reach_kafka_once(gateway: Running) -> None:
    items = [play() for _ in range(20)]
    with gateway.client() as client, ThreadPoolExecutor(8) as threads:
        answers = list(
            threads.map(lambda _: client.post("/api/v1/batch/plays", json={"plays": items}).json()["results"], range(8))
        )
    fates = Counter(each["status"] for answer in answers for each in answer)
    assert fates == {"accepted": 20, "duplicate": 140}
    codec = codec_of(DETECTIONS_RAW, gateway.stack.registry)
    ids = Counter(codec.decode(each.value).event_id for each in found(gateway, gateway.live))
    assert [ids[item["event_id"]] for item in items] == [1] * 20


def test_no_2xx_for_what_kafka_does_not_acknowledge(stack: LocalSettings, tmp_path: Path) -> None:
    with running(stack, tmp_path, delivery_seconds=1.5) as gateway, gateway.client() as client:
        takes_at_most(stack, gateway.live, 10)
        item = play()
        answer = client.post("/api/v1/plays", json=item)
        assert [each["status"] for each in problem(answer, 503)["results"]] == ["retry"]
        assert int(answer.headers["retry-after"]) > 0
        late = play(played_at=(system_clock() - timedelta(days=2)).isoformat())
        mixed = client.post("/api/v1/batch/plays", json={"plays": [item, late]})
        assert [each["status"] for each in mixed.json()["results"]] == ["retry", "accepted"]
        assert found(gateway, gateway.live) == []
        takes_at_most(stack, gateway.live, 1_000_000)
        deadline = time.monotonic() + 30
        while (answer := client.post("/api/v1/plays", json=item)).status_code == 503:
            assert time.monotonic() < deadline
        assert result(answer)["status"] == "accepted"
        assert len(found(gateway, gateway.live)) == 1


def test_without_redis_it_goes_on(stack: LocalSettings, tmp_path: Path) -> None:
    away = f"redis://127.0.0.1:{free_port()}/0"
    with running(stack, tmp_path, redis=away) as gateway, gateway.client() as client:
        item = play()
        answers = [client.post("/api/v1/plays", json=item) for _ in range(3)]
        assert [result(answer)["status"] for answer in answers] == ["accepted"] * 3
        assert int(answers[2].headers["ratelimit-remaining"]) < int(answers[0].headers["ratelimit-limit"])
        assert len(found(gateway, gateway.live)) == 3


def test_without_postgresql_only_the_state_of_a_batch_is_503(stack: LocalSettings, tmp_path: Path) -> None:
    away = f"postgresql://injyana:x@127.0.0.1:{free_port()}/injyana"
    with running(stack, tmp_path, database=away) as gateway, gateway.client() as client:
        answer = client.post("/api/v1/plays", json=play())
        assert result(answer)["status"] == "accepted"
        state = client.get(f"/api/v1/batches/{answer.json()['batch_id']}")
        problem(state, 503)
        assert int(state.headers["retry-after"]) > 0


def test_it_ends_in_order(stack: LocalSettings, tmp_path: Path) -> None:
    with running(stack, tmp_path, drain_seconds=1) as gateway:
        fates: list[tuple[dict[str, Any], int]] = []
        refused = threading.Event()

        def send() -> None:
            with gateway.client() as client:
                while True:
                    item = play()
                    try:
                        fates.append((item, client.post("/api/v1/plays", json=item).status_code))
                    except httpx.TransportError:
                        refused.set()
                        return

        threads = [threading.Thread(target=send) for _ in range(4)]
        for thread in threads:
            thread.start()
        assert gateway.stop() == 0
        for thread in threads:
            thread.join(20)
        assert refused.is_set()
        codec = codec_of(DETECTIONS_RAW, stack.registry)
        there = {codec.decode(each.value).event_id for each in found(gateway, gateway.live)}
        assert {status for _, status in fates} == {200}
        assert {item["event_id"] for item, _ in fates} <= there


def answer_of(gateway: Running, sent: bytes) -> bytes:
    """All that a bare connection is answered until it is closed."""
    with gateway.connect() as connection:
        connection.sendall(sent)
        parts = []
        while part := connection.recv(65_536):
            parts.append(part)
        return b"".join(parts)


def head(gateway: Running, length: int) -> bytes:
    token = gateway.headers()["Authorization"]
    return (
        f"POST /api/v1/plays HTTP/1.1\r\nHost: x\r\nAuthorization: {token}\r\nConnection: close\r\n"
        f"Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
    ).encode()


def test_slow_headers_are_408(gateway: Running) -> None:
    assert answer_of(gateway, b"").startswith(b"HTTP/1.1 408")
    assert answer_of(gateway, b"POST /api/v1/plays HTTP/1.1\r\nHost:").startswith(b"HTTP/1.1 408")


def test_endless_headers_are_431(gateway: Running) -> None:
    assert answer_of(gateway, b"GET / HTTP/1.1\r\nX: " + b"x" * 100_000).startswith(b"HTTP/1.1 431")


def test_a_body_shorter_than_its_length_is_408(gateway: Running) -> None:
    answer = answer_of(gateway, head(gateway, 1000) + b"{}")
    assert answer.startswith(b"HTTP/1.1 408")
    assert b"slow-body" in answer


def test_a_body_longer_than_its_length_is_cut(gateway: Running) -> None:
    answer = answer_of(gateway, head(gateway, 2) + b"{}" + b"x" * 50)
    assert answer.startswith((b"HTTP/1.1 200", b"HTTP/1.1 400"))


@pytest.mark.parametrize("length", ["-1", "abc", "1e3", "99999999999999999999999"])
def test_a_length_that_is_none_is_refused(gateway: Running, length: str) -> None:
    request = head(gateway, 7).replace(b"Content-Length: 7", f"Content-Length: {length}".encode())
    assert answer_of(gateway, request + b"{}").split(b" ")[1] in (b"400", b"413")
