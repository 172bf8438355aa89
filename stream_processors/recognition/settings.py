"""Settings of the recognition process."""

from kernel.settings import Settings


class RecognitionSettings(Settings):
    """`backfill_batch` records of detections.backfill are taken at once: few, so that live plays never wait long."""

    metrics_port: int = 19101
    batch: int = 1000
    backfill_batch: int = 200
