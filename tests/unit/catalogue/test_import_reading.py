"""CSV by the line: any rows come back with their lines and bytes, also from the middle on."""

import csv
import io
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.imports.reading import RECORD_BYTES, Header, milliseconds, rows
from kernel.errors import Refused

cell = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12).map(str.strip)
quoted = st.builds(lambda a, b: f"{a}\n{b}".strip() or "x", cell, cell)
table = st.lists(st.tuples(st.one_of(cell, quoted), cell, cell), max_size=12)


def file_of(found: list[tuple[str, str, str]], delimiter: str = ",", end: str = "\r\n") -> io.BytesIO:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end)
    writer.writerow(("Title", "artist", "ISRC"))
    writer.writerows(found)
    return io.BytesIO(out.getvalue().encode())


@given(table, st.sampled_from(",;\t"), st.sampled_from(["\n", "\r\n"]))
def test_rows_come_back_and_reading_goes_on_behind_each(
    found: list[tuple[str, str, str]], delimiter: str, end: str
) -> None:
    file = file_of(found, delimiter, end)
    header = Header(file)
    read = list(rows(file, header, 0, 1))
    assert [each.wrong for each in read] == [None] * len(read)
    wanted = [each for each in found if "".join(each) or delimiter]
    assert [each.cells["artist"].lstrip("'") for each in read] == [each[1].lstrip("'") for each in wanted]
    for number, each in enumerate(read):
        rest = list(rows(file, header, each.end, each.end_line))
        assert rest == read[number + 1 :]


def test_lines_are_those_of_an_editor() -> None:
    file = io.BytesIO(b'title,artist,isrc\n"a\nb",c,d\n\nbad\n"unclosed,x,y\n' + b"x" * RECORD_BYTES + b"\n")
    read = list(rows(file, Header(file), 0, 1))
    assert [(each.line, each.wrong is None) for each in read] == [(2, True), (5, False), (6, False)]


def test_memory_is_bounded_where_a_quotation_mark_is_missing() -> None:
    file = io.BytesIO(b'title,artist,isrc\n"' + b"long line\n" * 50_000)
    read = list(rows(file, Header(file), 0, 1))
    assert "quotation mark" in (read[0].wrong or "")
    assert all(each.wrong for each in read)
    assert read[-1].end_line == 50_001


@pytest.mark.parametrize(
    ("cells", "length"),
    [
        ({"duration_ms": "214000"}, 214_000),
        ({"duration": "3:34"}, 214_000),
        ({"duration": "1:02:03"}, 3_723_000),
        ({"duration": "61.5"}, 61_500),
        ({"duration": ""}, None),
        ({}, None),
    ],
)
def test_lengths(cells: dict[str, str], length: int | None) -> None:
    assert milliseconds(cells) == length


@pytest.mark.parametrize("text", ["-1", "0", "3:60", "25:00:00", "x", "1e3", "99999999"])
def test_wrong_lengths(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        milliseconds({"duration": text})


def test_a_first_line_that_is_too_long_is_refused() -> None:
    with pytest.raises(Refused):
        Header(io.BytesIO(b"x" * 1_000_000))


def test_a_hundred_thousand_lines_take_no_more_memory_than_a_few(tmp_path: Path) -> None:
    path = tmp_path / "songs.csv"
    line = "A title of some length,An artist,RWABC2400001\n"
    path.write_text("title,artist,isrc\n" + line * 100_000)
    with path.open("rb") as file:
        tracemalloc.start()
        read = sum(1 for _ in rows(file, Header(file), 0, 1))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert read == 100_000
    assert peak < 1_000_000
