"""The catalogue as files: all workers of a machine map one copy, and go on in the topic from where it was saved.

A folder of files.py holds the songs and the indexes of both profiles. Beside it `standing.json` says up to where the
topic had been read when the songs were these; the workers move it on while nothing changes.
"""

import fcntl
import hashlib
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec

from fingerprinting.lookup import files
from kernel.clock import Clock
from kernel.errors import Misconfigured
from kernel.events.detections import Profile
from kernel.events.songs import Song
from kernel.settings import Settings
from kernel.starts import Extent, gone
from stream_processors.recognition.catalogue import Catalogue

LOG = logging.getLogger(__name__)

FORMAT = 1
SONGS = "songs.msgpack"
STANDING = "standing.json"
LOCK = "lock"

OLDEST = timedelta(hours=12)
"""Kafka keeps the null that takes a song out for 24 hours (delete.retention.ms): who reads on from before would not
hear of it."""
RENEWED = timedelta(hours=6)
"""A snapshot whose songs are no longer the catalogue's is written anew after so long, however few have changed."""
MOVED_ON = timedelta(minutes=1)
WORTH_IT = 1_000
"""Songs: fewer are read from the topic in a second. They are saved when so many have changed, and a tenth of all."""

Offsets = Mapping[int, int]
"""The next offset to read of each partition of the topic."""


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a snapshot holds: the fields of a song, the catalogue's version, and the SHA-256 of the songs."""

    format: int
    fields: tuple[str, ...]
    version: str
    songs: str


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """At the time `at`, in seconds since 1970, the topic read up to these offsets gave this snapshot's songs."""

    snapshot: str
    topic_id: str
    offsets: dict[int, int]
    at: float


def folder_of(settings: Settings) -> Path:
    """Where this machine's snapshot lies."""
    return settings.state_dir / "recognition" / "catalogue"


