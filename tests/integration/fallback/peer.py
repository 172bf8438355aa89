"""A small server in the place of AcoustID or AudD: it answers as it was told to, and keeps what came."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

Manner = Callable[[BaseHTTPRequestHandler, threading.Event], None]
"""How a request is answered; it waits for nothing but the event, which is set at the end."""


def says(body: object, status: int = 200, **headers: str) -> Manner:
    """JSON, or bytes as they are."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()

    def manner(handler: BaseHTTPRequestHandler, _over: threading.Event) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(data)))
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(data)

    return manner


def hangs(_handler: BaseHTTPRequestHandler, over: threading.Event) -> None:
    """Never answers."""
    over.wait()


def drips(handler: BaseHTTPRequestHandler, over: threading.Event) -> None:
    """A byte now and then, so that no single read takes long."""
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    while not over.wait(0.05):
        try:
            handler.wfile.write(b" ")
            handler.wfile.flush()
        except OSError:
            return


def breaks_off(handler: BaseHTTPRequestHandler, _over: threading.Event) -> None:
    """Half of what was promised."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"status": "ok", "results": [')


class Peer:
    """Answers each request by the next of `manners`, the last one for ever."""

    def __init__(self, *manners: Manner) -> None:
        self.manners = list(manners)
        self.asked: list[bytes] = []
        self._over = threading.Event()
        self._lock = threading.Lock()
        peer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                peer._next(body)(self, peer._over)

            def log_message(self, *_args: Any) -> None:
                """Says nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/v2/lookup"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def _next(self, body: bytes) -> Manner:
        with self._lock:
            self.asked.append(body)
            return self.manners.pop(0) if len(self.manners) > 1 else self.manners[0]

    def forms(self) -> list[dict[str, str]]:
        """What was asked, as forms."""
        return [{name: values[0] for name, values in parse_qs(body.decode()).items()} for body in self.asked]

    def close(self) -> None:
        self._over.set()
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def peer(*manners: Manner) -> Iterator[Peer]:
    made = Peer(*manners)
    try:
        yield made
    finally:
        made.close()


def known(mbid: str, score: float = 0.97, title: str = "Ikinyafu", artist: str = "The Ben") -> dict[str, Any]:
    """AcoustID's answer about one recording, as its documentation shows it."""
    recording = {
        "id": mbid,
        "title": title,
        "duration": 77,
        "artists": [{"id": "8f6bd1e4-fbe1-4f50-aa9b-94c450ec0f11", "name": artist}],
    }
    result = {"id": "9ff43b6a-4f16-427c-93c2-92307ca505e0", "score": score, "recordings": [recording]}
    return {"status": "ok", "results": [result]}


UNKNOWN: dict[str, Any] = {"status": "ok", "results": []}


def error(code: int, message: str) -> dict[str, Any]:
    """AcoustID's answer when it refuses."""
    return {"status": "error", "error": {"code": code, "message": message}}
