"""Errors of Kafka's client."""

import pytest
from confluent_kafka import KafkaError

from kernel.kafka import is_end, is_fatal


@pytest.mark.parametrize(
    ("code", "fatal", "end"),
    [
        (KafkaError._FATAL, True, False),
        (KafkaError._PARTITION_EOF, False, True),
        (KafkaError._TRANSPORT, False, False),
        (KafkaError._MAX_POLL_EXCEEDED, False, False),
    ],
)
def test_a_consumer_that_is_fenced_is_told_by_the_code_alone(code: int, fatal: bool, end: bool) -> None:
    error = KafkaError(code, "as librdkafka hands it to a consumer")
    assert not error.fatal()
    assert (is_fatal(error), is_end(error)) == (fatal, end)
