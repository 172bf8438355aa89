"""uvicorn, with bounds on what it leaves unbounded, and an end in order."""

import asyncio
import contextlib
import logging
import signal
from collections.abc import Generator
from typing import Any, Final, Protocol

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from kernel.settings import ServerCertificate

LOG = logging.getLogger(__name__)

HEADER_BYTES: Final = 32 * 1024
"""What may come before a request's headers are complete."""
FINISH_SECONDS: Final = 20
"""What is in flight at the end gets so long: a body's time-out and a delivery's."""


class BoundedHeaders(HttpToolsProtocol):
    """Closes connections whose headers come too slowly or are too long: uvicorn itself would wait for ever."""

    header_seconds = 10.0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._waiting: asyncio.TimerHandle | None = None
        self._unparsed = 0
        self._in_body = False
        self._expect_headers()

    def connection_lost(self, exc: Exception | None) -> None:
        self._headers_came()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._waiting is None and self.cycle is not None and self.cycle.response_complete:
            self._expect_headers()
        if self._waiting is not None and not self._in_body:
            self._unparsed += len(data)
        super().data_received(data)
        if self._waiting is not None and self._unparsed > HEADER_BYTES and not self.transport.is_closing():
            self._refuse("431 Request Header Fields Too Large")

    def on_message_complete(self) -> None:
        """What is left of a body that was answered before it was read is no header, though it comes after an answer."""
        super().on_message_complete()
        self._in_body = False
        if self.cycle is not None and self.cycle.response_complete:
            self._headers_came()

    def on_headers_complete(self) -> None:
        self._headers_came()
        self._in_body = True
        super().on_headers_complete()

    def _expect_headers(self) -> None:
        self._unparsed = 0
        self._waiting = self.loop.call_later(self.header_seconds, self._refuse, "408 Request Timeout")

    def _headers_came(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _refuse(self, status: str) -> None:
        self._headers_came()
        if not self.transport.is_closing():
            self.transport.write(f"HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".encode())
            self.transport.close()


class Serving(Protocol):
    """What is told that the process is to end, so that it says that it is not ready any more."""

    stopping: bool


class Server(uvicorn.Server):
    """Ends on SIGTERM or SIGINT: not ready any more, serving for a moment, what is in flight finished."""

    def __init__(self, config: uvicorn.Config, serving: Serving, drain_seconds: float) -> None:
        super().__init__(config)
        self._serving = serving
        self._drain_seconds = drain_seconds

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._end, loop)
        yield

    def _end(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._serving.stopping:
            return
        LOG.info("ending: not ready any more, serving for %.1f s", self._drain_seconds)
        self._serving.stopping = True
        loop.call_later(self._drain_seconds, self._stop_serving)

    def _stop_serving(self) -> None:
        self.should_exit = True


def config(
    app: Any, host: str, port: int, header_seconds: float, tls: ServerCertificate | None = None
) -> uvicorn.Config:
    """uvicorn's settings: one process, its loop uvloop, its log ours; HTTPS where there is a certificate."""
    protocol = type("Protocol", (BoundedHeaders,), {"header_seconds": header_seconds})
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        loop="uvloop",
        http=protocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=FINISH_SECONDS,
        backlog=2048,
        ssl_certfile=None if tls is None else tls.certificate,
        ssl_keyfile=None if tls is None else tls.key,
    )
