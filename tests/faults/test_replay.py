"""A group that reads its topics from the beginning once more: everything comes twice, and nothing counts twice."""

from collections.abc import Sequence
from datetime import UTC, datetime

import psycopg
import pytest
from confluent_kafka import ConsumerGroupTopicPartitions, TopicPartition
from confluent_kafka.admin import AdminClient

from injyana.local import programs
from injyana.reconcile.passing import AGGREGATION, FRAUD, LEDGER, LIVE, RECOGNITION
from sinks.redis.sink import RedisSink
from sinks.timescale.sink import TimescaleSink
from tests.faults.harness.command import injyana
from tests.faults.harness.own_stack import start
from tests.faults.harness.quiet import READ, until_quiet
from tests.faults.harness.report import Tally
from tests.faults.harness.rig import Rig
from tests.waiting import wait_until

TOPICS: dict[str, Sequence[str]] = READ | {LEDGER: TimescaleSink.topics, LIVE: RedisSink.topics}
PLAYS = 400
"""All of them come a second time."""


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("group", [RECOGNITION, FRAUD, LEDGER, LIVE])
def test_a_full_replay_changes_nothing(rig: Rig, tally: Tally, group: str) -> None:
    since = datetime.now(UTC)
    with rig.under_load(f"replay {group}") as context:
        context.fleet.until_acknowledged(PLAYS)
    until_quiet(rig.stack.local)

    rig.stack.supervisor.stop_program(programs.PROCESSES, group)
    rewind(rig, group)
    start(rig.stack)

    found = rig.account(context.fleet, since)
    tally.accounts.append(found)
    assert found.faults() == {}


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_an_aggregation_that_was_rewound_alone_is_found_and_mended(rig: Rig, tally: Tally) -> None:
    """The one that adds up: whoever rewinds it counts twice, and reconciliation says so and corrects it."""
    since = datetime.now(UTC)
    with rig.under_load("replay aggregation") as context:
        context.fleet.until_acknowledged(PLAYS)
    until_quiet(rig.stack.local)

    rig.stack.supervisor.stop_program(programs.PROCESSES, AGGREGATION)
    rewind(rig, AGGREGATION)
    start(rig.stack)
    doubled = rig.account(context.fleet, since)
    assert not doubled.fates.faults()
    assert doubled.totals["the streamed totals"]

    assert injyana(rig.stack.local, "reconcile", "--all", "--json").returncode == 1
    assert injyana(rig.stack.local, "reconcile", "--all", "--repair", "--json").returncode == 0
    found = rig.account(context.fleet, since)
    tally.accounts.append(found)
    assert found.faults() == {}


def rewind(rig: Rig, group: str) -> None:
    """Sets the positions of a stopped group to the beginning, where it keeps them."""
    if group == LEDGER:
        with psycopg.connect(rig.stack.local.database) as connection:
            connection.execute("UPDATE sink_offsets SET next_offset = 0 WHERE sink = %s", (group,))
    admin = AdminClient({"bootstrap.servers": rig.stack.local.kafka})
    places = [
        TopicPartition(topic, number, 0) for topic in TOPICS[group] for number in range(rig.stack.local.partitions)
    ]

    def moved() -> bool:
        """Refused as long as the group still has a member, which a static one is until its session ends."""
        asked = admin.alter_consumer_group_offsets([ConsumerGroupTopicPartitions(group, places)])
        return all(each.error is None for each in asked[group].result(10).topic_partitions)

    wait_until(moved, 60, f"the positions of {group} at the beginning")
