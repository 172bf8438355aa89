"""The catalogue as CSV and JSON lines."""

import csv
import json

import pytest

from catalogue.export import FORMULA, Format, lines
from tests.unit.recognition.made import song

SONGS = [
    song(1, 'Say "Muraho", Kigali\nnow', "Café Kigali", "RWABC2400001"),
    song(2, "=HYPERLINK(1)", "@artist"),
    song(3, "Ngabo", "-1+1"),
]


def test_csv_is_read_back_and_has_no_formulas() -> None:
    rows = list(csv.DictReader("".join(lines(SONGS, Format.CSV)).splitlines(keepends=True)))
    assert [row["song_id"] for row in rows] == [each.song_id for each in SONGS]
    assert (rows[0]["title"], rows[0]["artist"], rows[0]["isrc"]) == (SONGS[0].title, SONGS[0].artist, SONGS[0].isrc)
    assert [(row["title"], row["artist"]) for row in rows[1:]] == [("'=HYPERLINK(1)", "'@artist"), ("Ngabo", "'-1+1")]
    assert rows[1]["isrc"] == ""


@pytest.mark.parametrize("begin", FORMULA)
def test_no_cell_begins_like_a_formula(begin: str) -> None:
    made = song(1, f"{begin}1", f"{begin}2")
    for row in csv.reader("".join(lines([made], Format.CSV)).splitlines(keepends=True)):
        assert not [cell for cell in row if cell.startswith(FORMULA)]


def test_json_lines_hold_the_songs_as_they_are() -> None:
    said = [json.loads(line) for line in lines(SONGS, Format.JSONL)]
    assert [each["title"] for each in said] == [each.title for each in SONGS]
    assert said[1]["isrc"] is None
    assert "line" not in said[0]
