"""The supervisor's configuration."""

import configparser
import importlib.util
import shlex

from pydantic import SecretStr

from injyana.local import processes, programs, servers
from injyana.local.settings import LocalSettings


def _parsed(local: LocalSettings) -> configparser.RawConfigParser:
    parser = configparser.RawConfigParser()
    parser.read_string(programs.configuration(local))
    return parser


def test_every_server_and_process_is_a_program_that_is_restarted() -> None:
    local = LocalSettings()
    parser = _parsed(local)
    names = {server.name for server in servers.every(local)} | {process.name for process in processes.ALL}
    found = {section.removeprefix("program:") for section in parser.sections() if section.startswith("program:")}
    assert found == names
    assert {parser[f"program:{name}"]["autorestart"] for name in names} == {"true"}
    assert {parser[f"program:{name}"]["autostart"] for name in names} == {"false"}


def test_each_is_in_one_group() -> None:
    parser = _parsed(LocalSettings())
    grouped = [name for group in ("servers", "injyana") for name in parser[f"group:{group}"]["programs"].split(",")]
    assert sorted(grouped) == sorted(section[8:] for section in parser.sections() if section.startswith("program:"))


def test_a_process_is_run_by_the_command_line_with_this_stacks_addresses() -> None:
    local = LocalSettings(port_offset=1000)
    fraud = _parsed(local)["program:fraud"]
    assert shlex.split(fraud["command"])[1:] == ["run", "fraud"]
    assert 'INJYANA_KAFKA="127.0.0.1:20092"' in fraud["environment"]
    assert 'INJYANA_METRICS_PORT="20102"' in fraud["environment"]


def test_a_percent_sign_in_a_secret_reaches_the_process() -> None:
    fraud = _parsed(LocalSettings(local_password=SecretStr("50%off")))["program:fraud"]
    assert "50%%off" in fraud["environment"], "supervisord expands a single one"


def test_every_process_has_a_main() -> None:
    assert [p.name for p in processes.ALL if importlib.util.find_spec(p.main.split(":")[0]) is None] == []
