"""Accounts balance, days are made of hours, and each detection is in one account once whatever is read again."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from injyana.reconcile.account import GONE, Account, Accounts, Detection, End, added, days, tally
from injyana.reconcile.reading import Plan, planned
from injyana.reconcile.scope import OLD_DAYS, hour_before, last_days, old_day
from kernel.clock import KIGALI
from tests.unit.redis_sink.made import NOON

PLACE = ("detections.raw", 0)
ends = st.sampled_from(End)
received = st.integers(0, 3 * 24 * 60).map(lambda minute: NOON + timedelta(minutes=minute))


def detection(offset: int, at: datetime = NOON, source: str = "phone-1") -> Detection:
    return Detection(PLACE, offset, source, None, at)


@given(st.lists(st.tuples(st.sampled_from(("phone-1", "phone-2")), received, ends)))
def test_accepted_is_the_sum_and_days_are_made_of_hours(those: list[tuple[str, datetime, End]]) -> None:
    accounts: Accounts = {}
    tally(accounts, ((detection(n, at, source), end) for n, (source, at, end) in enumerate(those)))
    total = added(accounts.values())
    assert total.accepted == len(those)
    assert total.missing == sum(end in GONE for *_, end in those)
    assert total.balances == (total.missing == 0)
    assert added(days(accounts).values()) == total
    assert all(slot.hour.astimezone(KIGALI).hour == 0 for slot in days(accounts))


def settled(plan: Plan, log: list[Detection]) -> list[Detection]:
    read = [each for each in log if each.offset >= plan.starts[PLACE]]
    return [each for each in read if plan.settles(each) and plan.counts(each)]


@given(st.lists(received, max_size=12).map(sorted), st.data())
def test_runs_one_after_another_count_each_detection_once(times: list[datetime], data: st.DataObject) -> None:
    log = [detection(offset, at) for offset, at in enumerate(times)]
    counted: dict[int, int] = {}
    before: dict[tuple[str, int], int] = {}
    for _ in range(data.draw(st.integers(1, 5))):
        passed = data.draw(st.none() | st.integers(0, len(log)))
        again_from = data.draw(st.none() | received.map(lambda at: hour_before(at, timedelta())))
        again = None
        if again_from is not None:
            again = {PLACE: next((each.offset for each in log if each.received_at >= again_from), len(log))}
        plan = planned(before, {PLACE: 0}, None if passed is None else {PLACE: passed}, again, again_from)
        if plan.again_from is not None:
            counted = {n: count for n, count in counted.items() if log[n].received_at < plan.again_from}
        for each in settled(plan, log):
            counted[each.offset] = counted.get(each.offset, 0) + 1
        assert plan.marks[PLACE] >= before.get(PLACE, 0)
        before = dict(plan.marks)
    assert counted == dict.fromkeys(range(before[PLACE]), 1)


def test_what_kafka_forgot_is_not_waited_for() -> None:
    plan = planned({PLACE: 5}, {PLACE: 40}, {PLACE: 60}, None, None)
    assert (plan.starts, plan.marks) == ({PLACE: 40}, {PLACE: 60})


def test_every_old_day_has_its_turn() -> None:
    starts = {old_day(NOON, turn).since for turn in range(OLD_DAYS)}
    last = last_days(NOON, 2)
    assert max(starts) == last.since - timedelta(days=1)
    assert len(starts) == OLD_DAYS
    assert old_day(NOON, 0) == old_day(NOON, OLD_DAYS)
    assert last.since < NOON < last.until


def test_an_account_without_gaps_balances() -> None:
    assert Account(accepted=2, plays=1, in_flight=1).balances
    assert not Account(accepted=2, plays=1, missing=1).balances
