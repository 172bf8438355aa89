"""The command line itself."""

import pytest
from typer.testing import CliRunner

from injyana import cli
from injyana.local import processes
from kernel.errors import Misconfigured


def test_help_names_every_command() -> None:
    shown = CliRunner().invoke(cli.app, ["--help"]).output
    for name in ("up", "down", "reset", "status", "logs", "run", "topics", "schemas", "db"):
        assert f" {name} " in shown


def test_an_error_of_ours_is_one_message_and_status_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["injyana", "run", "nothing"])
    with pytest.raises(SystemExit) as exit_:
        cli.main()
    assert exit_.value.code == 1
    assert capsys.readouterr().err.startswith("Misconfigured: no process is called 'nothing'; there are gateway,")


def test_a_process_is_found_by_name() -> None:
    assert processes.by_name("relay").main == "kernel.relay:main"
    with pytest.raises(Misconfigured, match="gateway, recognition"):
        processes.by_name("gatway")
