"""The supervisor's configuration file: every server and process as a program of supervisord."""

import os
import shlex
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from injyana.local import processes, servers
from injyana.local.server import Server, is_root
from injyana.local.settings import ROOT, LocalSettings

SERVERS = "servers"
PROCESSES = "injyana"
LOG_BYTES = "20MB"
START_RETRIES = 100
"""A process that dies at once is tried again after 1, 2, 3, … seconds: this many tries outlast an outage of an hour."""
PROCESS_STOP_SECONDS = 20
"""Longer than the watchdog of a transaction (12 s)."""

KEEP_BYTECODE = {"PYTHONDONTWRITEBYTECODE": ""}
"""Compiled at the first start, whatever the caller's environment says: compiling takes ten times as long as loading."""


def configuration(local: LocalSettings) -> str:
    """The text of supervisord.conf."""
    sections = [_supervisord(local)]
    sections += [_server(local, server) for server in servers.every(local)]
    sections += [_process(local, process) for process in processes.ALL]
    sections += [
        f"[group:{SERVERS}]\nprograms={','.join(server.name for server in servers.every(local))}\npriority=100",
        f"[group:{PROCESSES}]\nprograms={','.join(process.name for process in processes.ALL)}\npriority=200",
    ]
    return "\n\n".join(sections) + "\n"


def log_path(local: LocalSettings, name: str) -> Path:
    """Where the output of a server or process is kept."""
    return local.log_dir / f"{name}.log"


def _supervisord(local: LocalSettings) -> str:
    user = "user=root\n" if is_root() else ""
    return f"""[supervisord]
logfile={_escaped(local.log_dir / "supervisord.log")}
logfile_maxbytes={LOG_BYTES}
pidfile={_escaped(local.run_dir / "supervisord.pid")}
childlogdir={_escaped(local.log_dir)}
directory={_escaped(ROOT)}
minfds=4096
{user}
[unix_http_server]
file={_escaped(local.socket)}
chmod=0700

[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface"""


def _server(local: LocalSettings, server: Server) -> str:
    return _program(
        local,
        server.name,
        server.command,
        server.environment,
        f"startsecs=1\nstartretries=2\nstopsignal={server.stop_signal}\nstopwaitsecs={server.stop_seconds}",
    )


def environment(local: LocalSettings, process: processes.Process) -> dict[str, str]:
    """What one of our processes is told by the supervisor."""
    return (
        local.environment(process.name)
        | KEEP_BYTECODE
        | {
            "INJYANA_METRICS_PORT": str(local.port(process.port)),
            "INJYANA_GATEWAY_PORT": str(local.port("gateway")),
            "INJYANA_REVIEW_PORT": str(local.port("review")),
            "INJYANA_IDENTITY_PORT": str(local.port("identity")),
            "INJYANA_CATALOGUE_PORT": str(local.port("catalogue")),
        }
    )


def _process(local: LocalSettings, process: processes.Process) -> str:
    command = [str(Path(sys.executable).parent / "injyana"), "run", process.name]
    keep = f"startsecs=2\nstartretries={START_RETRIES}\nstopsignal=TERM\nstopwaitsecs={PROCESS_STOP_SECONDS}"
    return _program(local, process.name, command, environment(local, process), keep)


def _program(local: LocalSettings, name: str, command: Sequence[str], environment: Mapping[str, str], keep: str) -> str:
    pairs = ",".join(f'{key}="{_escaped(value)}"' for key, value in environment.items())
    return f"""[program:{name}]
command={_escaped(shlex.join(command))}
environment={pairs}
directory={_escaped(ROOT)}
autostart=false
autorestart=true
{keep}
redirect_stderr=true
stdout_logfile={_escaped(log_path(local, name))}
stdout_logfile_maxbytes={LOG_BYTES}
stdout_logfile_backups=1"""


def _escaped(value: str | os.PathLike[str]) -> str:
    """As supervisord wants a literal: it expands %(name)s."""
    return str(value).replace("%", "%%")
