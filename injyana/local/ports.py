"""Whether the ports that the stack wants are free."""

import socket
from collections.abc import Iterable

from injyana.local.settings import HOST, LocalSettings
from kernel.errors import Misconfigured


def require_free(local: LocalSettings, names: Iterable[str]) -> None:
    """Misconfigured, naming every port of these settings that some program holds already, and what to do."""
    held = [name for name in names if not _free(local.port(name))]
    if held:
        lines = [f"  {local.port(name)}  (setting INJYANA_{name.upper()}_PORT)" for name in held]
        raise Misconfigured(
            f"these ports of {HOST} are in use by another program:\n"
            + "\n".join(lines)
            + "\nStop that program, or give the port another number by its setting,"
            + " or move all ports by INJYANA_PORT_OFFSET=1000."
        )


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the servers do: TIME_WAIT is no obstacle
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True
