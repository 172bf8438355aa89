"""A network that fails: a TCP proxy between two parts, which cuts, delays or swallows what goes through it."""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit, urlunsplit

from injyana.local import programs
from injyana.local.settings import HOST
from tests.faults.harness.worker import Worker
from tests.faults.injectors.fault import Context
from tests.waiting import wait_until

CHUNK = 65_536
START_SECONDS = 10.0
TURNS = 5
"""Of the loop, in which connections that were reset are closed."""
EVERY_SECONDS = 1.5
"""Between two cuts of a network that flaps."""

Watch = Callable[["Link", bytes], bytes]
"""Sees what a client sends before the server does; gives back what goes on."""


@dataclass(eq=False)
class Link:
    """One connection through the proxy."""

    client: asyncio.StreamWriter
    server: asyncio.StreamWriter
    seen: bytes = b""
    """What a watch keeps of it."""
    deaf: bool = False
    """Whether the client is told nothing any more."""

    def cut(self) -> None:
        """Resets both ends at once."""
        for end in (self.client, self.server):
            end.transport.abort()


class Proxy:
    """Listens on a port of its own and passes on to a server, both ways, in a thread of its own."""

    def __init__(self, host: str, port: int, watch: Watch = lambda _link, data: data, listen: int = 0) -> None:
        self._to = host, port
        self._watch = watch
        self._loop = asyncio.new_event_loop()
        self._links: set[Link] = set()
        self._listener: asyncio.Server | None = None
        self._passes = asyncio.Event()
        self._refuses = False
        self._cuts_answered = False
        self.delay = 0.0
        """Seconds that each piece waits, in each direction."""
        self.port = listen
        self._thread = threading.Thread(target=self._run, name=f"proxy to {port}", daemon=True)
        self._thread.start()
        wait_until(lambda: self._listener is not None, START_SECONDS, "a proxy that listens")

    def cut(self) -> None:
        """Resets all connections; new ones are refused until `mend`."""
        self._refuses = True
        self.reset()

    def reset(self) -> None:
        """Resets all connections; new ones are taken."""
        self._call(self._cut_all)

    def cut_when_answered(self) -> None:
        """From now on a connection whose client is told nothing any more is reset once the server has answered."""
        self._cuts_answered = True

    def swallow(self) -> None:
        """From now on nothing arrives and nobody is told: a cable that was pulled. What was sent arrives by `mend`."""
        self._call(self._passes.clear)

    def mend(self) -> None:
        """All is well again."""
        self._refuses = False
        self.delay = 0.0
        self._call(self._passes.set)

    def close(self) -> None:
        """Ends it and all its connections."""
        self.cut()
        self._call(self._loop.stop)
        self._thread.join(START_SECONDS)

    def _cut_all(self) -> None:
        for link in tuple(self._links):
            link.cut()

    def _call(self, action: Callable[[], object]) -> None:
        self._loop.call_soon_threadsafe(action)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._passes.set()
        self._listener = self._loop.run_until_complete(asyncio.start_server(self._accept, HOST, self.port))
        self.port = self._listener.sockets[0].getsockname()[1]
        self._loop.run_forever()
        self._listener.close()
        left = asyncio.all_tasks(self._loop)
        for task in left:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        for _ in range(TURNS):
            self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._refuses:
            writer.transport.abort()
            return
        try:
            from_server, to_server = await asyncio.open_connection(*self._to)
        except OSError:
            writer.transport.abort()
            return
        link = Link(writer, to_server)
        self._links.add(link)
        try:
            await asyncio.gather(
                self._pass(link, reader, to_server, True), self._pass(link, from_server, writer, False)
            )
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            link.cut()
            self._links.discard(link)

    async def _pass(self, link: Link, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, asks: bool) -> None:
        while data := await reader.read(CHUNK):
            await self._passes.wait()
            if self.delay:
                await asyncio.sleep(self.delay)
            if asks:
                data = self._watch(link, data)
            if link.deaf and not asks:
                if self._cuts_answered:
                    link.cut()
                continue
            writer.write(data)
            await writer.drain()
        link.cut()


@dataclass
class Between:
    """A process of ours runs for a while with a failing network between it and a server."""

    process: str
    server: str
    """database, redis or registry: the setting that names its address."""
    how: str
    """cuts, gone, swallows or delays."""
    seconds: tuple[float, float] = (6.0, 15.0)
    proxy: Proxy | None = field(default=None, repr=False)
    _worker: Worker | None = field(default=None, repr=False)
    _over: threading.Event = field(default_factory=threading.Event, repr=False)
    _flaps: threading.Thread | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        return f"network-{self.process}-{self.server}-{self.how}"

    @property
    def stops(self) -> tuple[str, ...]:
        return (self.process,)

    def inject(self, context: Context) -> None:
        self.proxy, self._worker = behind(context, self.process, self.server)
        self._worker.until_ready()
        self._over.clear()
        if self.how == "cuts":
            self._flaps = threading.Thread(target=self._flap, daemon=True)
            self._flaps.start()
        elif self.how == "gone":
            self.proxy.cut()
        elif self.how == "swallows":
            self.proxy.swallow()
        else:
            self.proxy.delay = 0.2

    def heal(self, context: Context) -> None:
        self._over.set()
        if self._flaps is not None:
            self._flaps.join(START_SECONDS)
            self._flaps = None
        if self.proxy is not None:
            self.proxy.mend()
        back(context, self.process, self._worker, self.proxy)
        self.proxy = self._worker = None

    def _flap(self) -> None:
        while self.proxy is not None and not self._over.wait(EVERY_SECONDS):
            self.proxy.reset()


def behind(
    context: Context, process: str, server: str, watch: Watch = lambda _link, data: data
) -> tuple[Proxy, Worker]:
    """The process started in the supervised one's place, reaching the server through a proxy."""
    variable = f"INJYANA_{server.upper()}"
    address = urlsplit(context.local.environment()[variable])
    assert address.hostname is not None
    assert address.port is not None
    proxy = Proxy(address.hostname, address.port, watch)
    through = urlunsplit(address._replace(netloc=address.netloc.rpartition(":")[0] + f":{proxy.port}"))
    context.stack.supervisor.stop_program(programs.PROCESSES, process)
    environment = {variable: through}
    if process == "gateway":
        environment["INJYANA_GATEWAY_PORT"] = str(context.local.port("gateway"))
    worker = Worker(context.local, process, "0", environment)
    worker.start()
    return proxy, worker


def back(context: Context, process: str, worker: Worker | None, proxy: Proxy | None) -> None:
    """The supervised process in its place again."""
    if worker is not None:
        worker.stop()
    if proxy is not None:
        proxy.close()
    context.stack.supervisor.start_program(programs.PROCESSES, process)


NETWORK = (
    Between("timescale-sink", "database", "cuts"),
    Between("timescale-sink", "database", "gone"),
    Between("timescale-sink", "database", "swallows", (6.0, 20.0)),
    Between("timescale-sink", "database", "delays"),
    Between("relay", "database", "cuts"),
    Between("second-look", "database", "cuts"),
    Between("late-matching", "database", "cuts"),
    Between("redis-sink", "redis", "cuts"),
    Between("redis-sink", "redis", "swallows", (6.0, 20.0)),
    Between("redis-sink", "redis", "delays"),
    Between("gateway", "redis", "cuts"),
    Between("gateway", "redis", "gone"),
)
