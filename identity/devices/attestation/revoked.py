"""Certificates that Google has revoked: the file of https://android.googleapis.com/attestation/status, kept at hand."""

import json
from pathlib import Path
from typing import Final

from kernel.errors import Misconfigured

NOT_TRUSTED: Final = frozenset({"REVOKED", "SUSPENDED"})


class Revoked:
    """The serial numbers in a file, which is read again when it changes. Without a file there are none."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._stamp: tuple[int, int] | None = None
        self._serials: frozenset[str] = frozenset()

    def __contains__(self, serial: int) -> bool:
        """Misconfigured where the file cannot be read."""
        self._refresh()
        return f"{serial:x}" in self._serials

    def _refresh(self) -> None:
        if self._path is None:
            return
        try:
            stat = self._path.stat()
            if (stat.st_mtime_ns, stat.st_ino) == self._stamp:
                return
            entries = json.loads(self._path.read_bytes())["entries"]
            listed = (serial for serial, entry in entries.items() if entry["status"] in NOT_TRUSTED)
            self._serials = frozenset(serial.lower().lstrip("0") for serial in listed)
            self._stamp = stat.st_mtime_ns, stat.st_ino
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise Misconfigured(f"{self._path} is not Google's list of revoked certificates: {error!r}") from error
