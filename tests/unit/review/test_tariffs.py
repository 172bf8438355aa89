"""What plays are worth: exact, and the same in whatever order or grouping they are summed."""

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.errors import Misconfigured
from kernel.events.sources import SourceType
from review import tariffs

TARIFFS = tariffs.read()
HEARD = st.dictionaries(st.sampled_from(list(SourceType)), st.integers(0, 10**12))


def test_the_file_gives_every_type_its_tariff_with_unit_and_reason() -> None:
    assert set(TARIFFS.by_minute) == set(SourceType)
    assert all(isinstance(each, Fraction) for each in TARIFFS.by_minute.values())
    assert TARIFFS.francs({SourceType.RADIO: 90_000}) == 60
    assert TARIFFS.francs({SourceType.PHONE: 119_999}) == 0
    assert TARIFFS.francs({SourceType.PHONE: 120_000}) == 1
    assert TARIFFS.francs({}) == 0


@given(HEARD)
def test_whole_numbers_in_a_database_give_the_same_francs(heard: dict[SourceType, int]) -> None:
    units = sum(ms * TARIFFS.weights[kind.value] for kind, ms in heard.items())
    assert units // TARIFFS.divisor == TARIFFS.francs(heard)


@given(st.lists(HEARD, max_size=5))
def test_francs_are_cut_once_and_never_made(parts: list[dict[SourceType, int]]) -> None:
    together = {kind: sum(part.get(kind, 0) for part in parts) for kind in SourceType}
    apart = sum(TARIFFS.francs(part) for part in parts)
    assert apart <= TARIFFS.francs(together) <= apart + len(parts)


@given(st.dictionaries(st.sampled_from(list(SourceType)), st.fractions(0, 1000, max_denominator=97), min_size=5), HEARD)
def test_any_fractions_are_exact(by_minute: dict[SourceType, Fraction], heard: dict[SourceType, int]) -> None:
    made = tariffs.Tariffs("t", by_minute, 0, TARIFFS.second_person_within)
    units = sum(ms * made.weights[kind.value] for kind, ms in heard.items())
    assert Fraction(units, made.divisor) == sum((by_minute[k] * ms / 60_000 for k, ms in heard.items()), Fraction(0))


@pytest.mark.parametrize(
    ("found", "put"),
    [
        ('value: "1/2"', 'value: "1/0"'),
        ('value: "1/2"', 'value: "-1"'),
        ('value: "1/2"', "value: much"),
        ("unit: RWF\n", "unit: USD\n"),
        ("reason: One listener.", 'reason: ""'),
        ("  phone:", "  fridge:"),
        ("limits:", "bounds:"),
    ],
)
def test_a_file_that_lacks_something_is_refused(tmp_path: Path, found: str, put: str) -> None:
    text = tariffs.FILE.read_text()
    assert found in text
    path = tmp_path / "tariffs.yaml"
    path.write_text(text.replace(found, put))
    with pytest.raises(Misconfigured):
        tariffs.read(path)
