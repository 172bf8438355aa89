"""Many sources at once, each a client that does as docs/api.md asks: what got no final answer is sent again."""

import asyncio
import random
import threading
import time
from collections.abc import Mapping, Sequence
from typing import Protocol

import httpx
import msgspec

from client.tokens import NoToken
from tests.faults.harness.items import FINAL, Item
from tests.waiting import wait_until

ANSWER_SECONDS = 12.0
"""A client's time-out; the gateway gives up waiting for Kafka before that."""
AGAIN_SECONDS = 0.5
PATIENCE_SECONDS = 400.0
"""For the last answer, once all is healed."""
RESENT, OVERLAPPING = 0.05, 0.05
"""Share of uploads that are sent again although they were answered, alone or before new plays."""
SINGLE = 0.3
"""Share of uploads of one play, by the call for live plays."""
MOST = 12
"""Plays in a batch."""
JSON = {"Content-Type": "application/json"}
UNLIMITED = httpx.Limits(max_connections=None)


class Reports(Protocol):
    """Something that one source has to report."""

    source: str

    @property
    def tired(self) -> bool:
        """Whether it has nothing more to report."""

    def next(self, count: int) -> list[Item]:
        """Its next items, at most so many."""


class Fleet:
    """Sources that report until they are told to finish. All that was sent, with its answers, is in `items`."""

    def __init__(
        self,
        gateway: str,
        reporters: Sequence[Reports],
        senders: Mapping[str, httpx.Auth],
        pace: float,
        seed: str,
        copies: int = 1,
    ) -> None:
        """`pace` is in plays a second, of all sources together; slow answers make it less.

        Each upload is sent by so many clients at once: its `copies`.
        """
        self.items: dict[str, Item] = {}
        self.refused: list[str] = []
        """What the gateway called wrong: nothing of what is sent is."""
        self._gateway = gateway
        self._reporters = reporters
        self._senders = senders
        self._pause = len(reporters) * (1 + MOST) / 2 * (1 - SINGLE) / pace
        self._seed = seed
        self._copies = copies
        self._taken = 0
        self._ending = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), name="fleet", daemon=True)
        self._failed: BaseException | None = None

    @property
    def sources(self) -> list[str]:
        """Who reports."""
        return [reporter.source for reporter in self._reporters]

    def start(self) -> None:
        """Begins to report, in a thread."""
        self._thread.start()

    def finish(self) -> None:
        """No new plays; returns when each that was sent has its final answer. AssertionError where that takes ages."""
        self._ending.set()
        self.until_over()

    def until_over(self) -> None:
        """Returns when nobody has anything left to report, and all is answered. AssertionError likewise."""
        self._thread.join(PATIENCE_SECONDS)
        waiting = [item.event_id for item in self.items.values() if not set(item.answers) & set(FINAL)]
        assert not self._thread.is_alive(), f"{len(waiting)} plays got no final answer: {waiting[:3]}"
        if self._failed is not None:
            raise self._failed

    def abandon(self) -> None:
        """No new plays, and nobody waits for answers."""
        self._ending.set()

    def acknowledged(self) -> int:
        """How many plays the gateway has called durable so far."""
        return sum(item.acknowledged for item in list(self.items.values()))

    def until_acknowledged(self, more: int, seconds: float = 400) -> None:
        """Waits until so many more plays are acknowledged."""
        goal = self.acknowledged() + more
        wait_until(lambda: self._alive() and self.acknowledged() >= goal, seconds, f"{goal} plays acknowledged")

    def uploads_taken(self) -> int:
        """How many uploads the gateway has answered item by item."""
        return self._taken

    def _alive(self) -> bool:
        if self._failed is not None:
            raise self._failed
        assert self._thread.is_alive(), "every source has reported its day: the fleet is too small"
        return True

    async def _run(self) -> None:
        try:
            client = httpx.AsyncClient(base_url=self._gateway, timeout=ANSWER_SECONDS, limits=UNLIMITED)
            async with client, asyncio.TaskGroup() as group:
                for reporter in self._reporters:
                    group.create_task(self._report(client, reporter))
        except BaseException as error:
            self._failed = error

    async def _report(self, client: httpx.AsyncClient, reporter: Reports) -> None:
        chance = random.Random(f"{self._seed} {reporter.source}")
        before: list[Item] = []
        while not reporter.tired:
            await self._rest(chance.expovariate(1 / self._pause))
            if self._ending.is_set():
                return
            upload = self._upload(reporter, chance, before)
            self.items.update((item.event_id, item) for item in upload)
            await asyncio.gather(*(self._send(client, reporter.source, upload) for _ in range(self._copies)))
            before = upload

    def _upload(self, reporter: Reports, chance: random.Random, before: list[Item]) -> list[Item]:
        kind = chance.random()
        if before and kind < RESENT:
            return before
        fresh = reporter.next(1 if chance.random() < SINGLE else chance.randint(1, MOST))
        if before and kind < RESENT + OVERLAPPING:
            return [*before[len(before) // 2 :], *fresh]
        return fresh

    async def _rest(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while not self._ending.is_set() and (left := until - time.monotonic()) > 0:  # noqa: ASYNC110 - set by a thread
            await asyncio.sleep(min(left, 0.2))

    async def _send(self, client: httpx.AsyncClient, source: str, upload: list[Item]) -> None:
        """Until every item has its final answer. What is to be tried again, and only that, is sent again."""
        while upload:
            body = [item.as_sent() for item in upload]
            single = len(upload) == 1
            path = "/api/v1/plays" if single else "/api/v1/batch/plays"
            data = msgspec.json.encode(body[0] if single else {"plays": body})
            try:
                async with asyncio.timeout(ANSWER_SECONDS):
                    answer = await client.post(path, content=data, headers=JSON, auth=self._senders[source])
            except (httpx.TransportError, NoToken, TimeoutError) as error:
                if isinstance(error, NoToken) and not error.later:
                    self.refused.append(f"{error}")
                    return
                await asyncio.sleep(AGAIN_SECONDS)
                continue
            if answer.status_code == 200:
                upload = self._note(upload, answer.content)
            elif answer.status_code < 500 and answer.status_code not in (408, 429):
                self.refused.append(f"{answer.status_code} {answer.text[:500]}")
                return
            if upload:
                await asyncio.sleep(min(float(answer.headers.get("Retry-After", AGAIN_SECONDS)), 2.0))

    def _note(self, upload: list[Item], content: bytes) -> list[Item]:
        """Writes the answers down; gives back the items that are to be sent again."""
        results = msgspec.json.decode(content)["results"]
        self._taken += 1
        again = []
        for item, result in zip(upload, results, strict=True):
            item.answers.append(result["status"])
            if result["status"] == "rejected":
                self.refused.append(f"{result}")
            if result["status"] == "retry":
                again.append(item)
        return again
