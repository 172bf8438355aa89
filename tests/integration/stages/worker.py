"""A stage's process with topics and a group of its own: python -m tests.integration.stages.worker PROCESS PREFIX."""

import sys

from kernel.topics import (
    AGGREGATES_DAY,
    AGGREGATES_DELTAS,
    AGGREGATES_HOUR,
    AGGREGATES_MINUTE,
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
    SOURCES,
)
from stream_processors.aggregation import main as aggregation
from stream_processors.fraud import main as fraud

FLOWING = (PLAYS_RECOGNIZED, PLAYS_SCORED, FRAUD_FLAGS, FRAUD_SIGHTINGS, AGGREGATES_DELTAS)
COMPACTED = (
    SOURCES,
    FRAUD_MODELS,
    FRAUD_SCHEDULE,
    FRAUD_IDS,
    FRAUD_DAYS,
    FRAUD_PROFILES,
    FRAUD_PAYEES,
    FRAUD_FINDINGS,
    AGGREGATES_MINUTE,
    AGGREGATES_HOUR,
    AGGREGATES_DAY,
)
MODULES = {"fraud": fraud, "aggregation": aggregation}


def main(process: str, prefix: str) -> None:
    for topic in (*FLOWING, *COMPACTED):
        object.__setattr__(topic, "name", f"{prefix}.{topic.name}")
    module = MODULES[process]
    vars(module)["NAME"] = f"{prefix}.{process}"
    module.main()


if __name__ == "__main__":
    main(*sys.argv[1:])