@dataclass
class Snapshots:
    """The snapshot of the topic with this id in this folder. Several processes may use one folder at a time."""

    folder: Path
    topic_id: str
    clock: Clock
    _mapped: str | None = field(default=None, init=False)
    _saved: Mapping[Any, int] | None = field(default=None, init=False)
    _refused: str | None = field(default=None, init=False)
    _warned: str | None = field(default=None, init=False)

    def load(self, extents: Mapping[int, Extent]) -> tuple[Catalogue, dict[int, int]] | None:
        """The catalogue that was saved, and from where to read on; None, with the reason in the log, where there is
        none that may be used. `extents` is what Kafka holds of each partition."""
        standing = self._standing()
        if standing is None:
            return None
        why = self._unusable(standing, extents)
        if why is None:
            try:
                return self._map(standing.snapshot), standing.offsets
            except Misconfigured as error:
                why = str(error)
        LOG.warning("the catalogue's snapshot is not used, the whole topic is read: %s", why)
        return None

    def write(self, catalogue: Catalogue, offsets: Offsets) -> str | None:
        """Saves it, however small; the name of its files, None where another process is writing. OSError."""
        with self._locked() as mine:
            return self._save(catalogue, offsets) if mine else None

    def settle(self, catalogue: Catalogue, offsets: Offsets) -> Catalogue:
        """The same songs, from the files where these hold them. Saves them first where that is due.

        `offsets` are those at which these are the songs.
        """
        try:
            with self._locked() as mine:
                if mine and self._due(catalogue):
                    self._save(catalogue, offsets)
                name = files.current(self.folder)
                if name is None or self._version(name) != catalogue.version:
                    return catalogue
                if mine:
                    self._move_on(name, offsets)
                return self._map(name) if name != self._mapped else catalogue
        except (OSError, Misconfigured) as error:
            if str(error) != self._warned:
                LOG.warning("the catalogue stays in this process's own memory: %s", error)
            self._warned = str(error)
            return catalogue

    def _unusable(self, standing: Standing, extents: Mapping[int, Extent]) -> str | None:
        if standing.offsets.keys() != extents.keys():
            return "the topic has other partitions now"
        age = self.clock().timestamp() - standing.at
        if not -MOVED_ON.total_seconds() < age < OLDEST.total_seconds():
            return (
                f"it was saved {age / 3600:.0f} hours ago, and songs may have been removed of which nothing tells now"
            )
        for number, extent in extents.items():
            if extent.topic_id != standing.topic_id:
                return "the topic was deleted and made anew"
            why = gone(standing.offsets[number], extent, None)
            if why is not None:
                return why
        return None

    def _due(self, catalogue: Catalogue) -> bool:
        if len(catalogue.songs) < WORTH_IT:
            return False
        standing, name = self._standing(), files.current(self.folder)
        if standing is None or name is None or name == self._refused:
            return True
        if self._saved is None and self._version(name) != catalogue.version:
            return True
        if self._saved is None:
            return False
        changed = len(self._saved.items() ^ catalogue.digests.items())
        old = self.clock().timestamp() - standing.at > RENEWED.total_seconds()
        return changed >= max(WORTH_IT, len(catalogue.songs) // 10) or (changed > 0 and old)

    def _save(self, catalogue: Catalogue, offsets: Offsets) -> str:
        songs = msgspec.msgpack.encode((list(catalogue.songs.values()), list(catalogue.digests.items())))

        def fill(at: Path) -> None:
            (at / SONGS).write_bytes(songs)
            files.on_disk(at / SONGS)
            for profile, index in catalogue.indexes.items():
                files.save(at / profile.value, index, {})
            about = Manifest(
                format=FORMAT,
                fields=Song.__struct_fields__,
                version=catalogue.version,
                songs=hashlib.sha256(songs).hexdigest(),
            )
            (at / files.MANIFEST).write_bytes(msgspec.json.encode(about))
            files.on_disk(at / files.MANIFEST)

        name = files.replace(self.folder, fill)
        self._stand(name, offsets)
        LOG.info("the catalogue's %d songs are saved as %s", len(catalogue.songs), name)
        return name

    def _map(self, name: str) -> Catalogue:
        """Misconfigured where the snapshot is damaged, or of another version of Injyana."""
        at, self._refused = self.folder / name, name
        try:
            about = msgspec.json.decode((at / files.MANIFEST).read_bytes(), type=Manifest)
            if (about.format, about.fields) != (FORMAT, Song.__struct_fields__):
                raise Misconfigured(f"{at} is of another version of Injyana")
            text = (at / SONGS).read_bytes()
            if hashlib.sha256(text).hexdigest() != about.songs:
                raise Misconfigured(f"{at / SONGS} is damaged")
            songs, digests = msgspec.msgpack.decode(text, type=tuple[list[Song], list[tuple[str, int]]])
        except (OSError, msgspec.DecodeError) as error:
            raise Misconfigured(f"{at} cannot be read: {error}") from error
        indexes = {profile: files.load(at / profile.value) for profile in Profile}
        catalogue = Catalogue.restored(songs, digests, indexes)
        if catalogue.version != about.version:
            raise Misconfigured(f"{at} is not what it says to be")
        self._mapped, self._saved, self._refused = name, catalogue.digests, None
        LOG.info("the catalogue at version %s is mapped from %s", catalogue.version, name)
        return catalogue

    def _version(self, name: str) -> str | None:
        try:
            return msgspec.json.decode((self.folder / name / files.MANIFEST).read_bytes(), type=Manifest).version
        except (OSError, msgspec.DecodeError):
            return None

    def _standing(self) -> Standing | None:
        try:
            return msgspec.json.decode((self.folder / STANDING).read_bytes(), type=Standing)
        except (OSError, msgspec.DecodeError):
            return None

    def _move_on(self, name: str, offsets: Offsets) -> None:
        standing = self._standing()
        after = 0.0 if standing is None else standing.at + MOVED_ON.total_seconds()
        if standing is None or standing.snapshot != name or self.clock().timestamp() > after:
            self._stand(name, offsets)

    def _stand(self, name: str, offsets: Offsets) -> None:
        standing = Standing(snapshot=name, topic_id=self.topic_id, offsets=dict(offsets), at=self.clock().timestamp())
        new = self.folder / f"{STANDING}.new"
        new.write_bytes(msgspec.json.encode(standing))
        files.on_disk(new)
        new.replace(self.folder / STANDING)

    @contextmanager
    def _locked(self) -> Iterator[bool]:
        """Whether this process is the one that writes; not where another does."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / LOCK).open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True
