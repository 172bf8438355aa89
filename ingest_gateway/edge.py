"""Around every request: counted, timed, and no more of them at once than the process can hold.

Calls whose path holds no variable are answered from here. FastAPI's layers would only pass them on, and take a quarter
of a single play's time to do it; everything else, documents and refusals included, is FastAPI's.
"""

import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from fastapi import FastAPI, Request, Response
from starlette.types import Message, Receive, Scope, Send

from ingest_gateway.intake import RETRY_AFTER_S
from kernel import metrics
from kernel.problems import Problem, defect, unavailable

LOG = logging.getLogger(__name__)
EXEMPT: Final = ("/health/", "/metrics")
"""Operations look in however busy the process is."""
UNROUTED: Final = "none"

Handler = Callable[[Request], Awaitable[Response]]


class Edge:
    """The ASGI application: `posts` are the calls answered from here, by path; `names` the routes' paths by endpoint,
    for the metrics.

    What nobody foresaw becomes a problem document of status 500 and a line in the log.
    """

    def __init__(
        self, app: FastAPI, max_requests: int, names: Mapping[object, str], posts: Mapping[str, Handler]
    ) -> None:
        self._app = app
        self._posts = posts
        self._names = names
        self._max_requests = max_requests
        self._requests = 0
        self._counters: dict[tuple[str, int], Any] = {}
        self._timers: dict[str, Any] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        status = 0

        async def counted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        post = self._posts.get(scope["path"]) if scope["method"] == "POST" else None
        self._requests += 1
        try:
            if self._requests > self._max_requests and not scope["path"].startswith(EXEMPT):
                await unavailable("Too many requests at once.", RETRY_AFTER_S).response()(scope, receive, counted)
            elif post is not None:
                scope["app"], scope["endpoint"] = self._app, post
                await (await _answer(post, Request(scope, receive)))(scope, receive, counted)
            else:
                await self._app(scope, receive, counted)
        except Exception:
            LOG.exception("a defect: %s %s", scope["method"], scope["path"][:200])
            if not status:
                await defect().response()(scope, receive, counted)
        finally:
            self._requests -= 1
            self._count(self._names.get(scope.get("endpoint"), UNROUTED), status, time.perf_counter() - started)

    def _count(self, route: str, status: int, seconds: float) -> None:
        counter = self._counters.get((route, status))
        if counter is None:
            counter = self._counters[route, status] = metrics.HTTP_REQUESTS.labels(route, str(status))
        timer = self._timers.get(route)
        if timer is None:
            timer = self._timers[route] = metrics.HTTP_SECONDS.labels(route)
        counter.inc()
        timer.observe(seconds)


async def _answer(handler: Handler, request: Request) -> Response:
    try:
        return await handler(request)
    except Problem as problem:
        return problem.response()
