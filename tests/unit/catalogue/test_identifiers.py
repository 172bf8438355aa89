"""ISWC, IPI and ISNI: published numbers pass, and any single wrong digit does not."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.identifiers import ipi, isni, iswc


@pytest.mark.parametrize(
    ("check", "text", "number"),
    [
        (iswc, "T-034.524.680-1", "T0345246801"),
        (iswc, "iswc t0345246801", "T0345246801"),
        (ipi, "00014107338", "00014107338"),
        (ipi, "14107338", None),
        (ipi, "014107338", "00014107338"),
        (isni, "0000 0001 2103 2683", "0000000121032683"),
        (isni, "0000 0001 2150 090X", "000000012150090X"),
    ],
)
def test_published_numbers(check: Callable[[str], str | None], text: str, number: str | None) -> None:
    assert check(text) == number


@given(place=st.integers(1, 10), other=st.integers(1, 9))
def test_a_wrong_digit_of_an_iswc_is_seen(place: int, other: int) -> None:
    code = "T0345246801"
    wrong = code[:place] + str((int(code[place]) + other) % 10) + code[place + 1 :]
    weights = [*range(1, 10), 1]
    expected = None if (weights[place - 1] * other) % 10 else wrong
    assert iswc(wrong) in (None, expected)


@given(place=st.integers(0, 15), other=st.integers(1, 9))
def test_a_wrong_digit_of_an_isni_is_seen(place: int, other: int) -> None:
    code = "0000000121032683"
    assert isni(code[:place] + str((int(code[place]) + other) % 10) + code[place + 1 :]) is None


@given(st.text(max_size=30))
def test_any_text_is_answered(text: str) -> None:
    for check in (iswc, ipi, isni):
        check(text)
