"""What the catalogue service is told from outside."""

from pathlib import Path

from catalogue import limits
from http_api.settings import HttpSettings


class CatalogueSettings(HttpSettings):
    """Settings of the catalogue service. Times in seconds."""

    catalogue_host: str = "127.0.0.1"
    catalogue_port: int = 19084
    catalogue_origins: str = ""
    """Under which origins devices reach it, such as https://catalogue.example.rw, with blanks between them."""
    people_audience: str = "injyana-catalogue"
    """Of tokens of people."""
    files: Path | None = None
    """Where files wait that are sent, shared by all processes of the service; catalogue in the state folder if
    unset."""
    file_seconds: float = limits.FILE_SECONDS
    """How long one may take to arrive."""
    lease_seconds: float = limits.LEASE.total_seconds()
    """After which another process goes on with what a killed one was doing."""

    @property
    def files_dir(self) -> Path:
        return self.files or self.state_dir / "catalogue"
