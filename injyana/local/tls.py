"""What a local stack needs to speak TLS alone."""

import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from injyana.local.authority import issue
from injyana.local.certificates import OPERATOR, password_file

SERVERS: Final = ("kafka", "postgres", "redis", "registry", "prometheus", OPERATOR)


def prepare(folder: Path, processes: Iterable[str]) -> None:
    """Certificates of servers and processes, and the processes' passwords for Kafka, made where they are missing."""
    for name in SERVERS:
        issue(folder, name)
    for name in processes:
        issue(folder, name)
        path = password_file(folder, name)
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(24))
