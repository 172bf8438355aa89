"""Opening hours: outside of their span a venue is never open."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.venues.hours import DAY, checked, span
from catalogue.venues.shapes import HoursSaid
from kernel.problems import Problem

minutes = st.integers(0, DAY - 1)


def hours(opens: int, closes: int, weekday: int = 1) -> HoursSaid:
    return HoursSaid(weekday=weekday, opens=time(*divmod(opens, 60)), closes=time(*divmod(closes, 60)))


@given(st.lists(st.tuples(minutes, minutes).filter(lambda pair: pair[0] != pair[1]), min_size=1, max_size=7))
def test_the_span_holds_every_opening(pairs: list[tuple[int, int]]) -> None:
    found = span([hours(*pair) for pair in pairs])
    assert found is not None
    opens, closes = (at.hour * 60 + at.minute for at in found)
    length = (closes - opens - 1) % DAY + 1
    for begin, end in pairs:
        for minute in (begin, (end - 1) % DAY):
            assert (minute - opens) % DAY < length


def test_no_hours_are_not_known() -> None:
    assert span([]) is None
    assert span([hours(17 * 60, 2 * 60)]) == (time(17), time(2))


def test_what_cannot_be_is_refused() -> None:
    for wrong in ([hours(60, 60)], [hours(60, 120), hours(60, 180)]):
        with pytest.raises(Problem):
            checked(wrong)
    checked([hours(60, 120), hours(60, 120, 2), hours(180, 240)])
