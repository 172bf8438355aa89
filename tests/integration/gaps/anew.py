"""A topic that is deleted and made again."""

from confluent_kafka.admin import AdminClient, NewTopic

from injyana.local.settings import LocalSettings
from tests.waiting import wait_until


def make_anew(stack: LocalSettings, topic: str, compacted: bool = False) -> None:
    """Another topic of the same name, with one partition."""
    admin = AdminClient({"bootstrap.servers": stack.kafka})
    admin.delete_topics([topic])[topic].result(30)
    new = NewTopic(topic, 1, 1, config={"cleanup.policy": "compact"} if compacted else {})
    wait_until(lambda: admin.create_topics([new])[topic].exception(30) is None, what="the topic anew")
