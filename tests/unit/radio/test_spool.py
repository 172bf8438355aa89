"""The spool never loses a play and never doubles one, whenever its process dies."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from detectors.radio import spool as module
from detectors.radio.plays import Play, continued
from detectors.radio.spool import Spool
from kernel.errors import Misconfigured
from kernel.ids import EventId
from tests.unit.radio.made import STATION, sounded


def play(number: int) -> Play:
    [made] = continued((), STATION, [sounded(f"song {number}", number, number + 60)])
    return made


class Kept(RuleBasedStateMachine):
    """The spool beside a list, with the process ended and started again between any two calls."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.spool = Spool(self.folder / "spool.db")
        self.open: dict[str, Play] = {}
        self.waiting: list[str] = []
        self.sent: set[str] = set()
        self.next = 0

    @rule(fresh=st.integers(0, 3), ended=st.integers(0, 3))
    def keep(self, fresh: int, ended: int) -> None:
        for _ in range(fresh):
            made = play(self.next)
            self.open[made.event_id] = made
            self.next += 1
        over = [self.open.pop(each) for each in list(self.open)[:ended]]
        self.spool.keep(tuple(self.open.values()), [(each.event_id, b"{}") for each in over])
        self.waiting += [each.event_id for each in over]

    @rule()
    def die_while_keeping(self) -> None:
        """What was not committed did not happen."""
        self.spool._db.execute("BEGIN IMMEDIATE")
        self.spool._db.execute("DELETE FROM open_plays")
        self.spool._db.execute("DELETE FROM waiting")
        self.again()

    @rule(count=st.integers(1, 4))
    def send(self, count: int) -> None:
        found = self.spool.oldest(count)
        assert [each.event_id for each in found] == self.waiting[:count]
        self.spool.done([each.number for each in found])
        self.sent.update(each.event_id for each in found)
        del self.waiting[:count]

    @rule()
    def again(self) -> None:
        self.spool.close()
        self.spool = Spool(self.folder / "spool.db")

    @rule()
    def the_same_twice(self) -> None:
        """A play that waits already waits once."""
        self.spool.keep(tuple(self.open.values()), [(EventId(each), b"other") for each in self.waiting])

    @invariant()
    def nothing_is_lost_or_doubled(self) -> None:
        assert {each.event_id: each for each in self.spool.open_plays()} == self.open
        assert [each.event_id for each in self.spool.oldest(1000)] == self.waiting
        assert len(self.spool) == len(self.waiting)
        assert len(self.open) + len(self.waiting) + len(self.sent) == self.next

    def teardown(self) -> None:
        self.spool.close()
        shutil.rmtree(self.folder)


Kept.TestCase.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)
TestKept = Kept.TestCase


def test_what_was_kept_survives_a_kill(tmp_path: Path) -> None:
    """The process is killed without any warning after it said that it had kept a play."""
    program = (
        "import os, signal, sys; from pathlib import Path; from detectors.radio.spool import Spool\n"
        "from tests.unit.radio.test_spool import play\n"
        "spool = Spool(Path(sys.argv[1])); spool.keep((play(1),), [(play(2).event_id, b'two')])\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    path = tmp_path / "spool.db"
    done = subprocess.run([sys.executable, "-c", program, str(path)], check=False)
    assert done.returncode == -9
    spool = Spool(path)
    assert spool.open_plays() == (play(1),)
    assert [each.body for each in spool.oldest(5)] == [b"two"]
    spool.close()


def test_two_threads_of_one_process(tmp_path: Path) -> None:
    one, other = Spool(tmp_path / "a.db"), Spool(tmp_path / "a.db")
    one.keep((), [(play(1).event_id, b"1")])
    other.done([each.number for each in other.oldest(1)])
    one.keep((), [(play(2).event_id, b"2")])
    assert [each.body for each in other.oldest(9)] == [b"2"]
    one.close()
    other.close()


def test_beyond_its_bound_the_oldest_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 3)
    spool = Spool(tmp_path / "a.db")
    for number in range(5):
        spool.keep((), [(play(number).event_id, str(number).encode())])
    assert [each.body for each in spool.oldest(9)] == [b"2", b"3", b"4"]
    spool.close()


def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    path.write_bytes(b"no database at all" * 1000)
    with pytest.raises(Misconfigured, match="move it away"):
        Spool(path)
