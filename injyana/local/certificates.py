"""Where the certificates of a local stack are, and whose they are."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

OPERATOR: Final = "operator"
"""Whoever runs `injyana` on this machine: Kafka's super-user, as the broker itself."""


@dataclass(frozen=True, slots=True)
class Issued:
    """The files of one name. `both` holds key and certificate, as Java's servers want them."""

    ca: Path
    certificate: Path
    key: Path
    both: Path

    @classmethod
    def of(cls, folder: Path, name: str) -> "Issued":
        """Where they are, or will be."""
        return cls(folder / "ca.pem", folder / f"{name}.pem", folder / f"{name}.key", folder / f"{name}.both")

    @property
    def query(self) -> str:
        """As a part of our addresses of Kafka and the registry."""
        return f"ca={self.ca}&certificate={self.certificate}&key={self.key}"


def password_file(folder: Path, process: str) -> Path:
    """Where a process's password for Kafka is."""
    return folder / f"{process}.password"
