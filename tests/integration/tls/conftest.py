"""Servers that speak TLS alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console

from injyana.local.fill import fill
from injyana.local.settings import LocalSettings
from injyana.local.stack import Stack

PORT_OFFSET = 11_000
"""Apart from those of the other stacks of tests, which may run at the same time."""


@pytest.fixture(scope="package")
def encrypted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalSettings]:
    """A stack's servers with certificates, users and rights, and what they must hold."""
    local = LocalSettings(state_dir=Path(tmp_path_factory.mktemp("tls")), port_offset=PORT_OFFSET, tls=True)
    stack = Stack(local, Console(quiet=True))
    try:
        stack.start_servers()
        fill(local, Console(quiet=True))
        yield local
    finally:
        stack.stop()
