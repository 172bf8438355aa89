"""Sends a simulation to the gateway as its sources would, at an even rate.

What the feed cannot carry: when a play arrived. Hours of waiting in a phone shrink to the moment of sending, so that
plays come in the simulated order, but compressed into the time that the rate allows; the clock's error is kept. Owners
of sources are not carried, nor clips heard worse than can still be recognised (see sounds.py); without fingerprints
also nothing of what was heard (see detections.py).
"""

import asyncio
import gzip
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import httpx
import msgspec

from client.tokens import NoToken
from injyana.local.http import trusting
from injyana.simulate.detections import detection
from kernel.clock import Clock, system_clock
from kernel.errors import Outage, Refused
from simulation.catalogue import SimulatedSong
from simulation.plays import Arrival
from simulation.world import EPOCH, MILLISECOND

AT_ONCE: Final = 16
"""Requests under way."""
PATIENCE_SECONDS: Final = 120.0
"""For one batch, however often the gateway dies meanwhile."""
AGAIN_SECONDS: Final = 0.5
LONGEST_WAIT_SECONDS: Final = 5.0
PACKED: Final = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
Group = tuple[str, str]
"""Cohort and attack (empty for honest plays) of a play."""


@dataclass(slots=True)
class Tally:
    """What was sent and answered so far: by group and status of the last answer, and the codes of rejected items."""

    answers: dict[Group, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    codes: Counter[str] = field(default_factory=Counter)
    requests: int = 0
    again: int = 0
    """Requests that had to be made again."""
    seconds: float = 0.0

    @property
    def plays(self) -> int:
        return sum(counts.total() for counts in self.answers.values())


class Feed:
    """Sends batches of sources, those of one source one after another, each proven and signed by its source."""

    def __init__(
        self,
        gateway: str,
        senders: Mapping[str, httpx.Auth],
        songs: list[SimulatedSong],
        *,
        rate: float,
        fingerprints: bool,
        answered: Callable[[int], None] = lambda _plays: None,
        clock: Clock = system_clock,
        ca: Path | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.tally = Tally()
        self._gateway = gateway
        self._senders = senders
        self._songs = songs
        self._rate = rate
        self._fingerprints = fingerprints
        self._answered = answered
        self._clock = clock
        self._verify = trusting(ca)
        self._transport = transport
        self._turns: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def send(self, arrivals: list[Arrival]) -> None:
        """Returns when every play has its final answer. Refused, Outage; what was sent until then is in the tally."""
        began = time.monotonic()
        free = asyncio.Semaphore(AT_ONCE)
        try:
            async with (
                httpx.AsyncClient(
                    base_url=self._gateway, timeout=30, transport=self._transport, verify=self._verify
                ) as client,
                asyncio.TaskGroup() as group,
            ):
                due = began
                for batch in batches(arrivals):
                    await free.acquire()
                    await asyncio.sleep(max(due - time.monotonic(), 0))
                    due = max(due, time.monotonic() - 1) + len(batch) / self._rate
                    group.create_task(self._one(client, batch)).add_done_callback(lambda _task: free.release())
        except ExceptionGroup as failed:
            raise failed.exceptions[0] from None
        finally:
            self.tally.seconds = time.monotonic() - began

    async def _one(self, client: httpx.AsyncClient, batch: list[Arrival]) -> None:
        source = batch[0].device.source.source_id
        async with self._turns[source]:
            give_up = time.monotonic() + PATIENCE_SECONDS
            while batch:
                batch, wait, said = await self._try(client, source, batch)
                if batch:
                    if time.monotonic() + wait > give_up:
                        raise Outage(f"the gateway gave no final answer in {PATIENCE_SECONDS:.0f} s: {said}")
                    self.tally.again += 1
                    await asyncio.sleep(wait)

    async def _try(
        self, client: httpx.AsyncClient, source: str, batch: list[Arrival]
    ) -> tuple[list[Arrival], float, str]:
        """What must be sent again, after how many seconds, and why."""
        try:
            answer = await client.post(
                "/api/v1/batch/plays", content=self._packed(batch), headers=PACKED, auth=self._senders[source]
            )
        except NoToken as error:
            if not error.later:
                raise Refused(str(error)) from error
            return batch, AGAIN_SECONDS, str(error)
        except httpx.TransportError as error:
            return batch, AGAIN_SECONDS, f"{type(error).__name__} {error}"
        self.tally.requests += 1
        wait = min(_seconds(answer.headers.get("Retry-After")), LONGEST_WAIT_SECONDS)
        if answer.status_code == httpx.codes.OK:
            return self._note(batch, answer.content), wait, "items to be tried again"
        if answer.is_client_error and answer.status_code not in (
            httpx.codes.TOO_MANY_REQUESTS,
            httpx.codes.REQUEST_TIMEOUT,
        ):
            raise Refused(f"the gateway refused a batch of {source}: {answer.status_code} {answer.text}")
        return batch, wait, f"{answer.status_code} {answer.text}"

    def _packed(self, batch: list[Arrival]) -> bytes:
        now = (self._clock() - EPOCH) // MILLISECOND
        later = now - batch[0].sent.received
        bodies = [detection(each, self._songs, fingerprints=self._fingerprints, later_ms=later) for each in batch]
        return gzip.compress(msgspec.json.encode({"plays": bodies}), 3)

    def _note(self, batch: list[Arrival], content: bytes) -> list[Arrival]:
        """Writes the answers down; gives back what is to be sent again."""
        again = []
        for arrival, result in zip(batch, msgspec.json.decode(content)["results"], strict=True):
            status = result["status"]
            if status == "retry":
                again.append(arrival)
                continue
            device = arrival.device
            self.tally.answers[device.cohort, device.attack or ""][status] += 1
            if status == "rejected":
                self.tally.codes[result.get("code", "?")] += 1
        self._answered(len(batch) - len(again))
        return again


def batches(arrivals: list[Arrival]) -> Iterator[list[Arrival]]:
    """The requests in the order of their first arrival."""
    ordered: dict[str, list[Arrival]] = {}
    for arrival in arrivals:
        ordered.setdefault(arrival.sent.batch_id, []).append(arrival)
    yield from ordered.values()


def _seconds(text: str | None) -> float:
    try:
        return float(text) if text else AGAIN_SECONDS
    except ValueError:
        return AGAIN_SECONDS
