"""What the models say of a play, and what comes of it."""

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
import pytest
from numpy.typing import NDArray

from kernel.events.flags import Severity
from kernel.events.plays import RecognizedPlay, Verdict
from kernel.events.sources import Reputation, Source, SourceType
from kernel.ids import ArtistId, SongId
from kernel.stage import MemoryTables
from kernel.topics import FRAUD_PROFILES
from stream_processors.fraud.behaviour import tail_limit
from stream_processors.fraud.features.names import WIDTH
from stream_processors.fraud.thresholds import RULES_VERSION, THRESHOLDS
from tests.unit.fraud.models import Fixed, Judge, Promoted
from tests.unit.fraud.plays import KIGALI_TOWN, NOON, flags, judged, play, scored, sightings, source, verdicts

USUAL = THRESHOLDS.behaviour.tail.value[SourceType.PHONE]
EVERYTHING = Judge("model-7", 1.0)
NOTHING = Judge("model-8", 0.0)


def trusted(*floors: tuple[int, float]) -> Source:
    """A source with the floors of its reputation, by hours after noon."""
    return source(
        reputations=tuple(
            Reputation(since=NOON + timedelta(hours=hour), good=1.0, bad=0.0, floor=floor) for hour, floor in floors
        )
    )


def test_a_model_holds_what_it_finds_odd() -> None:
    outputs = judged([play()], models=Fixed(EVERYTHING))
    (found,) = scored(outputs)
    assert (found.verdict, found.reasons, found.scored_by) == (
        Verdict.HELD,
        ("behaviour",),
        f"{RULES_VERSION} model-7",
    )
    assert 0.0 < found.score <= 1.0
    (flag,) = flags(outputs)
    assert (flag.rule, flag.severity, flag.score) == ("behaviour", Severity.HOLD, found.score)
    assert flag.evidence.startswith("This phone was used in an unusual way: ")
    assert len(flag.contributions) == 1
    assert flag.details["model"] == "model-7"


def test_what_a_model_does_not_find_odd_is_accepted_and_ranked_all_the_same() -> None:
    outputs = judged([play()], models=Fixed(NOTHING))
    (found,) = scored(outputs)
    assert (found.verdict, found.reasons, flags(outputs)) == (Verdict.ACCEPTED, (), [])
    assert 0.0 < found.score < 1.0


def test_rules_and_model_add_up_and_the_model_never_rejects_nor_saves() -> None:
    plays = [play(1), play(2, minute=1), play(3, minute=0.5, song_id=SongId("song-1"))]
    found = scored(judged(plays, models=Fixed(EVERYTHING)))
    assert [event.verdict for event in found] == [Verdict.HELD, Verdict.HELD, Verdict.REJECTED]
    assert [event.reasons for event in found][1:] == [("overlap", "behaviour"), ("duplicate_in_time", "overlap")]
    assert found[1].score > 0.6
    assert found[2].score == 1.0


def test_a_second_record_has_no_features_and_no_score() -> None:
    seen: list[tuple[Sequence[RecognizedPlay], NDArray[np.float64]]] = []
    events = [play(1), play(1), play(2, minute=5)]
    outputs = judged(events, models=Fixed(EVERYTHING), told=lambda plays, rows: seen.append((plays, rows)))
    assert verdicts(outputs)[1] == "duplicate: resent"
    assert scored(outputs)[1].score == 0.0
    ((plays, rows),) = seen
    assert list(plays) == [events[0], events[2]]
    assert rows.shape == (2, WIDTH)
    assert np.isfinite(rows).all()


def test_a_batch_is_scored_at_once_by_each_model() -> None:
    first, then = Judge("one", 0.0), Judge("two", 0.0)
    models = Promoted(first, then, NOON + timedelta(hours=1, minutes=30))
    found = scored(judged([play(n, minute=5 * n) for n in range(12)], models=models))
    assert [event.scored_by.split()[-1] for event in found] == ["one"] * 6 + ["two"] * 6
    assert (first.calls, then.calls) == (1, 1)


