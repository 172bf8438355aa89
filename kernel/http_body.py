"""Reading a request's body: bounded while it is read, also while it is unpacked, and in bounded time."""

import asyncio
import zlib
from collections.abc import AsyncIterator, Callable

from starlette.requests import ClientDisconnect, Request

from kernel.problems import Problem, too_large

_GZIP = 16 + zlib.MAX_WBITS


def _unseen(_chunk: bytes) -> None:
    """Nobody looks on."""


async def read(request: Request, seconds: float, limit: int, passing: Callable[[bytes], object] = _unseen) -> bytes:
    """The whole body of at most `limit` bytes, unpacked where it is gzip. Problem 400, 408, 413, 415.

    `passing` is told each piece as it came, before it is unpacked.
    """
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("gzip", "identity"):
        raise Problem(415, "unsupported-encoding", "Only gzip is understood as Content-Encoding.", encoding[:100])
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > limit:
        raise too_large(limit)
    try:
        async with asyncio.timeout(seconds):
            chunks = _passing(request, passing)
            return await (_packed(chunks, limit) if encoding == "gzip" else _plain(chunks, limit))
    except TimeoutError:
        raise Problem(
            408,
            "slow-body",
            "The body took too long.",
            f"It must arrive within {seconds:g} s.",
            {"Connection": "close"},
        ) from None
    except ClientDisconnect:
        raise Problem(400, "incomplete-body", "The connection ended before the body did.") from None


async def _passing(request: Request, passing: Callable[[bytes], object]) -> AsyncIterator[bytes]:
    async for chunk in request.stream():
        passing(chunk)
        yield chunk


async def _plain(body: AsyncIterator[bytes], limit: int) -> bytes:
    chunks: list[bytes] = []
    size = 0
    async for chunk in body:
        size += len(chunk)
        if size > limit:
            raise too_large(limit)
        chunks.append(chunk)
    return b"".join(chunks)


async def _packed(body: AsyncIterator[bytes], limit: int) -> bytes:
    unpacker = zlib.decompressobj(_GZIP)
    chunks: list[bytes] = []
    packed = size = 0
    async for chunk in body:
        packed += len(chunk)
        try:
            out = unpacker.decompress(chunk, limit + 1 - size)
        except zlib.error as error:
            raise _not_gzip(str(error)) from None
        size += len(out)
        if size > limit or packed > limit:
            raise too_large(limit)
        chunks.append(out)
    if not unpacker.eof:
        raise _not_gzip("it ends too early")
    if unpacker.unused_data:
        raise _not_gzip("something follows its end")
    return b"".join(chunks)


def _not_gzip(detail: str) -> Problem:
    return Problem(400, "not-gzip", "The body is not gzip.", detail)
