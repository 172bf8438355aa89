"""What of a folder is in the catalogue already, so that an import that was cut goes on where it was."""

import hashlib
import json
from pathlib import Path
from typing import Any

from kernel.ids import SongId


class Journal:
    """One line of JSON for each imported file: its size and time of change, and the song that it became.

    A help, not the truth: whoever asks looks whether the song is still there. A line that a cut left damaged is passed
    over.
    """

    def __init__(self, state_dir: Path, folder: Path) -> None:
        self._folder = folder.resolve()
        digest = hashlib.sha256(str(self._folder).encode()).hexdigest()[:16]
        self._path = state_dir / "imports" / f"{digest}.jsonl"
        self._songs: dict[str, SongId] = {}
        if self._path.is_file():
            for line in self._path.read_text("utf-8").splitlines():
                self._read(line)

    def song(self, path: Path) -> SongId | None:
        """The song that a file became, if it is unchanged since."""
        return self._songs.get(self._key(path))

    def write(self, path: Path, song: SongId) -> None:
        """Keeps what a file became."""
        key = self._key(path)
        if self._songs.get(key) == song:
            return
        self._songs[key] = song
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"file": key, "song": song}) + "\n")

    def _read(self, line: str) -> None:
        try:
            entry: dict[str, Any] = json.loads(line)
            self._songs[str(entry["file"])] = SongId(str(entry["song"]))
        except (ValueError, KeyError, TypeError):
            return

    def _key(self, path: Path) -> str:
        state = path.stat()
        return f"{state.st_size} {state.st_mtime_ns} {path.resolve()}"