def test_a_shadow_model_only_leaves_a_note() -> None:
    outputs = judged([play()], models=Fixed(NOTHING, EVERYTHING))
    assert verdicts(outputs) == ["accepted"]
    (flag,) = flags(outputs)
    assert (flag.rule, flag.severity) == ("shadow", Severity.NOTE)
    assert flag.evidence.startswith("This phone looks unusual to a model that is being tried: ")
    both = judged([play()], models=Fixed(EVERYTHING, EVERYTHING))
    assert [flag.rule for flag in flags(both)] == ["behaviour"]
    alone = judged([play()], models=Fixed(None, EVERYTHING))
    assert verdicts(alone) == ["accepted"]
    assert scored(alone)[0].scored_by == RULES_VERSION


def test_a_type_without_a_model_is_judged_by_the_rules() -> None:
    outputs = judged([play(source_type=SourceType.STREAMING)], models=Fixed(EVERYTHING, EVERYTHING))
    assert (verdicts(outputs), flags(outputs), scored(outputs)[0].score) == (["accepted"], [], 0.0)


def test_the_second_look_is_told_what_counts() -> None:
    plays = [
        play(1, location=KIGALI_TOWN, fingerprint_hash=12),
        play(2, minute=5, artist_id=ArtistId("other")),
        play(3, minute=5.1, artist_id=ArtistId("other"), song_id=SongId("song-2")),
        play(1),
    ]
    registered = source(registered_at=NOON - timedelta(days=9))
    outputs = judged(plays, models=Fixed(EVERYTHING), source_of=lambda _id: registered)
    assert [verdict.split(":")[0] for verdict in verdicts(outputs)] == ["held", "held", "rejected", "duplicate"]
    (payee, first), (other, second) = sightings(outputs)
    assert (payee, other) == ("artist", "other")
    assert (first.song_id, first.fingerprint_hash, first.lat) == ("song-1", 12, KIGALI_TOWN.lat)
    assert (second.lat, second.sequence_hash, second.sequence_artists) == (None, None, None)
    assert first.age_days == pytest.approx(9 + 1 / 24)
    assert first.received_at == plays[0].received_at
    assert [first.score, second.score] == [event.score for event in scored(outputs)][:2]


def test_habits_are_kept_and_change_what_is_odd() -> None:
    tables = MemoryTables()
    rows: list[NDArray[np.float64]] = []
    for number in range(2):
        judged([play(number, minute=5 * number)], tables, told=lambda _plays, told: rows.append(told))
    assert list(tables[FRAUD_PROFILES].values) == ["phone-1"]
    assert not np.array_equal(rows[0], rows[1])


class TestReputation:
    """A reputation moves how odd a play may be, and nothing else."""

    def limit(self, known: Source | None, hour: int = 5) -> float:
        return tail_limit(SourceType.PHONE, known, NOON + timedelta(hours=hour))

    def test_a_source_without_one_has_the_usual_limit(self) -> None:
        assert self.limit(None) == self.limit(source()) == USUAL

    def test_trust_lowers_and_distrust_raises_it_within_bounds(self) -> None:
        limits = [self.limit(trusted((0, floor))) for floor in (1.0, 0.8, 0.3, 0.05, 0.01, 0.0)]
        assert limits == sorted(limits)
        assert limits[0] == pytest.approx(USUAL * THRESHOLDS.behaviour.trusted.value)
        assert limits[3] == pytest.approx(USUAL)
        assert limits[-1] == pytest.approx(USUAL * THRESHOLDS.behaviour.distrusted.value)

    def test_the_one_in_force_when_the_play_was_received_counts(self) -> None:
        known = trusted((1, 0.9), (3, 0.0))
        assert self.limit(known, 0) == USUAL
        assert self.limit(known, 1) < USUAL
        assert self.limit(known, 3) > USUAL
