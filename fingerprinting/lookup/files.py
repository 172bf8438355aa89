"""An index as files that several processes map at once: in memory there is one copy, however many read it.

A folder `index-…` of numpy arrays and the songs' ids, beside a link `current`; both are replaced atomically, and
who has mapped the former one goes on with it.
"""

import hashlib
import os
import shutil
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from fingerprinting.lookup.index import Index
from fingerprinting.lookup.postings import Postings
from fingerprinting.lookup.segment import Gone, Segment
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
    """Makes this index the current one of the folder. One writer at a time."""
    replace(folder, lambda at: save(at, index, made_of))


def replace(folder: Path, fill: Callable[[Path], None]) -> str:
    """Makes what `fill` writes, a folder with a manifest, the folder's current one, and removes the others; its name.

    Who is cut half-way leaves the current one as it was. One writer at a time.
    """
    new = folder / f"new-{uuid.uuid4().hex}"
    new.mkdir(parents=True)
    fill(new)
    made = folder / f"index-{uuid.uuid4().hex}"
    new.rename(made)
    link = folder / f"link-{uuid.uuid4().hex}"
    link.symlink_to(made.name)
    link.replace(folder / CURRENT)
    on_disk(folder)
    for other in folder.iterdir():
        if other.name.startswith(("index-", "new-", "link-")) and other != made:
            shutil.rmtree(other) if other.is_dir() and not other.is_symlink() else other.unlink()
    return made.name


def save(at: Path, index: Index, made_of: dict[str, int]) -> None:
    """Writes an index into a folder, which may be there."""
    at.mkdir(exist_ok=True)
    segment = next(iter(index.merged().segments), None) or Segment.build({})
    for name, array in _arrays(segment).items():
        np.save(at / f"{name}.npy", array)
        on_disk(at / f"{name}.npy")
    manifest = Manifest(
        format=FORMAT,
        profile=index.profile,
        songs=list(segment.songs),
        digests={name: digest(at / f"{name}.npy") for name in ARRAYS},
        made_of=made_of,
    )
    (at / MANIFEST).write_bytes(msgspec.json.encode(manifest))
    on_disk(at / MANIFEST)


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
    return load(folder / name)


def load(at: Path) -> Index:
    """Maps the index that was saved in a folder. Misconfigured where it is damaged or of another format."""
    try:
        about = msgspec.json.decode((at / MANIFEST).read_bytes(), type=Manifest)
        if about.format != FORMAT:
            raise Misconfigured(f"{at} is of another version of Injyana: remove {at.parent}, it is made again")
        if any(digest(at / f"{array}.npy") != about.digests.get(array) for array in ARRAYS):
            raise Misconfigured(f"{at} is damaged: remove {at.parent}, it is made again")
        arrays: dict[str, Any] = {each: np.asarray(np.load(at / f"{each}.npy", mmap_mode="r")) for each in ARRAYS}
    except (OSError, ValueError, msgspec.DecodeError) as error:
        raise Misconfigured(f"{at} cannot be read ({error}): remove {at.parent}, it is made again") from error
    by_key = Postings(arrays["key_pointers"], arrays["key_positions"])
    by_sides = Postings(arrays["side_pointers"], arrays["side_positions"])
    songs = tuple(about.songs)
    segment = Segment(songs, arrays["items"], arrays["starts"], by_key, by_sides, arrays["side_lows"])
    return Index(about.profile, (segment,), songs, (np.arange(len(songs)),), (Gone.of([]),), frozenset(songs))


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


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def on_disk(path: Path) -> None:
    """Waits until what was written is on disk."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
