"""Defects of a stage, and the checks that catch them: outputs, state and dead letters by id."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from injyana.local.settings import LocalSettings
from kernel.kafka import transactional_producer
from tests.faults.planted import DEFECT, MOMENT, caught
from tests.faults.planted.takeover_program import A_THIRD
from tests.integration.kernel.toy import KILLED, Toy, events, toy
from tests.integration.kernel.toy_stage import BAD_ID
from tests.integration.topics import Reader
from tests.waiting import wait_until

EVENTS = 1_500
ONE_KEY = 1


@pytest.fixture
def stage(stack: LocalSettings, tmp_path: Path) -> Iterator[Toy]:
    with toy(stack, tmp_path) as made:
        made.module = "tests.faults.planted.stage_program"
        yield made


def totals_of(ids: range, keys: int = 300) -> Counter[str]:
    return Counter(event.id for event in events(ids, keys))


def until_all_is_processed(stage: Toy) -> None:
    """Until an event behind all others is in the output: what is missing then never comes."""
    stage.send(events(range(10_000, 10_300)))  # one for each key, and so for each partition

    def seen() -> bool:
        stage.revive()
        stage.output.read()
        found = (stage.output_codec.decode(record.value).cause for record in stage.output.records)
        return {str(number) for number in range(10_000, 10_300)} <= set(found)

    wait_until(seen, 60, "the events behind all others")


@pytest.mark.parametrize("defect", ["", "outputs_outside", "state_outside", "faust_commits"])
def test_each_event_once_though_the_worker_dies_before_the_position(stage: Toy, tmp_path: Path, defect: str) -> None:
    stage.environment |= {DEFECT: defect, MOMENT: str(tmp_path / "moment")}
    stage.send(events(range(EVENTS)))
    stage.start("a")
    assert stage.workers["a"].wait(60) == KILLED
    stage.start("a")
    until_all_is_processed(stage)
    with caught(defect):
        assert stage.causes() == {str(number): 1 for number in [*range(EVENTS), *range(10_000, 10_300)]}
        assert stage.totals() == totals_of(range(EVENTS)) + totals_of(range(10_000, 10_300))


@pytest.mark.parametrize("defect", ["", "read_uncommitted"])
def test_what_was_aborted_is_never_seen(stage: Toy, tmp_path: Path, defect: str) -> None:
    (tmp_path / "moment").touch()
    stage.environment |= {DEFECT: defect, MOMENT: str(tmp_path / "moment")}
    producer = transactional_producer(stage.stack.kafka, f"{stage.name}.aborts")
    producer.init_transactions(10)
    producer.begin_transaction()
    for event in events(range(20_000, 20_100)):
        producer.produce(stage.source.name, stage.codec.encode(event), event.id)
    producer.flush(10)
    producer.abort_transaction(10)
    stage.send(events(range(EVENTS)))
    stage.start("a")
    until_all_is_processed(stage)
    with caught(defect):
        assert set(stage.causes()) == {str(number) for number in [*range(EVENTS), *range(10_000, 10_300)]}


@pytest.mark.parametrize("defect", ["", "twice_in_state", "letters_dropped"])
def test_poison_is_put_aside_and_its_neighbours_count_once(stage: Toy, tmp_path: Path, defect: str) -> None:
    (tmp_path / "moment").touch()
    stage.environment |= {DEFECT: defect, MOMENT: str(tmp_path / "moment")}
    stage.send(events(range(EVENTS)))
    bad = next(events(range(1))).evolve(id=BAD_ID)
    for _ in range(10):
        stage.put(next(events(range(1))).id.encode(), stage.codec.encode(bad))
    stage.send(events(range(EVENTS, EVENTS + 100)))
    stage.start("a")
    until_all_is_processed(stage)
    dead = Reader(stage.stack.kafka, stage.source.dlq)
    dead.read_to_end()
    dead.close()
    with caught(defect):
        assert len(dead.records) == 10
        assert stage.totals() == totals_of(range(EVENTS + 100)) + totals_of(range(10_000, 10_300))


@pytest.mark.parametrize("defect", ["", "random_transactional_id", "no_position_check"])
def test_a_partition_that_changes_hands(stage: Toy, defect: str) -> None:
    stage.send(events(range(3 * A_THIRD), ONE_KEY))
    source = Reader(stage.stack.kafka, stage.source.name)
    source.until(3 * A_THIRD)
    source.close()
    names = [stage.source.name, stage.target.name, stage.kept.name, stage.name, str(source.records[0].partition)]
    environment = os.environ | stage.stack.environment() | {DEFECT: defect}
    command = [sys.executable, "-m", "tests.faults.planted.takeover_program", *names]
    subprocess.run(command, env=environment, check=True, timeout=120)
    with caught(defect):
        assert stage.causes() == {str(number): 1 for number in range(3 * A_THIRD)}
        assert stage.totals() == totals_of(range(3 * A_THIRD), ONE_KEY)
