"""The streamed totals, read from their topics as any analyst would."""

from confluent_kafka import KafkaException, TopicPartition

from injyana.accounts.totals import Figure, Totals
from kernel.codec import Codecs
from kernel.events import Measures
from kernel.kafka import consumer, is_end, partition_count
from kernel.topics import AGGREGATES_DAY, AGGREGATES_HOUR, AGGREGATES_MINUTE


def totals(bootstrap: str, codecs: Codecs) -> Totals:
    """The newest total of every window in aggregates.minute, .hour and .day. KafkaException, Outage."""
    found: Totals = {}
    for topic in (AGGREGATES_MINUTE, AGGREGATES_HOUR, AGGREGATES_DAY):
        codec = codecs.get(topic)
        client = consumer(bootstrap, "injyana-accounts")
        try:
            count = partition_count(client, topic.name)
            client.assign([TopicPartition(topic.name, number, 0) for number in range(count)])
            unread = set(range(count))
            while unread:
                for message in client.consume(5000, 0.1):
                    error = message.error()
                    if error is not None:
                        if not is_end(error):
                            raise KafkaException(error)
                        unread.discard(message.partition())
                        continue
                    value = message.value()
                    if isinstance(value, bytes):
                        total = codec.decode(value)
                        figure = Figure(total.window, total.start, total.dimension, total.id)
                        found[figure] = Measures(
                            accepted_plays=total.accepted_plays,
                            accepted_ms=total.accepted_ms,
                            held_plays=total.held_plays,
                            held_ms=total.held_ms,
                            rejected_plays=total.rejected_plays,
                            rejected_ms=total.rejected_ms,
                        )
        finally:
            client.close()
    return {figure: measures for figure, measures in found.items() if measures != Measures()}
