"""An index as files that several processes map at once: in memory there is one copy, however many read it.

A folder `index-DIGEST` of numpy arrays and the songs' ids, beside a link `current`; both are replaced atomically, and
who has mapped the former one goes on with it.
"""

import hashlib
import os
import shutil
import uuid
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from fingerprinting.lookup.index import Index
from fingerprinting.lookup.postings import Postings
from fingerprinting.lookup.segment import Segment
from kernel.errors import Misconfigured
from kernel.events.detections import Profile
from kernel.ids import SongId

FORMAT = 2
CURRENT = "current"
MANIFEST = "manifest.json"
ARRAYS = ("items", "starts", "key_pointers", "key_positions", "side_pointers", "side_positions", "side_lows")


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What the arrays are, with the SHA-256 of each. `made_of` is the writer's: what he read the songs from."""

    format: int
    profile: Profile
    songs: list[SongId]
    digests: dict[str, str]
    made_of: dict[str, int]


def write(folder: Path, index: Index, made_of: dict[str, int]) -> None:
    """Makes this index, of one segment, the current one of the folder. One writer at a time."""
    segment = index.segments[0] if index.segments else Segment.build({})
    new = folder / f"new-{uuid.uuid4().hex}"
    new.mkdir(parents=True)
    for name, array in _arrays(segment).items():
        np.save(new / f"{name}.npy", array)
        _on_disk(new / f"{name}.npy")
    manifest = Manifest(
        format=FORMAT,
        profile=index.profile,
        songs=list(segment.songs),
        digests={name: _digest(new / f"{name}.npy") for name in ARRAYS},
        made_of=made_of,
    )
    text = msgspec.json.encode(manifest)
    (new / MANIFEST).write_bytes(text)
    _on_disk(new / MANIFEST)
    made = folder / f"index-{hashlib.sha256(text).hexdigest()[:16]}"
    if not made.exists():
        new.rename(made)
    link = folder / f"link-{uuid.uuid4().hex}"
    link.symlink_to(made.name)
    link.replace(folder / CURRENT)
    _on_disk(folder)
    for other in folder.iterdir():
        if other.name.startswith(("index-", "new-", "link-")) and other != made:
            shutil.rmtree(other) if other.is_dir() and not other.is_symlink() else other.unlink()


def current(folder: Path) -> str | None:
    """The name of the newest index, None where there is none: another name, another index."""
    try:
        return (folder / CURRENT).readlink().name
    except FileNotFoundError:
        return None


def manifest(folder: Path) -> Manifest | None:
    """The newest index' manifest; None where there is none, or it is damaged."""
    try:
        return msgspec.json.decode((folder / CURRENT / MANIFEST).read_bytes(), type=Manifest)
    except (FileNotFoundError, NotADirectoryError, msgspec.DecodeError):
        return None


def read(folder: Path, name: str) -> Index:
    """Maps the index of that name. Misconfigured where it is damaged or of another format."""
    at = folder / name
    try:
        about = msgspec.json.decode((at / MANIFEST).read_bytes(), type=Manifest)
        if about.format != FORMAT:
            raise Misconfigured(f"{at} is of another version of Injyana: remove {folder}, it is made again")
        if any(_digest(at / f"{array}.npy") != about.digests.get(array) for array in ARRAYS):
            raise Misconfigured(f"{at} is damaged: remove {folder}, it is made again")
        arrays: dict[str, Any] = {each: np.asarray(np.load(at / f"{each}.npy", mmap_mode="r")) for each in ARRAYS}
    except (OSError, ValueError, msgspec.DecodeError) as error:
        raise Misconfigured(f"{at} cannot be read ({error}): remove {folder}, it is made again") from error
    by_key = Postings(arrays["key_pointers"], arrays["key_positions"])
    by_sides = Postings(arrays["side_pointers"], arrays["side_positions"])
    songs = tuple(about.songs)
    segment = Segment(songs, arrays["items"], arrays["starts"], by_key, by_sides, arrays["side_lows"])
    return Index(about.profile, (segment,), songs, (np.arange(len(songs)),), frozenset(songs))


def _arrays(segment: Segment) -> dict[str, Any]:
    parts = (
        segment.items,
        segment.starts,
        segment.by_key.pointers,
        segment.by_key.positions,
        segment.by_sides.pointers,
        segment.by_sides.positions,
        segment.side_lows,
    )
    return dict(zip(ARRAYS, parts, strict=True))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _on_disk(path: Path) -> None:
    """Waits until what was written is on disk."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
