"""The aggregation process: plays are combined to deltas, deltas are accumulated to totals."""

from typing import Any

from kernel.faust_app import run_app
from kernel.process import begin
from kernel.stage import Stage
from stream_processors.aggregation.settings import AggregationSettings
from stream_processors.aggregation.stages import accumulate_stage, combine_stage

NAME = "aggregation"


def main() -> None:
    """Aggregates until it is told to stop."""
    settings = AggregationSettings()
    progress = begin(NAME, settings)
    stages: list[Stage[Any]] = [
        combine_stage(settings.batch, settings.within),
        accumulate_stage(settings.batch, settings.within),
    ]
    run_app(NAME, stages, settings, progress)
