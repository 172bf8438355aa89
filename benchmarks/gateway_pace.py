"""Sends single plays at an even pace: PORT, REQUESTS_PER_S, SECONDS; token and a play's JSON on standard input.

Prints [requests/s, failed, p50 ms, p99 ms, p99 of its own lag in ms]. It never waits for an answer before it sends the
next play, so that a stalled server cannot hide behind it. A request is timed from when it was sent; how much later that
was than due is its own lag, for the wanting of a processor and not of the server.
"""

import asyncio
import json
import sys
import time
from collections import deque
from typing import cast
from uuid import uuid4

import uvloop

CONNECTIONS = 64
LAST_ANSWERS_S = 10


class Connection(asyncio.Protocol):
    """One keep-alive connection; its answers come in the order of its requests."""

    def __init__(self, times: list[float], failures: list[bytes]) -> None:
        self._times = times
        self._failures = failures
        self.sent: deque[float] = deque()
        self._rest = b""
        self.transport: asyncio.WriteTransport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.WriteTransport, transport)  # uvloop's are none by name

    def data_received(self, data: bytes) -> None:
        self._rest += data
        while (end := self._rest.find(b"\r\n\r\n")) >= 0:
            head = self._rest[:end].lower()
            length = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
            if len(self._rest) < end + 4 + length:
                return
            body = self._rest[end + 4 : end + 4 + length]
            self._rest = self._rest[end + 4 + length :]
            self._times.append(time.perf_counter() - self.sent.popleft())
            if b'"accepted"' not in body:
                self._failures.append(body)


async def pace(port: int, rate: float, seconds: float, token: str, play: str) -> list[float]:
    """Measures, as the module says."""
    times: list[float] = []
    failures: list[bytes] = []
    loop = asyncio.get_running_loop()
    connections = [
        (await loop.create_connection(lambda: Connection(times, failures), "127.0.0.1", port))[1]
        for _ in range(CONNECTIONS)
    ]
    started = time.perf_counter()
    sent = 0
    lags: list[float] = []
    while (now := time.perf_counter() - started) < seconds:
        while sent < now * rate:
            connection = connections[sent % CONNECTIONS]
            request = _request(token, play)
            moment = time.perf_counter()
            connection.sent.append(moment)
            lags.append(moment - started - sent / rate)
            connection.transport.write(request)
            sent += 1
        await asyncio.sleep(0.001)
    for _ in range(LAST_ANSWERS_S * 100):
        if len(times) == sent:
            break
        await asyncio.sleep(0.01)
    failed = sent - len(times) + len(failures)
    return [len(times) / seconds, failed, _ms(times, 0.5), _ms(times, 0.99), _ms(lags, 0.99)]


def _ms(seconds: list[float], quantile: float) -> float:
    return sorted(seconds)[int(len(seconds) * quantile)] * 1e3


def _request(token: str, play: str) -> bytes:
    body = f'{{"event_id":"{uuid4()}",{play[1:]}'
    return (
        f"POST /api/v1/plays HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


if __name__ == "__main__":
    token, play = sys.stdin.read().split("\n", 1)
    found = uvloop.run(pace(int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3]), token.strip(), play.strip()))
    print(json.dumps(found))
