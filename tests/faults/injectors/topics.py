"""A topic takes nothing: its records are too large for it, or it is not there."""

from dataclasses import dataclass

from confluent_kafka.admin import AdminClient, AlterConfigOpType, ConfigEntry, ConfigResource, ResourceType

from injyana.local.settings import LocalSettings
from kernel.topics import AGGREGATES_DELTAS, DETECTIONS_RAW, FRAUD_IDS, PLAYS_RECOGNIZED, PLAYS_SCORED
from tests.faults.injectors.fault import Context

LIMIT = "max.message.bytes"
TOO_SMALL = 80
"""Bytes of a batch: less than any record of ours takes with its batch's header."""
CALL_SECONDS = 30.0


@dataclass
class Refusing:
    """The broker refuses every record of a topic as too large: a producer's error that no retry mends."""

    topic: str
    process: str
    """Who writes to it."""
    seconds: tuple[float, float] = (5.0, 15.0)

    @property
    def name(self) -> str:
        return f"topic-refuses-{self.topic}"

    @property
    def stops(self) -> tuple[str, ...]:
        return (self.process,)

    def inject(self, context: Context) -> None:
        _limit(context.local, self.topic, AlterConfigOpType.SET, str(TOO_SMALL))

    def heal(self, context: Context) -> None:
        _limit(context.local, self.topic, AlterConfigOpType.DELETE, "")


def _limit(local: LocalSettings, topic: str, operation: AlterConfigOpType, value: str) -> None:
    admin = AdminClient({"bootstrap.servers": local.kafka})
    entry = ConfigEntry(LIMIT, value, incremental_operation=operation)
    asked = [ConfigResource(ResourceType.TOPIC, topic, incremental_configs=[entry])]
    for future in admin.incremental_alter_configs(asked).values():
        future.result(CALL_SECONDS)


TOPICS = (
    Refusing(DETECTIONS_RAW.name, "gateway"),
    Refusing(PLAYS_RECOGNIZED.name, "recognition"),
    Refusing(FRAUD_IDS.name, "fraud"),
    Refusing(PLAYS_SCORED.name, "fraud"),
    Refusing(AGGREGATES_DELTAS.name, "aggregation"),
)
