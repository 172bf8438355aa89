"""Around every request: counted, timed, and no more of them at once than the process can hold."""

import logging
import time
from typing import Final

from fastapi import FastAPI
from starlette.types import Message, Receive, Scope, Send

from kernel import metrics
from kernel.problems import defect, unavailable
from review.limits import RETRY_AFTER_S

LOG = logging.getLogger(__name__)
EXEMPT: Final = ("/health/", "/metrics")
"""Operations look in however busy the process is."""
UNROUTED: Final = "none"


class Edge:
    """The ASGI application. What nobody foresaw becomes a problem document of status 500 and a line in the log."""

    def __init__(self, app: FastAPI, max_requests: int) -> None:
        self.app = app
        self._max_requests = max_requests
        self._requests = 0

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
                await unavailable("Too many requests at once.", RETRY_AFTER_S).response()(scope, receive, counted)
            else:
                await self.app(scope, receive, counted)
        except Exception:
            LOG.exception("a defect: %s %s", scope["method"], scope["path"][:200])
            if not status:
                await defect().response()(scope, receive, counted)
        finally:
            self._requests -= 1
            route = getattr(scope.get("route"), "path", UNROUTED)
            metrics.HTTP_REQUESTS.labels(route, str(status)).inc()
            metrics.HTTP_SECONDS.labels(route).observe(time.perf_counter() - started)
