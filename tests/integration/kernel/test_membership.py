"""Workers that are told to stop leave their group at once; those that die are waited for."""

import signal
import uuid
from pathlib import Path

from confluent_kafka.admin import ConsumerGroupDescription

from injyana.local.settings import LocalSettings
from kernel.kafka import admin_client
from kernel.membership import leave
from kernel.settings import Settings
from kernel.sink import sink_consumer
from tests.integration.kernel.toy import Toy, events
from tests.integration.topics import own_topics
from tests.waiting import wait_until


def members(stack: LocalSettings, group: str) -> set[str]:
    """The static members that the broker counts in the group now."""
    admin = admin_client(stack.kafka)
    found: ConsumerGroupDescription = admin.describe_consumer_groups([group])[group].result(10)
    return {str(member.group_instance_id) for member in found.members}


def test_a_stage_leaves_when_it_is_told_to_stop_and_stays_when_it_dies(stage: Toy) -> None:
    stage.send(events(range(10)))
    stage.start("a", "b")
    wait_until(lambda: len(members(stage.stack, stage.name)) == 2, 60, "two members")
    stage.workers["a"].kill()
    stage.workers.pop("a").wait(10)
    assert members(stage.stack, stage.name) == {f"{stage.name}-a", f"{stage.name}-b"}
    stage.signal("b", signal.SIGTERM)
    assert stage.workers.pop("b").wait(10) == 0
    assert f"{stage.name}-b" not in members(stage.stack, stage.name)


def test_a_sinks_consumer_is_taken_out_of_its_group(stack: LocalSettings, tmp_path: Path) -> None:
    group = f"leaving-{uuid.uuid4().hex[:8]}"
    with own_topics(stack.kafka, [group], [], 2):
        consumer = sink_consumer(Settings(kafka=stack.kafka, state_dir=tmp_path), group)
        consumer.subscribe([group])
        wait_until(lambda: consumer.poll(0.1) is None and bool(consumer.assignment()), 60, "partitions")
        member_id = consumer.memberid()
        consumer.close()
        assert members(stack, group) == {f"{group}-0"}
        leave(stack.kafka, group, member_id)
        assert members(stack, group) == set()
        leave(stack.kafka, group, member_id)  # of nobody: said in the log, and nothing else


def test_where_no_broker_hears_it_the_end_is_not_held_up() -> None:
    leave("127.0.0.1:9", "a group", "a member")
