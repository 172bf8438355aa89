"""What each process may do in Kafka."""

from confluent_kafka.admin import AclOperation, ResourceType

from injyana.admin.rights import bindings, rights
from injyana.local import processes
from kernel.topics import ALL, CONSUMERS_STARTS, DEAD_LETTERS
from stream_processors.pipeline import PIPELINE

OF_KAFKA_NOTHING = {"review", "identity", "catalogue"}
"""Processes that never speak to Kafka: what they publish goes through the outbox."""


def test_every_process_has_its_line() -> None:
    assert {process.name for process in processes.ALL} - OF_KAFKA_NOTHING == set(rights())


def test_only_topics_that_there_are_are_named() -> None:
    known = {topic.name for topic in ALL} | set(DEAD_LETTERS)
    for process, mine in rights().items():
        assert mine.reads | mine.writes <= known, process


def test_a_stage_reads_and_writes_what_the_pipeline_says_and_nothing_else() -> None:
    for process in {wire.process for wire in PIPELINE}:
        wires = [wire for wire in PIPELINE if wire.process == process]
        mine = rights()[process]
        writes = {topic.name for wire in wires for topic in (*wire.writes, *wire.keeps)}
        assert {name for name in mine.writes if not name.endswith(".dlq")} == writes | {CONSUMERS_STARTS.name}
        reads = {topic.name for wire in wires for topic in (wire.reads, *wire.keeps, *wire.knows)}
        assert mine.reads == reads | {CONSUMERS_STARTS.name}


def test_nobody_may_change_topics_or_the_list_itself() -> None:
    for binding in bindings():
        assert binding.restype is not ResourceType.BROKER
        if binding.operation is AclOperation.ALL:
            assert binding.principal == "User:CN=registry"
