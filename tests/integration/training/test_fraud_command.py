"""`injyana fraud`, as a person at a shell uses it, on a ledger of simulated plays."""

import os
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import numpy as np
import psycopg
import pytest

from injyana.local.settings import LocalSettings
from kernel.clock import system_clock
from kernel.events.event import Origin
from kernel.events.plays import ScoredPlay, Verdict
from kernel.events.sources import SourceType
from kernel.stage import Received
from ledger.plays import PLAY_COLUMNS, play_row
from simulation.country import simulate
from stream_processors.fraud.models.bundle import Bundle
from training import files

DAYS = 5
VERSION = re.compile(r"\b\d{8}-[0-9a-f]{8}\b")


class Shell:
    """Runs the command on a database, with a state folder of its own."""

    def __init__(self, stack: LocalSettings, database: str, state: Path) -> None:
        self.state = state
        self._environment = os.environ | stack.environment()
        self._environment |= {"INJYANA_STATE_DIR": str(state), "INJYANA_DATABASE": database}

    def fraud(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [str(Path(sys.executable).parent / "injyana"), "fraud", *arguments]
        return subprocess.run(command, env=self._environment, capture_output=True, text=True, timeout=110, check=False)

    def good(self, *arguments: str) -> str:
        done = self.fraud(*arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def refused(self, *arguments: str) -> str:
        done = self.fraud(*arguments)
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        return done.stderr


@pytest.fixture
def shell(stack: LocalSettings, database: str, tmp_path: Path) -> Shell:
    return Shell(stack, database, tmp_path)


@pytest.fixture
def ledger(database: str) -> int:
    """A ledger of some honest days that end now; how many plays it holds."""
    start = system_clock() - timedelta(days=DAYS)
    country = simulate(3, days=DAYS, sources=60, start=start, artists=60)
    plays = {truth.play.event_id: truth.play for truth in country.plays() if not truth.resend}
    with psycopg.connect(database) as connection, connection.cursor() as cursor:
        with cursor.copy(f"COPY play_events ({PLAY_COLUMNS}) FROM STDIN (NULL E'\\x01')") as copy:
            for play in plays.values():
                told = {name: getattr(play, name) for name in play.__struct_fields__}
                scored = ScoredPlay(**told, verdict=Verdict.ACCEPTED, score=0.0, scored_by="rules")
                copy.write(play_row(Received(scored, Origin(topic="plays.scored", partition=0, offset=0))))
        cursor.executemany(
            "INSERT INTO devices (source_id, source_type, name, created_at) VALUES (%s, %s, %s, %s)",
            [(each.source_id, each.source_type.value, each.name, each.registered_at) for each in country.sources],
        )
    return len(plays)


@pytest.mark.timeout(300)
@pytest.mark.usefixtures("ledger")
def test_trained_shadowed_promoted_and_rolled_back(shell: Shell) -> None:
    told = shell.good("train", "--days", str(DAYS), "--by", "mutesi")
    (version,) = set(VERSION.findall(told))
    assert "phone" in told
    assert "radio: no model" in told
    bundle = Bundle.read(files.read(shell.state, version))
    scorer = bundle.scorer(SourceType.PHONE)
    assert scorer is not None
    assert np.isfinite(scorer.scores(np.zeros((3, len(scorer.features)))).tail).all()
    assert bundle.manifest.evaluation["phone"]["held"] < 0.05
    assert not bundle.manifest.simulated
    listed = shell.good("models")
    assert version in listed
    assert "mutesi" in listed
    assert "the rules alone" in shell.good("status")
    shell.good("promote", version, "--shadow", "--by", "mutesi")
    told = shell.good("promote", version, "--by", "gasana", "--reason", "a first start")
    assert f"are judged by {version}" in told
    status = shell.good("status")
    assert "a first start" in status
    assert "gasana" in status
    assert status.count("to come") == 2
    assert "the rules alone" in shell.good("rollback")
    assert "no model is live" in shell.refused("rollback")


@pytest.mark.timeout(300)
def test_the_same_ledger_and_seed_give_the_same_arrays(shell: Shell, ledger: int) -> None:
    assert ledger > 5000
    until = (system_clock() - timedelta(hours=1)).isoformat()
    versions = [VERSION.findall(shell.good("train", "--days", "4", "--until", until))[-1] for _ in range(2)]
    first, second = (files.read(shell.state, version) for version in versions)
    assert [model.sha256 for model in first] == [model.sha256 for model in second]


def test_what_cannot_be_done_is_said_in_one_line(shell: Shell) -> None:
    assert "no plays in that time" in shell.refused("train")
    assert "3 days" not in shell.refused("train", "--days", "3", "--until", "2020-01-01")
    assert "is no time" in shell.refused("train", "--until", "yesterday")
    assert "is not here" in shell.refused("promote", "20261102-0badcafe")
    assert "is no version" in shell.refused("promote", "../x")
    assert "no model scores as a shadow" in shell.refused("rollback", "--shadow")
    assert "no version was trained yet" in shell.good("models")


def test_a_database_that_is_away_is_said_so(stack: LocalSettings, tmp_path: Path) -> None:
    away = Shell(stack, "postgresql://injyana:local-only@127.0.0.1:9/injyana", tmp_path)
    assert "PostgreSQL does not answer" in away.refused("status")
    assert "PostgreSQL does not answer" in away.refused("train")
