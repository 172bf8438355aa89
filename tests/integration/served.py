"""An HTTP service over PostgreSQL, served in a thread."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from http_api.service import Service
from kernel.http_edge import Edge
from kernel.http_server import config
from tests.integration.gateway.running import free_port
from tests.waiting import wait_until


@contextmanager
def served(app: Edge, service: Service, port: int = 0) -> Iterator[str]:
    """Its address while it is served, its database open; on a port that is free where none is named."""
    port = port or free_port()
    server = uvicorn.Server(config(app, "127.0.0.1", port, 10))

    async def serve() -> None:
        await service.database.open()
        try:
            await server.serve()
        finally:
            await service.database.close()

    thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
    thread.start()
    try:
        wait_until(lambda: server.started, 20, "the service listens")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(20)
