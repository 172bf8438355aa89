"""The streamed totals, read from their topics as any analyst would."""

from injyana.accounts.totals import MEASURES, Figure, Totals, without_zeros
from kernel.codec import Codecs
from kernel.events.aggregates import Measures
from kernel.kafka import consumer, partition_count, read_to_end
from kernel.topics import AGGREGATES_DAY, AGGREGATES_HOUR, AGGREGATES_MINUTE


def totals(bootstrap: str, codecs: Codecs) -> Totals:
    """The newest total of every window in aggregates.minute, .hour and .day. KafkaException, Outage."""
    found: Totals = {}
    client = consumer(bootstrap, "injyana-accounts")
    try:
        for topic in (AGGREGATES_MINUTE, AGGREGATES_HOUR, AGGREGATES_DAY):
            codec = codecs.get(topic)
            for message in read_to_end(client, topic.name, range(partition_count(client, topic.name))):
                value = message.value()
                if isinstance(value, bytes):
                    total = codec.decode(value)
                    figure = Figure(total.window, total.start, total.dimension, total.id)
                    found[figure] = Measures(**{name: getattr(total, name) for name in MEASURES})
    finally:
        client.close()
    return without_zeros(found)
