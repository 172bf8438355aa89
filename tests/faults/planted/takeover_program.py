"""A partition changes hands while its former owner still works: python -m tests.faults.planted.takeover_program …

INPUT OUTPUT TOTALS GROUP PARTITION
"""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress

from confluent_kafka import KafkaException

from kernel.batch import Batches, Raw
from kernel.clock import system_clock
from kernel.codec import Codecs
from kernel.events.aggregates import Delta
from kernel.kafka import consumer, read_to_end
from kernel.reading import begin_reading
from kernel.registry import Registry
from kernel.settings import Settings
from kernel.starts import Starts
from kernel.transaction import OwnedPartition
from tests.faults.planted import DEFECT
from tests.faults.planted.stage_defects import ALL
from tests.integration.kernel.toy_stage import toy_stage

A_THIRD = 10
"""Records of each of three batches."""


def main(source: str, target: str, kept: str, group: str, partition: str) -> None:
    settings, number = Settings(), int(partition)
    registry = Registry(settings.registry)
    codecs, stage = Codecs(registry), toy_stage(source, target, kept)
    begin_reading(settings.kafka, group, [stage], Starts(settings.kafka, registry))

    def own() -> OwnedPartition[Delta]:
        batches = Batches(group, stage, codecs)
        return OwnedPartition(settings.kafka, group, stage, number, batches, codecs, system_clock)

    raws = read(settings.kafka, source, number)
    first, second, third = raws[:A_THIRD], raws[A_THIRD : 2 * A_THIRD], raws[2 * A_THIRD :]
    former = own()
    former.process(first)
    successor = own()
    successor.process([*first, *second])  # the first ones were fetched before the takeover
    with suppress(KafkaException):  # which says that it is fenced
        former.process(second)  # the zombie wakes up with what it held
    own().process(third)


def read(bootstrap: str, topic: str, partition: int) -> Sequence[Raw]:
    client = consumer(bootstrap, f"reads-{topic}")
    found = [
        Raw(message.offset() or 0, message.key(), message.value(), [])
        for message in read_to_end(client, topic, [partition])
    ]
    client.close()
    return found


if __name__ == "__main__":
    if os.environ[DEFECT]:
        ALL[os.environ[DEFECT]]()
    main(*sys.argv[1:])
