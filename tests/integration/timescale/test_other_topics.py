"""Flags and dead letters: each once, as they were."""

import json

from kernel.events.event import Origin
from kernel.events.flags import FraudFlag, Severity
from kernel.ids import SongId, SourceId
from kernel.sink import Batch
from kernel.topics import FRAUD_FLAGS
from tests.integration.timescale.ledger import TRACE, Ledger, event_id, moment

DLQ = "detections.raw.dlq"


def flag(name: str) -> FraudFlag:
    return FraudFlag(
        flag_id=name,
        event_id=event_id(1),
        source_id=SourceId("source-1"),
        song_id=SongId("song-1"),
        played_at=moment(),
        rule="impossible_travel",
        severity=Severity.HOLD,
        score=0.7,
        evidence="90 km in 5 min",
        details={"km": "90", "quote": 'a "b"\\'},
        rules_version="1",
        origin=Origin(topic="detections.raw", partition=1, offset=7),
    )


def test_a_flag_is_stored_once(ledger: Ledger) -> None:
    ledger.sink.write(ledger.batch(FRAUD_FLAGS, [flag("a"), flag("b"), flag("a")]))
    ledger.sink.write(ledger.batch(FRAUD_FLAGS, [flag("b")], partition=1))
    assert ledger.rows("SELECT flag_id, details, trace_id FROM fraud_flags ORDER BY 1") == [
        ("a", {"km": "90", "quote": 'a "b"\\'}, TRACE),
        ("b", {"km": "90", "quote": 'a "b"\\'}, TRACE),
    ]


def test_a_flag_that_the_table_refuses_is_a_dead_letter(ledger: Ledger) -> None:
    ledger.sink.write(ledger.batch(FRAUD_FLAGS, [flag("a"), flag("b\0"), flag("c"), b"nonsense"]))
    assert ledger.rows("SELECT flag_id FROM fraud_flags ORDER BY 1") == [("a",), ("c",)]
    assert {poisoned.record.origin.offset for poisoned in ledger.letters.kept} == {1, 3}


def dead(ledger: Ledger, **said: str) -> Batch:
    headers = [(f"dlq.{name}", text.encode()) for name, text in said.items()]
    return ledger.raw(DLQ, [b"\x00\xff raw"], headers=[*headers, ("odd", b"\xff\x00\x01")])


def test_a_dead_letter_is_stored_once_by_where_it_lay(ledger: Ledger) -> None:
    said = {
        "topic": "detections.raw", "partition": "2", "offset": "41", "stage": "recognition", "error": "Undecodable",
        "message": "not\ta\\detection", "attempts": "1", "event_id": event_id(1),
    }  # fmt: skip
    ledger.sink.write(dead(ledger, **said))
    ledger.sink.write(dead(ledger, **said))
    (row,) = ledger.rows(
        "SELECT origin_topic, origin_partition, origin_offset, stage, error, message, event_id::text, value, headers "
        "FROM dead_letters"
    )
    assert row[:-1] == (
        "detections.raw", 2, 41, "recognition", "Undecodable", "not\ta\\detection", event_id(1), b"\x00\xff raw",
    )  # fmt: skip
    assert ["dlq.offset", "41"] in row[-1]
    assert json.dumps(row[-1])


def test_headers_that_say_nonsense_do_not_stop_the_sink(ledger: Ledger) -> None:
    ledger.sink.write(dead(ledger))
    ledger.sink.write(dead(ledger, topic="x", partition="-1", offset="9" * 30, attempts="many", event_id="none"))
    ledger.sink.write(dead(ledger, topic="\x01", partition="1", offset="٣", stage="\0\x01"))
    assert ledger.rows(
        "SELECT origin_topic, origin_partition, origin_offset, event_id FROM dead_letters ORDER BY 3"
    ) == [(DLQ, 0, 0, None), (DLQ, 0, 1, None), (DLQ, 0, 2, None)]
