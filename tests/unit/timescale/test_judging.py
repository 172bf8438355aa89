"""What becomes of a record whose id is taken."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.errors import Unprocessable
from kernel.events.detections import Kind
from kernel.events.event import Origin
from kernel.events.plays import ScoredPlay, Verdict
from kernel.events.sources import SourceType
from kernel.ids import ArtistId, BatchId, EventId, SongId, SourceId
from kernel.stage import Received
from sinks.timescale.judging import Fate, Held, checked, fate_of_play, fate_of_unrecognised, waves, without_repeats

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
ORIGIN = Origin(topic="plays.scored", partition=0, offset=0)
PLAY = ScoredPlay(
    event_id=EventId("0d5dfd3a-54ab-4d5d-9a47-8b3ad5f4b4f0"),
    source_id=SourceId("source"),
    source_type=SourceType.DJ,
    kind=Kind.MANUAL,
    played_at=NOW,
    received_at=NOW,
    duration_ms=1000,
    batch_id=BatchId("batch"),
    content_hash=7,
    origin=ORIGIN,
    song_id=SongId("song"),
    artist_id=ArtistId("artist"),
    method="isrc",
    confidence=1.0,
    index_version="1",
    verdict=Verdict.ACCEPTED,
    score=0.0,
    scored_by="1",
)


def held(outcome: str = "play", revision: int = 0, content_hash: int = 7, played_at: datetime = NOW) -> Held:
    return Held(outcome, played_at, content_hash, revision)


@pytest.mark.parametrize(
    ("revision", "taken", "fate"),
    [
        (0, held(), Fate.ALREADY),
        (1, held(), Fate.REVISE),
        (2, held(), Fate.PREMATURE),
        (2, held(revision=3), Fate.ALREADY),
        (4, held(revision=3), Fate.REVISE),
        (1, None, Fate.PREMATURE),
        (0, held("unrecognised"), Fate.PROMOTE),
        (1, held("unrecognised"), Fate.PREMATURE),
        (0, held(content_hash=8), Fate.CONFLICT),
        (1, held(content_hash=8), Fate.CONFLICT),
        (0, held("unrecognised", content_hash=8), Fate.CONFLICT),
        (0, held(played_at=NOW + timedelta(seconds=1)), Fate.CONFLICT),
    ],
)
def test_the_fate_of_a_play(revision: int, taken: Held | None, fate: Fate) -> None:
    assert fate_of_play(PLAY.evolve(revision=revision), taken) is fate


def test_the_fate_of_an_unrecognised_detection() -> None:
    assert fate_of_unrecognised(PLAY, held()) is Fate.ALREADY
    assert fate_of_unrecognised(PLAY, held("unrecognised")) is Fate.ALREADY
    assert fate_of_unrecognised(PLAY, held(content_hash=8)) is Fate.CONFLICT


@pytest.mark.parametrize(
    "changed",
    [
        {"event_id": "no uuid"},
        {"event_id": PLAY.event_id.upper()},
        {"played_at": datetime(2019, 12, 31, tzinfo=UTC)},
        {"played_at": NOW + timedelta(days=1, seconds=1)},
    ],
)
def test_what_can_never_be_a_row_is_unprocessable(changed: dict[str, object]) -> None:
    with pytest.raises(Unprocessable):
        checked(PLAY.evolve(**changed))
    checked(PLAY.evolve(played_at=NOW - timedelta(days=30)))


def received(letters: str) -> list[Received[ScoredPlay]]:
    return [
        Received(PLAY.evolve(event_id=letter, revision=number), ORIGIN.evolve(offset=number))
        for number, letter in enumerate(letters)
    ]


@given(st.text("abcd"))
def test_waves_keep_each_ids_order_and_never_repeat_one(letters: str) -> None:
    records = received(letters)
    cut = list(waves(records))
    assert sorted(each.origin.offset for wave in cut for each in wave) == list(range(len(letters)))
    for wave in cut:
        assert len({each.event.event_id for each in wave}) == len(wave)
    for letter in set(letters):
        offsets = [each.origin.offset for wave in cut for each in wave if each.event.event_id == letter]
        assert offsets == sorted(offsets)
    assert len(cut) == max([1, *(letters.count(letter) for letter in set(letters))])


def test_only_exact_repeats_are_dropped() -> None:
    first = Received(PLAY, ORIGIN)
    again = Received(PLAY.evolve(received_at=NOW + timedelta(hours=1)), ORIGIN.evolve(offset=1))
    revision = Received(PLAY.evolve(revision=1), ORIGIN.evolve(offset=2))
    conflict = Received(PLAY.evolve(content_hash=8), ORIGIN.evolve(offset=3))
    assert without_repeats([first, again, revision, conflict]) == [first, revision, conflict]
