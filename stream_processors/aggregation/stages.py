"""The two stages of aggregation: which topics they read, what they keep."""

from kernel.events.aggregates import Delta
from kernel.events.plays import ScoredPlay
from kernel.stage import Stage
from kernel.topics import AGGREGATES_DELTAS, PLAYS_SCORED
from stream_processors.aggregation.accumulate import TABLES, accumulate
from stream_processors.aggregation.combine import combine


def combine_stage(batch: int, within: float) -> Stage[ScoredPlay]:
    return Stage(reads=PLAYS_SCORED, step=combine, batch=batch, within=within)


def accumulate_stage(batch: int, within: float) -> Stage[Delta]:
    return Stage(reads=AGGREGATES_DELTAS, step=accumulate, tables=tuple(TABLES.values()), batch=batch, within=within)
