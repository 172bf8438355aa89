"""Every snippet of docs/analysts.md is run as it stands, but for the addresses, on data that this test puts in."""

import os
import re
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from confluent_kafka import Producer

from injyana.local.settings import ROOT, LocalSettings
from kernel.codec import Codec
from kernel.dimensions import window_key, window_start
from kernel.events.aggregates import Dimension, Window, WindowTotal
from kernel.kafka import producer_config
from kernel.registry import Registry
from kernel.topics import AGGREGATES_DAY, AGGREGATES_HOUR
from tests.integration.redis_sink.ledger import store
from tests.unit.redis_sink.made import play

TEXT = (ROOT / "docs/analysts.md").read_text()
BLOCKS = re.findall(r"^```(\w+)(?: title=(\S+))?\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
COMMANDS = [body for language, _, body in BLOCKS if language == "bash"]
NOW = datetime.now(UTC)
PLAYS = 10**15  # more than anything else in the shared topics, so that it is the first of any top list


@pytest.fixture(scope="module")
def song(stack: LocalSettings) -> str:
    """The id of a song of which both topics hold an old and a newer total."""
    song = f"song-{uuid4()}"
    producer = Producer(producer_config(stack.kafka))
    with closing(Registry(stack.registry)) as registry:
        for topic, window in ((AGGREGATES_HOUR, Window.HOUR), (AGGREGATES_DAY, Window.DAY)):
            start = window_start(window, NOW)
            codec = Codec(topic, registry)
            for plays in (1, PLAYS + NOW.microsecond):
                total = WindowTotal(
                    dimension=Dimension.SONG, id=song, window=window, start=start, accepted_plays=plays, accepted_ms=1
                )
                producer.produce(topic.name, codec.encode(total), window_key(Dimension.SONG, song, start), partition=0)
    assert producer.flush(10) == 0
    return song


@pytest.fixture
def shell(stack: LocalSettings, database: str, tmp_path: Path) -> "Shell":
    """A folder that holds the page's programs, and this stack's addresses in the place of the default ones."""
    made = Shell(stack, database, tmp_path)
    for language, title, body in BLOCKS:
        if language == "python":
            assert title, "a program without a name cannot be run"
            (tmp_path / title).write_text(made.addressed(body))
    return made


class Shell:
    def __init__(self, stack: LocalSettings, database: str, folder: Path) -> None:
        default = LocalSettings()
        self._folder = folder
        self._addresses = {
            default.database: database,
            default.registry: stack.registry,
            default.kafka: stack.kafka,
        }

    def addressed(self, text: str) -> str:
        for theirs, ours in self._addresses.items():
            text = text.replace(theirs, ours)
        return text

    def run(self, command: str) -> str:
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", self.addressed(command)],
            cwd=self._folder,
            env=os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert not done.stderr
        return done.stdout


def command(words: str) -> str:
    """The one command of the page that holds these words."""
    found: list[str] = [each for each in COMMANDS if words in each]
    assert len(found) == 1, words
    return found[0]


TESTED = ("offset %o", "python decode.py", "top_songs.py", "hours_heard", "date_trunc('minute'", "AS district")


def test_every_command_of_the_page_is_run_by_a_test() -> None:
    assert sorted(COMMANDS) == sorted(command(words) for words in TESTED)
    assert {language for language, _, _ in BLOCKS} == {"bash", "python"}


def test_kcat_shows_keys(shell: Shell, song: str) -> None:
    key = window_key(Dimension.SONG, song, window_start(Window.HOUR, NOW))
    assert shell.run(command(TESTED[0])).count(f"{key} partition 0 offset ") == 2


def test_kcat_and_decode_show_values(shell: Shell, song: str) -> None:
    lines = [line for line in shell.run(command(TESTED[1])).splitlines() if song in line]
    assert len(lines) == 2
    assert f'"accepted_plays": {PLAYS + NOW.microsecond}' in lines[1]


def test_python_shows_the_newest_totals_of_the_top_songs(shell: Shell, song: str) -> None:
    lines = shell.run(command(TESTED[2])).splitlines()
    assert len(lines) <= 10
    assert f"{PLAYS + NOW.microsecond}  {song}" in [line.strip() for line in lines]


@pytest.mark.parametrize("words", TESTED[3:])
def test_psql_shows_songs_minutes_and_districts(shell: Shell, database: str, words: str) -> None:
    store(database, [play(n, played_at=NOW, district="Gasabo") for n in range(3)])
    output = shell.run(command(words))
    shown = {"hours_heard": "song-1", "date_trunc('minute'": "accepted", "AS district": "Gasabo"}[words]
    row = next(line for line in output.splitlines() if shown in line and "|" in line and "accepted_" not in line)
    assert "3" in [cell.strip() for cell in row.split("|")]
