"""Both looks over a stream of plays in memory: alignment, findings applied, and the same for batches of any size."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import numpy as np
import pytest

from kernel.events.findings import Finding, Sighting, Sightings
from kernel.events.plays import RecognizedPlay, Verdict
from kernel.ids import ArtistId
from kernel.stage import Output, Received, Step, Tables
from kernel.topics import FRAUD_FINDINGS, FRAUD_SIGHTINGS
from stream_processors.fraud.models.schedule import FixedModels
from stream_processors.fraud.scoring import make_step
from tests.unit.fraud.plays import KIGALI_TOWN, MUSANZE, NOON, play
from training.offline import Told, judge


def first(told: Told) -> Step[RecognizedPlay]:
    """The real rules, two features (number and length of the play) and a sighting of every play."""
    rules = make_step(lambda _source_id: None, FixedModels())

    def step(records: Sequence[Received[RecognizedPlay]], tables: Tables) -> Iterator[Output]:
        plays = [record.event for record in records if record.event.sequence != -1]
        told(plays, np.array([[float(event.content_hash), float(event.duration_ms)] for event in plays]))
        yield from (output for output in rules(records, tables) if output.topic is not FRAUD_SIGHTINGS)
        for record in records:
            yield Output(FRAUD_SIGHTINGS, record.event.artist_id, sighted(record.event))

    return step


def sighted(event: RecognizedPlay) -> Sightings:
    sighting = Sighting(
        source_id=event.source_id,
        source_type=event.source_type,
        played_at=event.played_at,
        duration_ms=event.duration_ms,
        song_id=event.song_id,
        share=1.0,
        score=0.0,
    )
    return Sightings(artist_id=event.artist_id, sightings=(sighting,))


def finds(*findings: Finding) -> Step[Sightings]:
    """A second look that finds these, in this order, one with each batch."""
    rest = list(findings)

    def step(records: Sequence[Received[Sightings]], tables: Tables) -> Sequence[Output]:
        assert records
        if rest:
            found = rest.pop(0)
            tables[FRAUD_FINDINGS].put(found.finding_id, found)
        return ()

    return step


def finding(start: datetime, end: datetime, score: float = 0.5, **changes: object) -> Finding:
    found = Finding(
        finding_id="1",
        artist_id=ArtistId("artist"),
        kind="cluster",
        start=start,
        end=end,
        sources=(play().source_id,),
        score=score,
        evidence="Two phones played the same songs in the same order.",
        version="1",
    )
    return found.evolve(**changes)


def test_every_play_has_its_own_verdict_score_reasons_and_features() -> None:
    plays = [play(1), play(2, 10.0, location=KIGALI_TOWN), play(3, 20.0, location=MUSANZE, sequence=-1), play(1)]
    judged = judge(plays, first)
    assert judged.event_ids == [event.event_id for event in plays]
    assert judged.verdicts == [Verdict.ACCEPTED, Verdict.ACCEPTED, Verdict.HELD, Verdict.DUPLICATE]
    assert judged.reasons == [(), (), ("impossible_travel",), ("resent",)]
    assert judged.scores.tolist() == [0.0, 0.0, 0.7, 0.0]
    assert judged.features[:2].tolist() == [[1, 180_000], [2, 180_000]]
    assert np.isnan(judged.features[2]).all()
    assert judged.findings == ()


@pytest.mark.parametrize("batch", [1, 7, 1000])
def test_batches_of_any_size_give_the_same(batch: int) -> None:
    plays = [play(number % 25, 3.0 * (number % 30), location=KIGALI_TOWN) for number in range(40)]
    whole, parts = judge(plays, first), judge(plays, first, batch=batch)
    assert parts.verdicts == whole.verdicts
    assert parts.scores.tolist() == whole.scores.tolist()
    assert parts.features.tolist() == whole.features.tolist()
    assert Verdict.DUPLICATE in whole.verdicts


def test_a_finding_holds_the_accepted_plays_that_it_covers_early_ones_too() -> None:
    plays = [play(1), play(2, 10.0, artist_id=ArtistId("other")), play(3, 30.0), play(4, 60.0), play(4, 60.0)]
    found = finding(NOON, NOON + timedelta(minutes=60))
    judged = judge(plays, first, finds(found), batch=1)
    assert judged.verdicts == ["held", "accepted", "held", "accepted", "duplicate"]
    assert judged.first_verdicts == ["accepted", "accepted", "accepted", "accepted", "duplicate"]
    assert judged.reasons == [("cluster",), (), ("cluster",), (), ("resent",)]
    assert judged.scores.tolist() == [0.5, 0.0, 0.5, 0.0, 0.0]
    assert judged.findings == (found,)


def test_the_strongest_finding_adds_to_the_score_of_the_rules() -> None:
    plays = [play(1, location=KIGALI_TOWN), play(2, 10.0, location=MUSANZE)]
    day = finding(NOON, NOON + timedelta(days=1))
    judged = judge(plays, first, finds(day, day.evolve(finding_id="2", kind="few", score=0.2)), batch=1)
    assert judged.scores.tolist() == pytest.approx([0.5, 1 - 0.3 * 0.5])
    assert judged.reasons[1] == ("impossible_travel", "cluster", "few")
    assert judged.first_scores.tolist() == [0.0, 0.7]


def test_the_newest_finding_counts_and_a_withdrawn_one_does_not() -> None:
    plays = [play(1), play(2, 10.0)]
    day = finding(NOON, NOON + timedelta(days=1))
    assert judge(plays, first, finds(day, day.evolve(sources=())), batch=1).verdicts == ["accepted", "accepted"]
    assert judge(plays, first, finds(day, day.evolve(score=0.1)), batch=1).scores.tolist() == pytest.approx([0.1, 0.1])


def test_no_plays_at_all() -> None:
    judged = judge([], first)
    assert judged.event_ids == []
    assert judged.features.shape == (0, 0)
