"""The gateway's edge: calls whose path holds no variable are answered here.

FastAPI's layers would only pass them on, and take a quarter of a single play's time to do it; everything else,
documents and refusals included, is FastAPI's.
"""

from collections.abc import Awaitable, Callable, Mapping

from fastapi import FastAPI, Request, Response
from starlette.types import Receive, Scope, Send

from ingest_gateway.intake import RETRY_AFTER_S
from kernel.http_edge import UNROUTED, Edge
from kernel.problems import Problem

Handler = Callable[[Request], Awaitable[Response]]


class GatewayEdge(Edge):
    """`posts` are the calls answered from here, by path; `names` the routes' paths by endpoint, for the metrics."""

    def __init__(
        self, app: FastAPI, max_requests: int, names: Mapping[object, str], posts: Mapping[str, Handler]
    ) -> None:
        super().__init__(app, max_requests, RETRY_AFTER_S)
        self._posts = posts
        self._names = names

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        post = self._posts.get(scope["path"]) if scope["method"] == "POST" else None
        if post is None:
            await self.app(scope, receive, send)
            return
        scope["app"], scope["endpoint"] = self.app, post
        try:
            response = await post(Request(scope, receive))
        except Problem as problem:
            response = problem.response()
        await response(scope, receive, send)

    def _route(self, scope: Scope) -> str:
        return self._names.get(scope.get("endpoint"), UNROUTED)
