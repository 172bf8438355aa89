"""Poison is set aside and its neighbours go on, with the state that they alone would have made."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.batch import RECORD_BYTES, Batches, Raw, Tables
from kernel.codec import Codecs
from kernel.errors import BrokerAway
from kernel.events.aggregates import Delta, Dimension, Window, WindowTotal
from kernel.stage import Output, Received, Stage, Step
from kernel.stage import Tables as StageTables
from kernel.state import PartitionTable
from kernel.topics import AGGREGATES_DELTAS, AGGREGATES_HOUR
from tests.unit.kernel.fixed_ids import FixedIds

HOUR = datetime(2026, 3, 1, 10, tzinfo=UTC)
CODECS = Codecs(FixedIds())
DELTAS = CODECS.get(AGGREGATES_DELTAS)
TOTALS = CODECS.get(AGGREGATES_HOUR)
BAD_ID = "raises"


def delta(id_: str, plays: int) -> Delta:
    return Delta(dimension=Dimension.SONG, id=id_, minute=HOUR, made_at=HOUR, accepted_plays=plays)


def add_up(batch: Sequence[Received[Delta]], tables: StageTables) -> Iterable[Output]:
    """Adds each delta to its total, and raises on BAD_ID after it has changed the state."""
    for received in batch:
        event = received.event
        table = tables[AGGREGATES_HOUR]
        total = table.get(event.id) or WindowTotal(
            dimension=event.dimension, id=event.id, window=Window.HOUR, start=HOUR
        )
        table.put(event.id, total.evolve(accepted_plays=total.accepted_plays + event.accepted_plays))
        if event.id == BAD_ID:
            raise ZeroDivisionError("cannot be done")
        yield Output(AGGREGATES_DELTAS, event.id, event, received)


def run(
    raws: Sequence[Raw], step: Step[Delta] = add_up, size: int = 1000
) -> tuple[dict[str, int], list[str], list[int]]:
    """The totals, the outputs' keys and the offsets of the dead letters, in batches of `size`."""
    stage = Stage(reads=AGGREGATES_DELTAS, step=step, tables=(AGGREGATES_HOUR,))
    batches = Batches("adding", stage, CODECS)
    table = PartitionTable(AGGREGATES_HOUR, TOTALS)
    keys: list[str] = []
    dead: list[int] = []
    for start in range(0, len(raws), size):
        result = batches.run(0, raws[start : start + size], Tables([table]))
        table.commit(dict(table.changes()))
        keys += [(record.key or b"").decode() for record in result.records]
        dead += [int(dict(letter.headers)["dlq.offset"]) for letter in result.dead]
    ids = {DELTAS.decode(raw.value).id for raw in raws if raw.offset not in dead}
    return {id_: total.accepted_plays for id_ in ids if (total := table.get(id_))}, keys, sorted(dead)


def raw(offset: int, value: bytes) -> Raw:
    return Raw(offset, b"key", value, [("traceparent", b"00-" + b"a" * 32 + b"-" + b"b" * 16 + b"-01")])


good = st.tuples(st.sampled_from(["a", "b", "c"]), st.integers(0, 5)).map(lambda pair: DELTAS.encode(delta(*pair)))
poison = st.one_of(
    st.binary(max_size=40).map(lambda junk: b"\x00junk" + junk), st.just(DELTAS.encode(delta(BAD_ID, 1)))
)


@given(st.lists(st.one_of(good, poison), max_size=30), st.integers(1, 30))
def test_any_mix_and_batch_size_leaves_what_the_good_records_alone_leave(values: list[bytes], size: int) -> None:
    raws = [raw(offset, value) for offset, value in enumerate(values)]
    totals, keys, dead = run(raws, size=size)
    alone = [record for record in raws if record.offset not in dead]
    assert run(alone) == (totals, keys, [])
    assert len(alone) + len(dead) == len(raws)
    assert len(keys) == len(alone)


def test_a_dead_letter_keeps_its_bytes_and_says_where_it_lay_and_why() -> None:
    stage = Stage(reads=AGGREGATES_DELTAS, step=add_up, tables=(AGGREGATES_HOUR,))
    batches = Batches("adding", stage, CODECS)
    value = DELTAS.encode(delta(BAD_ID, 1))
    result = batches.run(3, [raw(41, value)], Tables([PartitionTable(AGGREGATES_HOUR, TOTALS)]))
    (letter,) = result.dead
    headers = {name: data.decode() for name, data in letter.headers}
    assert (letter.topic, letter.key, letter.value) == ("aggregates.deltas.dlq", b"key", value)
    assert headers["dlq.topic"] == "aggregates.deltas"
    assert (headers["dlq.partition"], headers["dlq.offset"], headers["dlq.stage"]) == ("3", "41", "adding")
    assert (headers["dlq.error"], headers["dlq.message"]) == ("Unprocessable", "ZeroDivisionError: cannot be done")
    assert headers["traceparent"].startswith("00-aaaa")


def test_an_outage_is_no_poison() -> None:
    def away(_batch: Sequence[Received[Delta]], _tables: StageTables) -> Iterable[Output]:
        raise BrokerAway("gone")

    with pytest.raises(BrokerAway):
        run([raw(0, DELTAS.encode(delta("a", 1)))], step=away)


def test_an_output_too_large_for_the_broker_is_poison() -> None:
    def grow(batch: Sequence[Received[Delta]], _tables: StageTables) -> Iterable[Output]:
        for received in batch:
            size = RECORD_BYTES if received.event.id == "huge" else 1
            yield Output(AGGREGATES_DELTAS, "key", received.event.evolve(id="x" * size), received)

    raws = [raw(offset, DELTAS.encode(delta(id_, 1))) for offset, id_ in enumerate(["a", "huge", "b"])]
    _, keys, dead = run(raws, step=grow)
    assert (keys, dead) == (["key", "key"], [1])
