"""Versions and their schedule on PostgreSQL, and from there to Kafka by the relay."""

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from injyana.local.settings import LocalSettings
from kernel import outbox
from kernel.codec import Codecs
from kernel.compacted import CompactedReader
from kernel.errors import BadModel, Refused
from kernel.events.models import FraudModel, ModelSchedule, ScheduledModel
from kernel.events.sources import SourceType
from kernel.registry import Registry
from kernel.topics import FRAUD_MODELS, FRAUD_SCHEDULE, Topic
from ledger.connection import connected
from stream_processors.fraud.models.bundle import Bundle
from stream_processors.fraud.models.schedule import KEY, ScheduledModels, in_order
from tests.integration.topics import own_topics, register
from tests.unit.fraud_models.made import NOON, models
from tests.waiting import wait_until
from training import files, promotion

MINUTE = timedelta(minutes=1)

Topics = tuple[Topic[FraudModel], Topic[ModelSchedule]]


class Desk:
    """Somebody who trains and promotes."""

    def __init__(self, database: str, codecs: Codecs) -> None:
        self.database = database
        self.codecs = codecs

    def trained(self, seed: int) -> list[FraudModel]:
        made = models(seed=seed)
        with connected(self.database) as connection:
            promotion.keep(connection, Bundle.read(made), "mutesi")
        return made

    def promote(self, made: list[FraudModel], minute: float = 0, **told: Any) -> promotion.Change:
        with connected(self.database) as connection:
            return promotion.promote(connection, made, self.codecs, by="mutesi", now=NOON + minute * MINUTE, **told)

    def rollback(self, minute: float) -> promotion.Change:
        with connected(self.database) as connection:
            return promotion.rollback(connection, self.codecs, by="gasana", now=NOON + minute * MINUTE)

    def live(self, minute: float) -> tuple[str | None, str | None]:
        with connected(self.database) as connection:
            entry = promotion.in_force(promotion.changes(connection), NOON + minute * MINUTE)
        return (entry.live, entry.shadow) if entry else (None, None)

    def schedule(self) -> ModelSchedule:
        """The newest schedule in the outbox."""
        with psycopg.connect(self.database) as connection:
            rows = [row for row in outbox.after(connection, 0, 1000) if row.topic == FRAUD_SCHEDULE.name]
        return self.codecs.get(FRAUD_SCHEDULE).decode(rows[-1].value)


@pytest.fixture
def desk(stack: LocalSettings, database: str) -> Iterator[Desk]:
    registry = Registry(stack.registry)
    yield Desk(database, Codecs(registry))
    registry.close()


def test_a_promotion_is_told_a_minute_before_with_its_models_first(desk: Desk) -> None:
    made = desk.trained(1)
    change = desk.promote(made, reason="a first start")
    assert change.since == NOON + MINUTE
    assert desk.live(0.9) == (None, None)
    assert desk.live(1) == (made[0].version, None)
    with psycopg.connect(desk.database) as connection:
        rows = outbox.after(connection, 0, 1000)
    assert [row.topic for row in rows] == [FRAUD_MODELS.name, FRAUD_SCHEDULE.name]
    assert rows[0].key == f"{made[0].version}|phone"
    assert desk.codecs.get(FRAUD_MODELS).decode(rows[0].value) == made[0]
    (entry,) = desk.schedule().models
    assert (entry.since, entry.live, entry.shadow) == (change.since, made[0].version, None)


def test_rolling_back_goes_back_one_by_one_to_the_rules_alone(desk: Desk) -> None:
    first, second, third = (desk.trained(seed) for seed in (1, 2, 3))
    for minute, made in ((0, first), (10, second), (20, third)):
        desk.promote(made, minute)
    assert desk.rollback(30).live == second[0].version
    assert desk.rollback(40).live == first[0].version
    desk.promote(third, 50)
    assert desk.rollback(60).live == first[0].version
    assert desk.rollback(70).live is None
    assert desk.live(71) == (None, None)
    with pytest.raises(Refused, match="no model is live"):
        desk.rollback(80)
    lives = [entry.live for entry in desk.schedule().models]
    versions = [made[0].version for made in (first, second, third, second, first, third, first)]
    assert lives == [*versions, None]


def test_a_shadow_scores_beside_the_live_one_until_it_is_promoted_or_taken_away(desk: Desk) -> None:
    first, second = desk.trained(1), desk.trained(2)
    desk.promote(first)
    desk.promote(second, 10, shadow=True)
    assert desk.live(11) == (first[0].version, second[0].version)
    with pytest.raises(Refused, match="the shadow"):
        desk.promote(second, 12, shadow=True)
    desk.promote(second, 20)
    assert desk.live(21) == (second[0].version, None)
    desk.promote(first, 30, shadow=True)
    with connected(desk.database) as connection:
        promotion.no_shadow(connection, desk.codecs, by="gasana", now=NOON + 40 * MINUTE)
    assert desk.live(41) == (second[0].version, None)
    assert desk.rollback(50).live == first[0].version


def test_what_was_to_come_is_replaced_by_what_is_decided_later_for_before(desk: Desk) -> None:
    first, second = desk.trained(1), desk.trained(2)
    desk.promote(first, at=NOON + timedelta(days=1))
    desk.promote(second, 5)
    assert [entry.live for entry in desk.schedule().models] == [second[0].version]
    assert desk.live(24 * 60 + 1) == (second[0].version, None)


