"""Whatever is wrong is found, and laid at the right door."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from injyana.accounts.totals import NOTHING, Figure, Totals
from injyana.reconcile.judging import Kind, moves, wrong
from kernel.events.aggregates import Window
from kernel.events.plays import ScoredPlay, Verdict
from tests.unit.reconcile.made import HELD, books, counted, some_plays


def changed(totals: Totals, figure: Figure) -> Totals:
    before = totals.get(figure, NOTHING)
    return {**totals, figure: before.evolve(accepted_plays=before.accepted_plays + 1)}


@given(some_plays(least=0))
def test_what_agrees_is_not_wrong(plays: list[ScoredPlay]) -> None:
    assert wrong(books(plays), HELD) == []


@given(some_plays(), st.data())
def test_one_changed_total_is_named_and_it_alone(plays: list[ScoredPlay], data: st.DataObject) -> None:
    right = books(plays)
    figure = data.draw(st.sampled_from(sorted(right.recount)))
    assert right.streamed is not None
    assert right.live is not None
    live = wrong(replace(right, live=changed(right.live, figure)), HELD)
    assert [(each.kind, each.figure, each.mendable) for each in live] == [(Kind.REDIS, figure, True)]
    streamed = wrong(replace(right, streamed=changed(right.streamed, figure)), HELD)
    assert [(each.kind, each.figure, each.mendable) for each in streamed] == [(Kind.STREAMED, figure, True)]
    if figure.window is not Window.MINUTE:
        rollups = wrong(replace(right, rollups=changed(right.rollups, figure)), HELD)
        assert [(each.kind, each.figure, each.mendable) for each in rollups] == [(Kind.ROLLUPS, figure, True)]


@given(some_plays(), st.data())
def test_a_play_that_vanished_is_the_ledgers_fault_and_nothing_is_mended(
    plays: list[ScoredPlay], data: st.DataObject
) -> None:
    gone = data.draw(st.sampled_from(plays))
    found = wrong(replace(books(plays), recount=counted(each for each in plays if each is not gone)), HELD)
    assert {each.figure for each in found} == set(counted([gone]))
    assert {each.kind for each in found} == {Kind.LEDGER}
    assert not any(each.mendable for each in found)


@given(some_plays(), some_plays(), st.data())
def test_plays_on_their_way_are_no_gap_however_many_are_counted(
    plays: list[ScoredPlay], coming: list[ScoredPlay], data: st.DataObject
) -> None:
    came = data.draw(st.integers(0, len(coming)))
    revised = [
        each.evolve(revision=1, previous_verdict=each.verdict, verdict=Verdict.REJECTED)
        for each in plays
        if each.verdict is Verdict.HELD
    ]
    some = counted([*plays, *coming[:came]])
    all_of_them = counted([*plays, *coming, *revised])
    late = moves([*coming, *revised])
    assert wrong(replace(books(plays), streamed=some, live=all_of_them, moves=late), HELD) == []


@given(some_plays())
def test_what_is_no_longer_held_is_not_compared(plays: list[ScoredPlay]) -> None:
    right = books(plays)
    latest = max(figure.start for figure in right.recount)
    closed = replace(HELD, streamed=dict.fromkeys(Window, latest), live=dict.fromkeys(Window, latest))
    assert wrong(replace(right, streamed={}, live={}), closed) == []
    assert wrong(replace(right, streamed=None, live=None), HELD) == []


@given(some_plays(), st.data())
def test_where_no_two_agree_nobody_is_believed(plays: list[ScoredPlay], data: st.DataObject) -> None:
    right = books(plays)
    figure = data.draw(st.sampled_from(sorted(right.rollups)))
    assert right.streamed is not None
    rollups = changed(changed(right.rollups, figure), figure)
    found = wrong(replace(right, rollups=rollups, streamed=changed(right.streamed, figure), live=None), HELD)
    assert (Kind.DISPUTED, figure, False) in [(each.kind, each.figure, each.mendable) for each in found]
