"""The stage of the first look: which topic it reads, what it keeps."""

from collections.abc import Callable, Sequence

from kernel.events.plays import RecognizedPlay
from kernel.stage import Output, Stage
from kernel.topics import FRAUD_DAYS, FRAUD_IDS, FRAUD_PROFILES, PLAYS_RECOGNIZED
from stream_processors.fraud.behaviour import Told, nobody
from stream_processors.fraud.models.schedule import Models
from stream_processors.fraud.observe import observe
from stream_processors.fraud.scoring import SourceOf, make_step


def fraud_stage(
    source_of: SourceOf,
    models: Models,
    batch: int = 1000,
    told: Told = nobody,
    observed: Callable[[Sequence[Output]], None] = observe,
) -> Stage[RecognizedPlay]:
    """The stage, given what tells a source's standing, the models in force, and who is told the features."""
    return Stage(
        reads=PLAYS_RECOGNIZED,
        step=make_step(source_of, models, told),
        tables=(FRAUD_IDS, FRAUD_DAYS, FRAUD_PROFILES),
        batch=batch,
        observe=observed,
    )
