"""Around every request: counted, timed, and no more of them at once than the process can hold."""

import logging
import time
from typing import Any, Final

from fastapi import FastAPI
from starlette.types import Message, Receive, Scope, Send

from kernel import metrics
from kernel.problems import defect, unavailable

LOG = logging.getLogger(__name__)
EXEMPT: Final = ("/health/", "/metrics")
"""Operations look in however busy the process is."""
UNROUTED: Final = "none"


class Edge:
    """The ASGI application of a service. What is too much at once is answered with 503 and `retry_after_s`.

    What nobody foresaw becomes a problem document of status 500 and a line in the log.
    """

    def __init__(self, app: FastAPI, max_requests: int, retry_after_s: int) -> None:
        self.app = app
        self._max_requests = max_requests
        self._retry_after_s = retry_after_s
        self._requests = 0
        self._counters: dict[tuple[str, int], Any] = {}
        self._timers: dict[str, Any] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        status = 0

        async def counted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        self._requests += 1
        try:
            if self._requests > self._max_requests and not scope["path"].startswith(EXEMPT):
                busy = unavailable("Too many requests at once.", self._retry_after_s)
                await busy.response()(scope, receive, counted)
            else:
                await self._answer(scope, receive, counted)
        except Exception:
            LOG.exception("a defect: %s %s", scope["method"], scope["path"][:200])
            if not status:
                await defect().response()(scope, receive, counted)
        finally:
            self._requests -= 1
            self._count(self._route(scope), status, time.perf_counter() - started)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request that there is room for."""
        await self.app(scope, receive, send)

    def _route(self, scope: Scope) -> str:
        """The path that the metrics name an answered request by, its variables as names."""
        path: str = getattr(scope.get("route"), "path", UNROUTED)
        return path

    def _count(self, route: str, status: int, seconds: float) -> None:
        counter = self._counters.get((route, status))
        if counter is None:
            counter = self._counters[route, status] = metrics.HTTP_REQUESTS.labels(route, str(status))
        timer = self._timers.get(route)
        if timer is None:
            timer = self._timers[route] = metrics.HTTP_SECONDS.labels(route)
        counter.inc()
        timer.observe(seconds)
