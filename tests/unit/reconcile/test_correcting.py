"""Corrections make streamed totals what was counted, by the very step that will add them; or they touch nothing."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from injyana.accounts.totals import MEASURES, Figure, Totals, without_zeros
from injyana.reconcile.correcting import corrections
from injyana.reconcile.judging import Books, wrong
from kernel.dimensions import window_key
from kernel.events.aggregates import Delta, Measures, Window, WindowTotal
from kernel.events.event import Origin
from kernel.events.plays import ScoredPlay
from kernel.stage import MemoryTables, Received
from stream_processors.aggregation.accumulate import OPEN, TABLES, accumulate
from tests.unit.reconcile.made import HELD, books, counted, some_plays
from tests.unit.redis_sink.made import NOON

NOW = NOON + timedelta(days=2)


def tables_of(totals: Totals) -> MemoryTables:
    tables = MemoryTables()
    for (window, start, dimension, id_), total in totals.items():
        made = WindowTotal(
            window=window, start=start, dimension=dimension, id=id_, **{n: getattr(total, n) for n in MEASURES}
        )
        tables[TABLES[window]].put(window_key(dimension, id_, start), made)
    return tables


def after(totals: Totals, deltas: list[Delta]) -> Totals:
    """What the stage makes of the totals."""
    tables = tables_of(totals)
    accumulate([Received(each, Origin(topic="aggregates.deltas", partition=0, offset=0)) for each in deltas], tables)
    found: Totals = {}
    for window, topic in TABLES.items():
        for each in tables[topic].values.values():
            figure = Figure(window, each.start, each.dimension, each.id)
            found[figure] = Measures(**{name: getattr(each, name) for name in MEASURES})
    return without_zeros(found)


@given(some_plays(), some_plays(least=0), st.data())
def test_plays_lost_and_plays_doubled_by_the_stream_are_mended(
    plays: list[ScoredPlay], foreign: list[ScoredPlay], data: st.DataObject
) -> None:
    lost = data.draw(st.sets(st.sampled_from(range(len(plays)))))
    streamed = counted([*(each for number, each in enumerate(plays) if number not in lost), *foreign])
    right = books(plays)
    found = wrong(Books(right.recount, right.rollups, streamed, None), HELD)
    deltas = corrections(found, NOW)
    assert {each.cause for each in deltas} <= {"repair"}
    assert after(streamed, deltas) == right.recount
    assert corrections(wrong(Books(right.recount, right.rollups, after(streamed, deltas), None), HELD), NOW) == []


@given(some_plays(), st.sampled_from(Window), st.data())
def test_what_deltas_cannot_mend_is_not_touched(plays: list[ScoredPlay], window: Window, data: st.DataObject) -> None:
    right = books(plays)
    figure = data.draw(st.sampled_from(sorted(each for each in right.recount if each.window is window)))
    before = right.recount[figure]
    streamed = {**right.recount, figure: before.evolve(held_plays=before.held_plays + 1)}
    assert corrections(wrong(Books(right.recount, right.rollups, streamed, None), HELD), NOW) == []


@given(some_plays())
def test_an_hour_is_mended_also_when_its_minutes_are_closed(plays: list[ScoredPlay]) -> None:
    right = books(plays)
    much_later = max(each.start for each in right.recount) + OPEN[Window.MINUTE] + timedelta(hours=1)
    assert much_later - NOON < OPEN[Window.HOUR]
    streamed = {figure: total for figure, total in right.recount.items() if figure.window is Window.MINUTE}
    found = [
        each
        for each in wrong(Books(right.recount, right.rollups, streamed, None), HELD)
        if each.figure.window is not Window.MINUTE
    ]
    assert after(streamed, corrections(found, much_later)) == right.recount