def test_what_cannot_be_is_refused_and_changes_nothing(desk: Desk, tmp_path: Path) -> None:
    made = desk.trained(1)
    with pytest.raises(Refused, match="too soon"):
        desk.promote(made, at=NOON + timedelta(seconds=59))
    with pytest.raises(Refused, match="nobody trained"):
        desk.promote(models(seed=2))
    with pytest.raises(BadModel, match="SHA-256"):
        desk.promote([made[0].evolve(arrays=made[0].arrays + b"x")])
    with pytest.raises(Refused, match="is not here"):
        files.read(tmp_path, "20261102-0badcafe")
    with pytest.raises(Refused, match="no version"):
        files.read(tmp_path, "../secrets")
    with psycopg.connect(desk.database) as connection:
        assert outbox.after(connection, 0, 10) == []
    desk.promote(made)
    with pytest.raises(Refused, match="already"):
        desk.promote(made, 5)
    assert len(desk.schedule().models) == 1


def test_files_come_back_and_changed_ones_are_refused(tmp_path: Path) -> None:
    made = models(SourceType.PHONE, SourceType.VENUE)
    folder = files.write(tmp_path, made)
    assert folder == tmp_path / "models" / made[0].version
    assert files.read(tmp_path, made[0].version) == made
    assert files.present(tmp_path, made[0].version)
    arrays = folder / "phone.npz"
    arrays.write_bytes(arrays.read_bytes()[:-1] + b"\x00\x01")
    with pytest.raises(BadModel, match="SHA-256"):
        Bundle.read(files.read(tmp_path, made[0].version))
    (folder / "manifest.json").write_text("{")
    with pytest.raises(BadModel, match="cannot be read"):
        files.read(tmp_path, made[0].version)


@pytest.mark.parametrize("table", ["fraud_models", "fraud_schedule"])
@pytest.mark.parametrize("change", ["UPDATE {} SET made_by = 'x'", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_what_was_decided_stays(desk: Desk, table: str, change: str) -> None:
    desk.promote(desk.trained(1))
    with psycopg.connect(desk.database) as connection, pytest.raises(psycopg.errors.RestrictViolation):
        connection.execute(change.format(table))


def test_promotions_at_once_come_one_after_the_other(desk: Desk) -> None:
    made = [desk.trained(seed) for seed in range(1, 7)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda pair: desk.promote(pair[1], pair[0] * 10), enumerate(made)))
    with connected(desk.database) as connection:
        decided = promotion.changes(connection)
    assert len(decided) == len(made)
    expected = [
        entry.live for entry in in_order(ScheduledModel(since=each.since, live=each.live) for each in decided).models
    ]
    assert [entry.live for entry in desk.schedule().models] == expected


@pytest.fixture
def topics(stack: LocalSettings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Topics]:
    """Topics of the test's own for models and schedule, in place of those that all tests share."""
    name = uuid4().hex[:8]
    own_models, own_schedule = (
        replace(FRAUD_MODELS, name=f"models-{name}"),
        replace(FRAUD_SCHEDULE, name=f"plan-{name}"),
    )
    with own_topics(stack.kafka, [own_models.name, own_schedule.name], [], 2):
        for topic in (own_models, own_schedule):
            register(stack.registry, topic)
        monkeypatch.setattr(promotion, "FRAUD_MODELS", own_models)
        monkeypatch.setattr(promotion, "FRAUD_SCHEDULE", own_schedule)
        yield own_models, own_schedule


@pytest.fixture
def relay(stack: LocalSettings, database: str, tmp_path: Path) -> Iterator[None]:
    name = f"outbox-{uuid4().hex[:8]}"
    environment = {**os.environ, **stack.environment(), "INJYANA_DATABASE": database, "INJYANA_OUTBOX": name}
    with (tmp_path / "relay.log").open("wb") as log:
        running = subprocess.Popen(
            [sys.executable, "-c", "from kernel.relay import main; main()"], env=environment, stderr=log
        )
    yield
    running.kill()
    running.wait(10)


@pytest.mark.usefixtures("relay")
def test_a_worker_reads_what_the_relay_publishes(stack: LocalSettings, desk: Desk, topics: Topics) -> None:
    """Promotion -> outbox -> relay -> Kafka -> the model that judges, and back by a rollback."""
    versions = CompactedReader(stack.kafka, topics[0], desk.codecs.get(topics[0]))
    schedules = CompactedReader(stack.kafka, topics[1], desk.codecs.get(topics[1]))
    worker = ScheduledModels(schedules, versions)

    def judges(at: datetime) -> str | None:
        scorer = worker.live(SourceType.PHONE, at)
        return scorer.version if scorer else None

    def entries() -> int:
        schedule = schedules.get(KEY)
        return len(schedule.models) if schedule else 0

    try:
        for reader in (versions, schedules):
            reader.start()
            assert reader.wait(30)
        made = desk.trained(1)
        change = desk.promote(made)
        wait_until(lambda: entries() == 1 and versions.values(), 60, "the promotion in the worker")
        assert judges(change.since) == made[0].version
        assert judges(change.since - timedelta(milliseconds=1)) is None
        back = desk.rollback(10)
        wait_until(lambda: entries() == 2, 60, "the rollback in the worker")
        assert judges(back.since) is None
        assert judges(change.since) == made[0].version
    finally:
        versions.stop()
        schedules.stop()
