"""The whole wiring of the stages on one page: who reads what, keeps what, and writes what.

        detections.raw ─┐                     ┌─► plays.unrecognized
                        ├─► recognition ──────┤
    detections.backfill ┘        ▲            └─► plays.recognized
                          catalogue.songs                │
                                                         ▼
                             sources ──────────►  fraud, first look ─┬─► plays.scored
          fraud.models, fraud.schedule ────────►                     ├─► fraud.flags
                                                                     └─► fraud.sightings ─► fraud, second look
    plays.scored ─► combine ─► aggregates.deltas ─► accumulate ─► aggregates.minute, .hour, .day

Each stage works partition by partition. Its outputs, what it keeps and its position are one transaction of a partition.
`knows` are compacted topics that each process reads whole. `keeps` are compacted topics that hold a stage's state,
partition by partition like what it reads; where others read them as well, they are its publication too.
"""

from dataclasses import dataclass

from kernel.events.event import Event
from kernel.topics import (
    AGGREGATES_DAY,
    AGGREGATES_DELTAS,
    AGGREGATES_HOUR,
    AGGREGATES_MINUTE,
    CATALOGUE_SONGS,
    DETECTIONS_BACKFILL,
    DETECTIONS_RAW,
    FRAUD_DAYS,
    FRAUD_FINDINGS,
    FRAUD_FLAGS,
    FRAUD_IDS,
    FRAUD_MODELS,
    FRAUD_PAYEES,
    FRAUD_PROFILES,
    FRAUD_SCHEDULE,
    FRAUD_SIGHTINGS,
    PLAYS_RECOGNIZED,
    PLAYS_SCORED,
    PLAYS_UNRECOGNIZED,
    SOURCES,
    Topic,
)

Topics = tuple[Topic[Event], ...]


@dataclass(frozen=True, slots=True)
class Wire:
    """One stage of a process (a Faust app and consumer group)."""

    process: str
    reads: Topic[Event]
    writes: Topics
    keeps: Topics = ()
    knows: Topics = ()


PIPELINE: tuple[Wire, ...] = (
    Wire(
        process="recognition",
        reads=DETECTIONS_RAW,
        writes=(PLAYS_RECOGNIZED, PLAYS_UNRECOGNIZED),
        knows=(CATALOGUE_SONGS,),
    ),
    Wire(
        process="recognition",
        reads=DETECTIONS_BACKFILL,
        writes=(PLAYS_RECOGNIZED, PLAYS_UNRECOGNIZED),
        knows=(CATALOGUE_SONGS,),
    ),
    Wire(
        process="fraud",
        reads=PLAYS_RECOGNIZED,
        writes=(PLAYS_SCORED, FRAUD_FLAGS, FRAUD_SIGHTINGS),
        keeps=(FRAUD_IDS, FRAUD_DAYS, FRAUD_PROFILES),
        knows=(SOURCES, FRAUD_MODELS, FRAUD_SCHEDULE),
    ),
    Wire(
        process="fraud",
        reads=FRAUD_SIGHTINGS,
        writes=(),
        keeps=(FRAUD_PAYEES, FRAUD_FINDINGS),
        knows=(SOURCES, FRAUD_MODELS, FRAUD_SCHEDULE),
    ),
    Wire(
        process="aggregation",
        reads=PLAYS_SCORED,
        writes=(AGGREGATES_DELTAS,),
    ),
    Wire(
        process="aggregation",
        reads=AGGREGATES_DELTAS,
        writes=(),
        keeps=(AGGREGATES_MINUTE, AGGREGATES_HOUR, AGGREGATES_DAY),
    ),
)
