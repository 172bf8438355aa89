"""`injyana simulate` as a person uses it, as far as it goes without servers."""

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from injyana.cli import app
from kernel.errors import Refused

runner = CliRunner()
SMALL = ("simulate", "--seed", "2", "--days", "1", "--sources", "12")


def test_files_hold_detections_labels_songs_and_sources(tmp_path: Path) -> None:
    done = runner.invoke(app, [*SMALL, "--attack", "loop:0.5", "--attack", "teleport", "--out", str(tmp_path)])
    assert done.exit_code == 0, done.output
    assert "loop:0.5" in done.output
    detections = [json.loads(line) for line in (tmp_path / "detections.jsonl").read_text().splitlines()]
    with (tmp_path / "labels.csv").open(newline="") as file:
        labels = list(csv.DictReader(file))
    assert [each["event_id"] for each in detections] == [each["event_id"] for each in labels]
    assert [each["source_id"] for each in detections] == [each["source_id"] for each in labels]
    assert {each["label"] for each in labels} >= {"honest", "fraud"}
    assert {each["attack"] for each in labels} == {"", "loop", "teleport"}
    sources = {json.loads(line)["source_id"] for line in (tmp_path / "sources.jsonl").read_text().splitlines()}
    assert {each["source_id"] for each in labels} <= sources
    with (tmp_path / "songs.csv").open(newline="") as file:
        songs = {row["song_id"] for row in csv.DictReader(file)}
    assert {each["song_id"] for each in labels} <= songs


def test_the_start_is_kept(tmp_path: Path) -> None:
    done = runner.invoke(app, [*SMALL, "--start", "2026-05-04", "--out", str(tmp_path)])
    assert done.exit_code == 0, done.output
    first = (tmp_path / "labels.csv").read_text().splitlines()[1]
    assert "2026-05-0" in first


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "--out DIR"),
        (["--attack", "magic:1", "--out", "x"], "there is no attack 'magic'"),
        (["--attack", "loop:much", "--out", "x"], "NAME:STRENGTH"),
        (["--attack", "loop:2", "--out", "x"], "above 0, up to 1"),
        (["--start", "tomorrow", "--out", "x"], "2026-03-02"),
        (["--start", "2026-03-02", "--feed"], "ends now"),
        (["--days", "29", "--feed"], "at most 28"),
        (["--days", "30", "--sources", "9000", "--out", "x"], "take fewer of either"),
    ],
)
def test_bad_arguments_are_refused_in_words(arguments: list[str], says: str, tmp_path: Path) -> None:
    words = [str(tmp_path / word) if word == "x" else word for word in arguments]
    done = runner.invoke(app, [*SMALL, *words])
    assert isinstance(done.exception, Refused)
    assert says in str(done.exception)


def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = runner.invoke(app, [*SMALL, "--out", str(tmp_path / "file")])
    assert isinstance(done.exception, Refused)
    assert "cannot be written" in str(done.exception)
