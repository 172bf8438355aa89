"""Each play once, whatever comes twice, late or out of order."""

from datetime import timedelta

import pytest

from kernel.errors import DatabaseAway
from kernel.events.plays import Verdict
from kernel.topics import PLAYS_SCORED
from sinks.timescale.sink import NAME
from tests.integration.timescale.ledger import TRACE, Ledger, Model, event_id, moment, play, unrecognised


def test_a_play_is_stored_with_its_origin_and_trace(ledger: Ledger) -> None:
    ledger.write(play(1, reasons=('a "b"', "c\\d"), verdict=Verdict.HELD, district="Ü\\N\t\n"))
    (row,) = ledger.rows(
        "SELECT event_id::text, verdict, origin_topic, origin_partition, origin_offset, trace_id, batch_id, reasons, "
        "district, revision, previous_verdict FROM play_events"
    )
    assert row == (
        event_id(1), "held", "detections.raw", 1, 7, TRACE, "batch-1", ['a "b"', "c\\d"], "Ü\\N\t\n", 0, None,
    )  # fmt: skip


def test_replaying_a_batch_changes_nothing(ledger: Ledger) -> None:
    batch = ledger.write(*(play(n) for n in range(50)))
    before = ledger.everything()
    ledger.rewind(batch)
    ledger.sink.position(batch.topic, batch.partition)
    ledger.sink.write(batch)
    assert ledger.everything() == before
    assert len(before["play_events"]) == 50


def test_an_id_twice_in_one_batch_counts_once(ledger: Ledger) -> None:
    ledger.write(play(1), play(2), play(1), play(1))
    assert ledger.rows("SELECT count(*) FROM play_events") == [(2,)]
    assert ledger.rows("SELECT accepted_plays FROM play_rollups WHERE dimension = 'country'") == [(2,), (2,)]


def test_duplicate_verdicts_are_not_stored(ledger: Ledger) -> None:
    ledger.write(play(1), play(1, verdict=Verdict.DUPLICATE), play(2, verdict=Verdict.DUPLICATE))
    assert ledger.rows("SELECT event_id::text FROM event_ledger") == [(event_id(1),)]


def test_other_content_under_a_held_id_is_a_conflict(ledger: Ledger) -> None:
    batch = ledger.write(play(1, content_hash=5), play(1, content_hash=6))
    ledger.write(play(1, content_hash=7), partition=1)
    assert ledger.rows("SELECT count(*) FROM play_events") == [(1,)]
    assert ledger.rows(
        "SELECT event_id::text, held_hash, given_hash, topic, partition, record_offset FROM event_conflicts ORDER BY 3"
    ) == [
        (event_id(1), 5, 6, batch.topic, 0, batch.records[1].origin.offset),
        (event_id(1), 5, 7, batch.topic, 1, 0),
    ]


def test_a_play_of_29_days_ago_has_its_partition(ledger: Ledger) -> None:
    ledger.write(play(1, played_at=moment(29)), play(2, played_at=moment(30)), play(3, played_at=moment(-0.003)))
    assert ledger.rows("SELECT count(*) FROM play_events") == [(3,)]


def test_a_play_of_a_day_without_a_partition_gets_one(ledger: Ledger) -> None:
    ledger.write(play(1, played_at=moment(400)))
    assert ledger.rows("SELECT count(*) FROM play_events") == [(1,)]


def test_a_partition_dropped_by_hand_comes_back(ledger: Ledger) -> None:
    long_ago = moment(300)
    ledger.write(play(1, played_at=long_ago))
    ledger.execute(f"DROP TABLE play_events_{long_ago:%Y%m%d}")
    batch = ledger.batch(PLAYS_SCORED, [play(2, played_at=long_ago)])
    with pytest.raises(DatabaseAway, match="made again"):
        ledger.sink.write(batch)
    ledger.sink.write(batch)
    assert ledger.rows("SELECT event_id::text FROM play_events") == [(event_id(2),)]
    assert ledger.letters.kept == []


@pytest.mark.parametrize("after", [Verdict.HELD, Verdict.REJECTED, Verdict.DUPLICATE])
def test_a_revision_moves_the_counts_exactly_once(ledger: Ledger, after: Verdict) -> None:
    first = play(1, verdict=Verdict.ACCEPTED)
    revision = first.evolve(verdict=after, previous_verdict=Verdict.ACCEPTED, revision=1, revised_at=moment())
    back = revision.evolve(verdict=Verdict.ACCEPTED, previous_verdict=after, revision=2)
    model = Model()
    for plays in ((first, play(2)), (revision,), (revision,), (back, revision), (first,)):
        ledger.write(*plays)
        for each in plays:
            model.see(each)
        assert ledger.rollups() == model.rollups()
    assert ledger.rows("SELECT verdict, revision, previous_verdict FROM play_events WHERE revision > 0") == [
        ("accepted", 2, after.value)
    ]


