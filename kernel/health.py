"""Liveness means progress: a process lives while it commits, or has nothing to commit.

`Progress` is told by the process's loop; `serve` answers /health/live, /health/ready and /metrics from a thread.
"""

import json
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from prometheus_client import make_wsgi_app

from kernel import metrics
from kernel.settings import ServerCertificate

STALLED_SECONDS = 45.0
"""Work waiting and none done for so long is not life: three times what a transaction may take before the watchdog."""


class Progress:
    """Whether the process is ready, and when it last made progress. Safe to call from any thread."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._last = monotonic()
        self._waiting_for: str | None = "start"
        self._remark: str | None = None
        metrics.PROGRESS_AGE.set_function(self.age)
        metrics.READY.set_function(lambda: float(self.ready))

    def made(self) -> None:
        """Something was committed, or there was nothing to do."""
        self._last = self._monotonic()

    def becomes_ready(self) -> None:
        """The process can do its work."""
        self._waiting_for = None

    def waits_for(self, what: str) -> None:
        """The process cannot do its work until `what` is back."""
        self._waiting_for = what

    def remarks(self, what: str | None) -> None:
        """What people should know of a process that is ready, such as a part of its work that is switched off."""
        self._remark = what

    def turned(self, waits_for: str | None) -> None:
        """A server's loop turned: the server cannot do its work until `waits_for` is back; None, and it can."""
        self.made()
        self._waiting_for = waits_for

    def age(self) -> float:
        """Seconds since the last progress."""
        return self._monotonic() - self._last

    @property
    def live(self) -> bool:
        return self.age() < STALLED_SECONDS

    @property
    def ready(self) -> bool:
        return self._waiting_for is None and self.live

    def report(self) -> dict[str, object]:
        """What /health answers with."""
        return {
            "live": self.live,
            "ready": self.ready,
            "waits_for": self._waiting_for,
            "remark": self._remark,
            "age_s": round(self.age(), 3),
        }


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_args: Any) -> None:
        """Says nothing: scrapes are not news."""


class _Server(ThreadingMixIn, WSGIServer):
    """A thread for each caller, so that one that stalls keeps nobody else waiting."""

    allow_reuse_address = True
    daemon_threads = True


def serve(progress: Progress, host: str, port: int, tls: ServerCertificate | None = None) -> None:
    """Serves /health/live, /health/ready (200 or 503) and /metrics until the process ends; nothing at port 0."""
    if port == 0:
        return
    scrape = make_wsgi_app()

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path not in ("/health/live", "/health/ready"):
            result: Iterable[bytes] = scrape(environ, start_response)
            return result
        good = progress.live if path == "/health/live" else progress.ready
        start_response("200 OK" if good else "503 Service Unavailable", [("Content-Type", "application/json")])
        return [json.dumps(progress.report()).encode()]

    server = make_server(host, port, answer, server_class=_Server, handler_class=_Quiet)
    if tls is not None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(tls.certificate, tls.key)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, name="health", daemon=True).start()
