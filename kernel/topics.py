"""All topics in the order in which a play passes them. What each holds is in schemas/topics, as data."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import yaml

from kernel.errors import Misconfigured
from kernel.events.aggregates import Delta, WindowTotal
from kernel.events.detections import Detection
from kernel.events.event import Event
from kernel.events.findings import Finding, PayeeDay, Sightings
from kernel.events.flags import FraudFlag
from kernel.events.fraud_state import SourceDay, SourceIds, SourceProfile
from kernel.events.models import FraudModel, ModelSchedule
from kernel.events.outbox import OutboxPosition
from kernel.events.plays import RecognizedPlay, ScoredPlay, UnrecognizedPlay
from kernel.events.songs import Song
from kernel.events.sources import Source
from kernel.events.starts import ConsumerStart

E_co = TypeVar("E_co", bound=Event, covariant=True)

SCHEMAS = Path(__file__).resolve().parent.parent / "schemas"


@dataclass(frozen=True, slots=True)
class Topic(Generic[E_co]):
    """A topic, the event that it carries, and how Kafka is to keep it.

    `schema` names a file of schemas/avro; `dead_letters` says whether a topic `<name>.dlq` stands beside it.
    """

    name: str
    event: type[E_co]
    schema: str
    key: str
    about: str
    cleanup: str
    retention_days: int | None
    dead_letters: bool

    @property
    def dlq(self) -> str:
        """Where this topic's poison goes."""
        if not self.dead_letters:
            raise Misconfigured(f"the topic {self.name} has no dead letters")
        return f"{self.name}.dlq"

    @property
    def subject(self) -> str:
        """The registry's name for the schema of this topic's values."""
        return f"{self.name}-value"


def _topic(name: str, event: type[E_co]) -> Topic[E_co]:
    path = SCHEMAS / "topics" / f"{name}.yaml"
    try:
        data: dict[str, Any] = yaml.safe_load(path.read_text())
        return Topic(
            name=name,
            event=event,
            schema=data["event"],
            key=data["key"],
            about=data["about"],
            cleanup=data["cleanup"],
            retention_days=data.get("retention_days"),
            dead_letters=data["dead_letters"],
        )
    except (OSError, KeyError, yaml.YAMLError) as error:
        raise Misconfigured(f"{path} does not describe a topic: {error!r}") from error


SOURCES = _topic("sources", Source)
CATALOGUE_SONGS = _topic("catalogue.songs", Song)
DETECTIONS_RAW = _topic("detections.raw", Detection)
DETECTIONS_BACKFILL = _topic("detections.backfill", Detection)
PLAYS_RECOGNIZED = _topic("plays.recognized", RecognizedPlay)
PLAYS_UNRECOGNIZED = _topic("plays.unrecognized", UnrecognizedPlay)
FRAUD_DAYS = _topic("fraud.days", SourceDay)
FRAUD_IDS = _topic("fraud.seen", SourceIds)
FRAUD_PROFILES = _topic("fraud.profiles", SourceProfile)
FRAUD_MODELS = _topic("fraud.models", FraudModel)
FRAUD_SCHEDULE = _topic("fraud.schedule", ModelSchedule)
FRAUD_SIGHTINGS = _topic("fraud.sightings", Sightings)
FRAUD_PAYEES = _topic("fraud.payees", PayeeDay)
FRAUD_FINDINGS = _topic("fraud.findings", Finding)
FRAUD_FLAGS = _topic("fraud.flags", FraudFlag)
PLAYS_SCORED = _topic("plays.scored", ScoredPlay)
AGGREGATES_DELTAS = _topic("aggregates.deltas", Delta)
AGGREGATES_MINUTE = _topic("aggregates.minute", WindowTotal)
AGGREGATES_HOUR = _topic("aggregates.hour", WindowTotal)
AGGREGATES_DAY = _topic("aggregates.day", WindowTotal)
OUTBOX_POSITION = _topic("outbox.position", OutboxPosition)
CONSUMERS_STARTS = _topic("consumers.starts", ConsumerStart)

ALL: tuple[Topic[Event], ...] = (
    SOURCES,
    CATALOGUE_SONGS,
    DETECTIONS_RAW,
    DETECTIONS_BACKFILL,
    PLAYS_RECOGNIZED,
    PLAYS_UNRECOGNIZED,
    FRAUD_DAYS,
    FRAUD_IDS,
    FRAUD_PROFILES,
    FRAUD_MODELS,
    FRAUD_SCHEDULE,
    FRAUD_SIGHTINGS,
    FRAUD_PAYEES,
    FRAUD_FINDINGS,
    FRAUD_FLAGS,
    PLAYS_SCORED,
    AGGREGATES_DELTAS,
    AGGREGATES_MINUTE,
    AGGREGATES_HOUR,
    AGGREGATES_DAY,
    OUTBOX_POSITION,
    CONSUMERS_STARTS,
)

DEAD_LETTERS: tuple[str, ...] = tuple(topic.dlq for topic in ALL if topic.dead_letters)
