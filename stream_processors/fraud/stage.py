"""The fraud stage: which topic it reads, what it keeps."""

from collections.abc import Callable

from kernel.events import RecognizedPlay, Source
from kernel.ids import SourceId
from kernel.stage import Stage
from kernel.topics import FRAUD_DAYS, FRAUD_IDS, PLAYS_RECOGNIZED
from stream_processors.fraud.observe import observe
from stream_processors.fraud.scoring import make_step


def fraud_stage(source_of: Callable[[SourceId], Source | None], batch: int = 1000) -> Stage[RecognizedPlay]:
    """The stage, given what tells a source's standing."""
    return Stage(
        reads=PLAYS_RECOGNIZED,
        step=make_step(source_of),
        tables=(FRAUD_IDS, FRAUD_DAYS),
        batch=batch,
        observe=observe,
    )
