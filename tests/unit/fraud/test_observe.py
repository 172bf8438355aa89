"""What is committed is counted."""

from prometheus_client import REGISTRY

from kernel.ids import SongId
from stream_processors.fraud.observe import band_of, observe
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
            value("injyana_fraud_scores_total", source_type="phone", band="0.0-0.1"),
            value("injyana_fraud_scores_total", source_type="phone", band="0.9-1.0"),
        )

    before = now()
    observe(judged([play(1), play(2, song_id=SongId("song-1")), play(2, song_id=SongId("song-1"))]))
    assert tuple(after - was for after, was in zip(now(), before, strict=True)) == (1, 1, 1, 1, 1, 1)


def test_a_score_lies_in_one_band() -> None:
    assert [band_of(score) for score in (0.0, 0.0999, 0.1, 0.5, 0.9, 1.0)] == [
        "0.0-0.1",
        "0.0-0.1",
        "0.1-0.5",
        "0.5-0.9",
        "0.9-1.0",
        "0.9-1.0",
    ]
