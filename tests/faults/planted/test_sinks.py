"""Defects of sinks, and the checks that catch them: what a store holds, once each."""

import os
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from confluent_kafka import Producer

from injyana.local.settings import LocalSettings
from kernel.kafka import producer_config
from tests.faults.planted import DEFECT, MOMENT, caught
from tests.faults.planted.ledger_program import PLAYS
from tests.faults.planted.sink_program import read
from tests.integration.kernel.toy import KILLED
from tests.integration.topics import own_topics
from tests.waiting import wait_until

VALUES = 60


@pytest.mark.parametrize("defect", ["", "kafka_first"])
def test_each_record_once_in_the_store_though_the_sink_dies(stack: LocalSettings, tmp_path: Path, defect: str) -> None:
    topic, path = f"test-{uuid4().hex}", tmp_path / "stored.json"
    environment = os.environ | stack.environment() | {DEFECT: defect, MOMENT: str(tmp_path / "moment")}
    command = [sys.executable, "-m", "tests.faults.planted.sink_program", topic, str(path)]
    producer = Producer(producer_config(stack.kafka))
    with own_topics(stack.kafka, [topic], [], 1), (tmp_path / "log").open("wb") as log:
        for number in range(VALUES):
            producer.produce(topic, str(number).encode(), b"key")
        assert producer.flush(30) == 0
        assert subprocess.run(command, env=environment, stderr=log, timeout=90, check=False).returncode == KILLED
        second = subprocess.Popen(command, env=environment, stderr=log)
        try:
            wait_until(lambda: read(path).values[-1:] == [str(VALUES - 1)], 90, "the last value in the store")
            with caught(defect):
                assert read(path).values == [str(number) for number in range(VALUES)]
        finally:
            second.kill()
            second.wait(10)


@pytest.mark.parametrize("defect", ["", "claims_unasked"])
def test_each_id_once_in_the_ledger(stack: LocalSettings, database: str, defect: str) -> None:
    command = [sys.executable, "-m", "tests.faults.planted.ledger_program", database]
    environment = os.environ | stack.environment() | {DEFECT: defect}
    subprocess.run(command, env=environment, timeout=90, check=True)
    with psycopg.connect(database) as connection, caught(defect):
        row = connection.execute("SELECT count(*), count(DISTINCT event_id) FROM play_events").fetchone()
        assert row == (PLAYS, PLAYS)
