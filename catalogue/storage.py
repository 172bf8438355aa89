"""Files that people send: streamed to disk, bounded meanwhile, and kept by their content until a job has read them."""

import asyncio
import codecs
import hashlib
import os
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from starlette.requests import ClientDisconnect, Request

from kernel.errors import Outage
from kernel.problems import Problem, too_large

BLOCK_BYTES = 1 << 20
"""Written at a time."""
PART_SECONDS = 86_400
HEAD_BYTES = 64
"""By which a file's kind is known."""


class StorageAway(Outage):
    """The disk does not take a file."""


@dataclass(frozen=True, slots=True)
class Received:
    """A file that came whole, and where it is until it is kept. `head` is how it begins."""

    part: Path
    sha256: bytes
    size: int
    head: bytes


class Storage:
    """A folder of files named by the SHA-256 of what is in them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._incoming = folder / "incoming"

    def path(self, sha256: bytes) -> Path:
        """Where the file of this content is, or would be."""
        name = sha256.hex()
        return self._folder / name[:2] / name

    @asynccontextmanager
    async def receive(
        self, request: Request, limit: int, seconds: float, charset: str | None = None
    ) -> AsyncIterator[Received]:
        """The body of a request as a file; from `charset` to UTF-8 where one is given.

        It is gone at the end of the context unless it was kept. Problem 400 where the body ends early, is empty or no
        text of that charset; 408, 413, 415. StorageAway.
        """
        _check_headers(request, limit)
        part = self._incoming / str(uuid4())
        try:
            await asyncio.to_thread(self._incoming.mkdir, parents=True, exist_ok=True)
            try:
                received = await _received(request, part, limit, seconds, charset)
            except OSError as error:
                raise StorageAway(f"a file could not be stored: {error}") from error
            yield received
        finally:
            part.unlink(missing_ok=True)

    def keep(self, received: Received) -> None:
        """Puts a file where its job finds it. Its content is locked. StorageAway."""
        try:
            place = self.path(received.sha256)
            place.parent.mkdir(parents=True, exist_ok=True)
            received.part.replace(place)
        except OSError as error:
            raise StorageAway(f"a file could not be stored: {error}") from error

    def every(self) -> Iterator[bytes]:
        """The SHA-256 of every file that is kept."""
        for path in self._folder.glob("[0-9a-f][0-9a-f]/*"):
            yield bytes.fromhex(path.name)

    def forget_parts(self) -> None:
        """Deletes files that were being received a day ago, by a process that was killed."""
        for part in self._incoming.glob("*"):
            if time.time() - part.stat().st_mtime > PART_SECONDS:
                part.unlink(missing_ok=True)

    def forget(self, sha256: bytes) -> None:
        """Deletes a file, if it is there."""
        self.path(sha256).unlink(missing_ok=True)


async def _received(request: Request, part: Path, limit: int, seconds: float, charset: str | None) -> Received:
    try:
        with part.open("wb") as file:
            async with asyncio.timeout(seconds):
                return await _write(request, file, limit, charset)
    except TimeoutError:
        detail = f"It must arrive within {seconds:g} s."
        raise Problem(408, "slow-body", "The body took too long.", detail, {"Connection": "close"}) from None
    except ClientDisconnect:
        raise Problem(400, "incomplete-body", "The connection ended before the body did.") from None


def _check_headers(request: Request, limit: int) -> None:
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding != "identity":
        raise Problem(415, "unsupported-encoding", "Files are sent as they are.", "Leave Content-Encoding out.")
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > limit:
        raise too_large(limit)


async def _write(request: Request, file: BinaryIO, limit: int, charset: str | None) -> Received:
    digest, size, head = hashlib.sha256(), 0, b""
    async for block in _blocks(_text(request.stream(), charset) if charset else request.stream(), limit):
        digest.update(block)
        size += len(block)
        head = head or block[:HEAD_BYTES]
        await asyncio.to_thread(file.write, block)
    if not size:
        raise Problem(400, "empty-body", "The body is empty.", "Send the file as the body.")
    await asyncio.to_thread(_settle, file)
    return Received(Path(file.name), digest.digest(), size, head)


async def _blocks(chunks: AsyncIterator[bytes], limit: int) -> AsyncIterator[bytes]:
    """Chunks as larger blocks. Problem 413 as soon as they are too much."""
    waiting, size, total = [], 0, 0
    async for chunk in chunks:
        total += len(chunk)
        if total > limit:
            raise too_large(limit)
        waiting.append(chunk)
        size += len(chunk)
        if size >= BLOCK_BYTES:
            yield b"".join(waiting)
            waiting, size = [], 0
    if waiting:
        yield b"".join(waiting)


async def _text(chunks: AsyncIterator[bytes], charset: str) -> AsyncIterator[bytes]:
    """Text of a charset in UTF-8. Problem 400 where it is none."""
    decoder = codecs.getincrementaldecoder(charset)()
    try:
        async for chunk in chunks:
            yield decoder.decode(chunk).encode()
        yield decoder.decode(b"", final=True).encode()
    except UnicodeError:
        detail = f"It is not {charset}: say the charset in Content-Type, or save it as CSV UTF-8."
        raise Problem(400, "bad-charset", "The body is no such text.", detail) from None


def _settle(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())