def test_revisions_in_one_batch_apply_in_order(ledger: Ledger) -> None:
    first = play(1, verdict=Verdict.HELD)
    second = first.evolve(verdict=Verdict.REJECTED, previous_verdict=Verdict.HELD, revision=1)
    third = first.evolve(verdict=Verdict.ACCEPTED, previous_verdict=Verdict.REJECTED, revision=2)
    ledger.write(first, play(2), second, third)
    assert ledger.rows("SELECT verdict, revision FROM event_ledger ORDER BY revision") == [
        ("accepted", 0),
        ("accepted", 2),
    ]
    assert ledger.rows("SELECT accepted_plays, held_plays FROM play_rollups WHERE dimension = 'song'") == [(2, 0)] * 2


def test_a_revision_before_its_play_is_a_dead_letter(ledger: Ledger) -> None:
    first = play(1)
    late = first.evolve(verdict=Verdict.HELD, previous_verdict=Verdict.ACCEPTED, revision=1)
    ledger.write(late, play(2))
    ledger.write(first, first.evolve(verdict=Verdict.HELD, revision=5))
    assert [poisoned.event_id for poisoned in ledger.letters.kept] == [event_id(1)] * 2
    assert ledger.rows("SELECT count(*) FROM play_events WHERE verdict = 'accepted'") == [(2,)]


def test_an_unrecognised_detection_becomes_a_play(ledger: Ledger) -> None:
    found = play(1)
    ledger.write(unrecognised(found), unrecognised(play(2)))
    ledger.write(found, play(3))
    assert ledger.rows("SELECT event_id::text, outcome FROM event_ledger ORDER BY outcome, 1") == sorted(
        [(event_id(1), "play"), (event_id(3), "play"), (event_id(2), "unrecognised")], key=lambda row: (row[1], row[0])
    )
    assert ledger.rows("SELECT resolved_at IS NULL, title, artist FROM unrecognised_plays ORDER BY 1") == [
        (False, 'A "quoted"\\ title\twith a tab', "Ünïcode 🎵"),
        (True, 'A "quoted"\\ title\twith a tab', "Ünïcode 🎵"),
    ]
    assert ledger.rows("SELECT accepted_plays FROM play_rollups WHERE dimension = 'country'") == [(2,), (2,)]


def test_a_play_never_becomes_unrecognised(ledger: Ledger) -> None:
    found = play(1)
    ledger.write(found)
    ledger.write(unrecognised(found), unrecognised(found.evolve(content_hash=1)))
    assert ledger.rows("SELECT outcome FROM event_ledger") == [("play",)]
    assert ledger.rows("SELECT count(*) FROM unrecognised_plays") == [(0,)]
    assert ledger.rows("SELECT count(*) FROM event_conflicts") == [(1,)]


def test_poison_is_put_aside_and_its_neighbours_are_written(ledger: Ledger) -> None:
    ledger.write(
        play(1),
        b"\x00\x00\x00\x00\x09nonsense",
        play(2, event_id="no uuid"),
        play(3, played_at=moment(-3)),
        play(4, song_id="a\0b"),
        play(5, duration_ms=0),
        play(6),
    )
    assert ledger.rows("SELECT count(*) FROM play_events") == [(2,)]
    assert {p.record.origin.offset: p.event_id for p in ledger.letters.kept} == {
        1: None, 2: "no uuid", 3: event_id(3), 4: event_id(4), 5: event_id(5),
    }  # fmt: skip
    assert ledger.rows(f"SELECT next_offset FROM sink_offsets WHERE sink = '{NAME}'") == [(7,)]


def test_days_begin_at_midnight_in_kigali(ledger: Ledger) -> None:
    midnight = moment(2).replace(hour=22, minute=0, second=0, microsecond=0)
    ledger.write(play(1, played_at=midnight - timedelta(milliseconds=1)), play(2, played_at=midnight))
    days = ledger.rows("SELECT start FROM play_rollups WHERE dimension = 'country' AND period = 'day' ORDER BY 1")
    assert days == [(midnight - timedelta(days=1),), (midnight,)]
