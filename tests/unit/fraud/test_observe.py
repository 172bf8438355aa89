"""What is committed is counted."""

from prometheus_client import REGISTRY

from kernel.ids import SongId
from stream_processors.fraud.observe import observe
from tests.unit.fraud.plays import judged, play


def value(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


def test_verdicts_and_hits_are_counted() -> None:
    def now() -> tuple[float, ...]:
        return (
            value("injyana_verdicts_total", source_type="phone", verdict="accepted"),
            value("injyana_verdicts_total", source_type="phone", verdict="rejected"),
            value("injyana_verdicts_total", source_type="phone", verdict="duplicate"),
            value("injyana_fraud_hits_total", rule="duplicate_in_time"),
        )

    before = now()
    observe(judged([play(1), play(2, song_id=SongId("song-1")), play(2, song_id=SongId("song-1"))]))
    assert tuple(after - was for after, was in zip(now(), before, strict=True)) == (1, 1, 1, 1)
