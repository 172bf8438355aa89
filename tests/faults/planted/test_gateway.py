"""Defects of the gateway, and the check that catches them: an answer that is final means that Kafka has the play."""

from datetime import timedelta
from pathlib import Path

import pytest

from injyana.local.settings import LocalSettings
from kernel.clock import system_clock
from kernel.topics import DETECTIONS_RAW
from tests.faults.planted import DEFECT, caught
from tests.integration.gateway.running import Running, codec_of, running, takes_at_most
from tests.integration.topics import Reader
from tests.unit.gateway.world import declared

TOO_SMALL, ENOUGH = 80, 1_000_000
PLAYS = 20


def in_kafka(gateway: Running) -> list[str]:
    """The ids in the topic, each as often as it is there."""
    reader = Reader(gateway.stack.kafka, gateway.live)
    reader.read_to_end()
    reader.close()
    codec = codec_of(DETECTIONS_RAW, gateway.stack.registry)
    return [str(codec.decode(record.value).event_id) for record in reader.records]


@pytest.mark.parametrize("defect", ["", "marked_before_delivery", "answered_before_the_acknowledgement"])
def test_what_got_a_final_answer_is_in_kafka_once(
    stack: LocalSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, defect: str
) -> None:
    """Kafka refuses for a while; the sender sends again what has no final answer, and nothing else."""
    monkeypatch.setenv(DEFECT, defect)
    played_at = (system_clock() - timedelta(minutes=10)).isoformat()
    plays = [declared(played_at=played_at) for _ in range(PLAYS)]
    final: set[str] = set()
    with running(stack, tmp_path, "tests.faults.planted.gateway_program", delivery_seconds=2) as gateway:
        takes_at_most(stack, gateway.live, TOO_SMALL)
        for limit in (None, ENOUGH):
            if limit is not None:
                takes_at_most(stack, gateway.live, limit)
            left = [play for play in plays if play["event_id"] not in final]
            if left:
                with gateway.client() as client:
                    answer = client.post("/api/v1/batch/plays", json={"plays": left}).json()
                results = zip(left, answer.get("results", []), strict=bool("results" in answer))
                final |= {play["event_id"] for play, said in results if said["status"] in ("accepted", "duplicate")}
        assert gateway.stop() == 0
        with caught(defect):
            assert sorted(in_kafka(gateway)) == sorted(play["event_id"] for play in plays)
