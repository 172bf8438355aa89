"""Rows in PostgreSQL's text format, read back by the rules of its manual."""

import json

from hypothesis import given
from hypothesis import strategies as st

from ledger.copying import LARGEST_INTEGER, NULL, array, binary, clean, is_uuid, json_text, line, number

TEXT = st.text(st.characters(exclude_characters="\0\x01", exclude_categories=["Cs"]))
BACK = {"\\": "\\", "t": "\t", "n": "\n", "r": "\r"}


def read(row: str) -> list[str | None]:
    """What COPY makes of one row."""
    assert row.endswith("\n")
    assert "\n" not in row[:-1]
    return [None if field == NULL else unescaped(field) for field in row[:-1].split("\t")]


def unescaped(field: str) -> str:
    characters = iter(field)
    return "".join(BACK[next(characters)] if character == "\\" else character for character in characters)


@given(st.lists(TEXT | st.just(NULL), min_size=1))
def test_a_line_says_its_fields(fields: list[str]) -> None:
    assert read(line(fields)) == [None if field == NULL else field for field in fields]


@given(st.lists(TEXT))
def test_an_array_says_its_values(values: list[str]) -> None:
    quoted = array(values)[1:-1]
    assert json.loads("[" + quoted.replace("\n", "\\n").replace("\t", "\\t") + "]", strict=False) == values


def test_binary_is_hex() -> None:
    assert (binary(b"\x00\xff"), binary(None)) == ("\\x00ff", NULL)


def test_json_keeps_every_letter() -> None:
    assert json_text({"a": "Ü"}) == '{"a": "Ü"}'


def test_only_the_usual_form_is_a_uuid() -> None:
    good = "0d5dfd3a-54ab-4d5d-9a47-8b3ad5f4b4f0"
    assert is_uuid(good)
    assert not any(map(is_uuid, (good.upper(), good.replace("-", ""), f"{{{good}}}", good + "\n", "")))


def test_numbers_are_digits_within_bounds() -> None:
    assert [number(text, LARGEST_INTEGER) for text in ("0", "2147483647")] == [0, LARGEST_INTEGER]
    for text in (None, "", "-1", "2147483648", "9" * 40, "٣", "1e3", " 1"):
        assert number(text, LARGEST_INTEGER) is None


@given(st.text())
def test_clean_text_can_be_stored(text: str) -> None:
    assert not {"\0", "\x01"} & set(clean(text))
