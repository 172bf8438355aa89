"""What `injyana topics apply` would change."""

import pytest

from injyana.admin.topics import Found, Wanted, plan, wanted
from kernel import topics
from kernel.errors import Refused

CONFIG = {"cleanup.policy": "compact,delete", "retention.ms": "86400000"}
TOPIC = Wanted("plays", 4, 1, CONFIG)


def test_a_topic_that_agrees_needs_nothing() -> None:
    found = {"plays": Found(4, {"cleanup.policy": "delete,compact", "retention.ms": "86400000", "other": "x"})}
    assert plan([TOPIC], found) == []


def test_a_missing_topic_is_made() -> None:
    (change,) = plan([TOPIC], {})
    assert list(change.lines()) == [
        "+ plays: 4 partitions, replication 1",
        "+   cleanup.policy = compact,delete",
        "+   retention.ms = 86400000",
    ]


def test_only_what_differs_is_altered() -> None:
    (change,) = plan([TOPIC], {"plays": Found(4, CONFIG | {"retention.ms": "1"})})
    assert change.config == {"retention.ms": "86400000"}
    assert list(change.lines()) == ["~ plays", "-   retention.ms = 1", "+   retention.ms = 86400000"]


def test_partitions_may_be_added() -> None:
    (change,) = plan([TOPIC], {"plays": Found(2, CONFIG)})
    assert change.grows
    assert "+   partitions = 4" in list(change.lines())


def test_partitions_are_never_taken_away() -> None:
    with pytest.raises(Refused, match="INJYANA_PARTITIONS=8"):
        plan([TOPIC], {"plays": Found(8, CONFIG)})


def test_every_topic_and_its_dead_letters_are_wanted_with_equal_partitions() -> None:
    wishes = list(wanted(topics.ALL, 6, 3))
    assert {each.name for each in wishes} == {topic.name for topic in topics.ALL} | set(topics.DEAD_LETTERS)
    assert {each.partitions for each in wishes} == {6}
    assert {each.config["min.insync.replicas"] for each in wishes} == {"2"}


def test_one_copy_needs_no_second_in_sync() -> None:
    assert all("min.insync.replicas" not in each.config for each in wanted(topics.ALL, 4, 1))
