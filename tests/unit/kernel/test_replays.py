"""A replay is for the one reader that had refused the record, and knows how often it was refused."""

import pytest

from kernel.batch import Raw
from kernel.dead_letters import dead_letter
from kernel.errors import Undecodable
from kernel.events.event import Origin
from kernel.replays import ATTEMPTS, REPLAY_FOR, REPLAY_OF, for_another
from kernel.sink import Batch, Record
from kernel.sink_decoding import decoded
from kernel.tracing import Headers
from tests.unit.kernel.test_batch import DELTAS, delta, run

ORIGIN = Origin(topic="detections.raw", partition=1, offset=7)
REPLAYED: Headers = [("traceparent", b"t"), (REPLAY_OF, b"detections.raw/0/1/recognition")]


def test_only_the_named_reader_takes_a_replay() -> None:
    headers = [*REPLAYED, (REPLAY_FOR, b"recognition")]
    assert not for_another(headers, "recognition")
    assert for_another(headers, "timescale-sink")
    assert not for_another([("traceparent", b"t")], "recognition")


def test_a_stage_leaves_out_what_is_for_another_and_sees_the_rest() -> None:
    for_a_sink: Headers = [(REPLAY_FOR, b"redis-sink")]
    raws = [
        Raw(0, b"a", DELTAS.encode(delta("a", 1)), []),
        Raw(1, b"a", DELTAS.encode(delta("a", 10)), for_a_sink),
        Raw(3, b"a", DELTAS.encode(delta("a", 100)), [(REPLAY_FOR, b"adding")]),
    ]
    assert run(raws) == ({"a": 101}, ["a", "a"], [])


def test_a_sink_leaves_out_what_is_for_another() -> None:
    records = [
        Record(ORIGIN, b"a", DELTAS.encode(delta("a", 1)), [(REPLAY_FOR, name)]) for name in (b"adding", b"redis-sink")
    ]
    good, bad = decoded(Batch("t", 0, records, 8), "redis-sink", DELTAS.decode)
    assert ([received.headers for received in good], bad) == ([[(REPLAY_FOR, b"redis-sink")]], [])


@pytest.mark.parametrize(
    ("headers", "attempts"),
    [
        ([], "1"),
        ([*REPLAYED, (ATTEMPTS, b"1")], "2"),
        ([*REPLAYED, (ATTEMPTS, b"41")], "42"),
        ([*REPLAYED, (ATTEMPTS, b"-1")], "1"),
        ([(ATTEMPTS, b"5")], "1"),
    ],
)
def test_a_letter_counts_the_refusals_of_its_record(headers: Headers, attempts: str) -> None:
    letter = dead_letter("recognition", ORIGIN, b"key", b"value", headers, Undecodable("no"))
    assert [value for name, value in letter.headers if name == ATTEMPTS] == [attempts.encode()]
    assert ((REPLAY_OF, b"detections.raw/0/1/recognition") in letter.headers) == (headers[:2] == REPLAYED)
