"""The supervisor at work, with Redis as the one server, beside all other stacks."""

import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console

from injyana.local import programs, redis
from injyana.local.readiness import wait_ready
from injyana.local.settings import HOST, LocalSettings
from injyana.local.stack import Stack
from kernel.errors import Misconfigured, Outage, Refused
from tests.waiting import wait_until

QUIET = Console(quiet=True)


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Stack]:
    """A stack in a folder of its own whose supervisor runs and whose Redis is ready."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    stack = Stack(LocalSettings(state_dir=tmp_path / "state", redis_port=port), QUIET)
    stack.local.run_dir.mkdir(parents=True)
    stack.local.log_dir.mkdir()
    stack.supervisor.start()
    server = redis.server(stack.local)
    server.prepare()
    stack.supervisor.start_program(programs.SERVERS, "redis")
    wait_ready(stack.local, stack.supervisor, {"redis": server.probe}, 30, QUIET)
    yield stack
    stack.stop()
    assert not stack.supervisor.running()


def test_what_dies_is_restarted(alone: Stack) -> None:
    first = alone.supervisor.states()["redis"].pid
    assert first is not None
    os.kill(first, signal.SIGKILL)

    def restarted() -> bool:
        state = alone.supervisor.states()["redis"]
        return state.state == "RUNNING" and state.pid != first

    wait_until(restarted, 30, "a second Redis")
    wait_until(lambda: redis.server(alone.local).probe() is None, 30, "its readiness")


def test_starting_again_leaves_what_runs(alone: Stack) -> None:
    before = alone.supervisor.states()["redis"].pid
    alone.supervisor.start()
    alone.supervisor.start_program(programs.SERVERS, "redis")
    assert alone.supervisor.states()["redis"].pid == before


def test_a_program_that_cannot_start_is_reported_with_its_log(alone: Stack) -> None:
    alone.supervisor.stop_program(programs.SERVERS, "redis")
    (alone.local.run_dir / "redis.conf").write_text("no-such-directive yes\n")
    alone.supervisor.start_program(programs.SERVERS, "redis")
    with pytest.raises(Outage, match="no-such-directive"):
        wait_ready(alone.local, alone.supervisor, {"redis": redis.server(alone.local).probe}, 30, QUIET)


def test_data_are_not_removed_while_it_runs(alone: Stack) -> None:
    with pytest.raises(Refused, match="injyana down"):
        alone.wipe()


def test_a_stopped_stack_is_wiped_but_for_what_the_set_up_fetched(tmp_path: Path) -> None:
    stack = Stack(LocalSettings(state_dir=tmp_path), QUIET)
    for name in ("lib", "kafka", "logs"):
        (tmp_path / name).mkdir()
    (tmp_path / "keys.json").touch()
    assert stack.stop() is False
    stack.wipe()
    assert [path.name for path in tmp_path.iterdir()] == ["lib"]


def test_a_port_in_use_stops_the_start_before_anything_is_started(tmp_path: Path) -> None:
    with socket.socket() as held:
        held.bind((HOST, 0))
        held.listen()
        local = LocalSettings(state_dir=tmp_path, port_offset=2000, registry_port=held.getsockname()[1] - 2000)
        with pytest.raises(Misconfigured, match="INJYANA_REGISTRY_PORT"):
            Stack(local, QUIET).start_servers()
    assert not Stack(local, QUIET).supervisor.running()
