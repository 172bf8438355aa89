"""The layers of a table: a step's changes, a batch's changes, what is committed."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from kernel.codec import Codec
from kernel.events.aggregates import Dimension, Window, WindowTotal
from kernel.state import PartitionTable
from kernel.topics import AGGREGATES_DAY
from tests.unit.kernel.fixed_ids import FixedIds

CODEC = Codec(AGGREGATES_DAY, FixedIds())


def total(plays: int) -> WindowTotal:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    return WindowTotal(dimension=Dimension.SONG, id="s", window=Window.DAY, start=start, accepted_plays=plays)


actions = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.sampled_from("abc"), st.integers(0, 9)),
        st.tuples(st.just("delete"), st.sampled_from("abc"), st.just(0)),
        st.tuples(st.sampled_from(["undo", "keep", "commit"]), st.just(""), st.just(0)),
    )
)


@given(actions)
def test_a_table_behaves_like_three_dicts_on_top_of_each_other(steps: list[tuple[str, str, int]]) -> None:
    table = PartitionTable(AGGREGATES_DAY, CODEC)
    committed: dict[str, int] = {}
    batch: dict[str, int | None] = {}
    step: dict[str, int | None] = {}
    for action, key, plays in steps:
        match action:
            case "put":
                table.put(key, total(plays))
                step[key] = plays
            case "delete":
                table.delete(key)
                step[key] = None
            case "undo":
                table.undo()
                step.clear()
            case "keep":
                table.keep()
                batch |= step
                step.clear()
            case "commit":
                table.commit(dict(table.changes()))
                committed = {k: v for k, v in (committed | batch).items() if v is not None}
                batch.clear()
        seen = committed | batch | step
        for name in "abc":
            expected = seen.get(name)
            assert table.get(name) == (None if expected is None else total(expected))
        assert len(table) == len(committed)
