"""Settings of the aggregation process."""

from kernel.settings import Settings


class AggregationSettings(Settings):
    """Records of each of the two topics are collected for `within` seconds, `batch` at most.

    Longer means fewer records written per play and later figures: see benchmarks/aggregation_writes.py. A full batch
    of either step is worked through in a tenth of a second.
    """

    metrics_port: int = 19103
    batch: int = 5000
    within: float = 1.0
