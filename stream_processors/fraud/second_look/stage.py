"""The stage of the second look: which topic it reads, what it keeps."""

from kernel.events.findings import Sightings
from kernel.stage import Stage
from kernel.topics import FRAUD_FINDINGS, FRAUD_PAYEES, FRAUD_SIGHTINGS
from stream_processors.fraud.second_look.step import step

BATCH = 5_000
"""Records taken together at the most."""
WITHIN = 2.0
"""Seconds that a batch is waited for. Nobody waits for a finding, and an audience is looked at once a batch."""


def second_look_stage(batch: int = BATCH, within: float = WITHIN) -> Stage[Sightings]:
    """The second look at plays, by payee."""
    return Stage(reads=FRAUD_SIGHTINGS, step=step, tables=(FRAUD_PAYEES, FRAUD_FINDINGS), batch=batch, within=within)
