"""The aggregation process: plays are combined to deltas, deltas are accumulated to totals."""

from kernel.faust_app import run_app
from kernel.process import begin
from stream_processors.aggregation.settings import AggregationSettings
from stream_processors.aggregation.stages import accumulate_stage, combine_stage

NAME = "aggregation"


def main() -> None:
    """Aggregates until it is told to stop."""
    settings = AggregationSettings()
    progress = begin(NAME, settings)
    stages = [combine_stage(settings.batch, settings.within), accumulate_stage(settings.batch, settings.within)]
    run_app(NAME, stages, settings, progress)
