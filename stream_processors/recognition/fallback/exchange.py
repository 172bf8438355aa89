"""One HTTP exchange with a service that nobody here controls: bounded in time, in size, and in what it may do."""

import asyncio
import math
from dataclasses import dataclass

import httpx
import msgspec

from stream_processors.recognition.fallback.answers import Away, TooMany

SECONDS = 10.0
"""From the first byte sent to the last one read, however slowly it comes."""
MAX_BYTES = 1 << 20
"""AcoustID's answers with ten results are some 30 kB."""
LEAVE_ALONE_S = 60.0
"""After a refusal that does not say for how long."""
LONGEST_S = 86_400.0

TOO_MANY = 429
DEFECT = 500


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: a status below 500 and not 429, and JSON of any kind."""

    status: int
    body: bytes


def exchange(request: httpx.Request, seconds: float = SECONDS) -> Reply:
    """Sends the request over a connection of its own; no redirect is followed. Away, TooMany."""
    try:
        reply, retry_after = asyncio.run(_exchange(request, seconds))
    except (httpx.HTTPError, TimeoutError) as error:
        raise Away(f"{request.url.host} does not answer: {str(error) or type(error).__name__}") from error
    if reply.status == TOO_MANY:
        raise TooMany(f"{request.url.host} wants fewer questions", _seconds(retry_after))
    if reply.status >= DEFECT:
        raise Away(f"{request.url.host} answers with status {reply.status}")
    return reply


def read(reply: Reply, shape: type[msgspec.Struct]) -> msgspec.Struct:
    """The reply's JSON as this shape; fields that it does not name are left out. Away where it is no such JSON."""
    try:
        return msgspec.json.decode(reply.body, type=shape)
    except msgspec.DecodeError as error:
        raise Away(f"an answer of status {reply.status} that is not as documented: {error}") from error


async def _exchange(request: httpx.Request, seconds: float) -> tuple[Reply, str | None]:
    async with asyncio.timeout(seconds), httpx.AsyncClient(timeout=seconds, trust_env=True) as client:
        response = await client.send(request, stream=True)
        try:
            body = bytearray()
            async for block in response.aiter_bytes():
                body += block
                if len(body) > MAX_BYTES:
                    raise httpx.TransportError(f"an answer of more than {MAX_BYTES} bytes")
            return Reply(response.status_code, bytes(body)), response.headers.get("Retry-After")
        finally:
            await response.aclose()


def _seconds(retry_after: str | None) -> float:
    """Retry-After in seconds; LEAVE_ALONE_S where it is missing or a date."""
    try:
        seconds = float(retry_after or "")
    except ValueError:
        return LEAVE_ALONE_S
    return min(max(seconds, 1.0), LONGEST_S) if math.isfinite(seconds) else LEAVE_ALONE_S
