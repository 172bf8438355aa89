"""The parts of a running gateway, and what each call does with them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from secrets import token_bytes

from starlette.requests import Request

from ingest_gateway import batches, limits, uploads
from ingest_gateway.answers import Answer
from ingest_gateway.batches import BatchStatus
from ingest_gateway.intake import RETRY_AFTER_S, Intake, Memory, Publisher
from ingest_gateway.judge import Context
from ingest_gateway.rates import rate_of
from ingest_gateway.records import milliseconds
from ingest_gateway.sources import Sender, Senders
from kernel import http_body
from kernel.clock import Clock
from kernel.errors import DatabaseAway
from kernel.events.sources import Source
from kernel.ids import BatchId
from kernel.possession.challenges import NONCE, other_content
from kernel.problems import Problem, unavailable
from kernel.tracing import TRACEPARENT, continued

Headers = dict[str, str]


@dataclass(slots=True)
class Gateway:
    """Everything that a call needs. `stopping` is set when the process is to end: it is no longer ready then."""

    senders: Senders
    publisher: Publisher
    memory: Memory
    remembered: batches.Remembered
    ledger: batches.Ledger
    intake: Intake
    clock: Clock
    body_seconds: float
    max_requests: int
    stopping: bool = False

    def waits_for(self) -> str | None:
        """What is missing to do the gateway's work; None when nothing is."""
        if self.stopping:
            return "the end: shutting down"
        if not self.senders.ready:
            return "keys and sources"
        return None if self.publisher.ready else "Kafka"

    async def upload(
        self, request: Request, choose: uploads.Choose, station_id: str | None = None
    ) -> tuple[Answer, Headers]:
        """Takes a request's plays, which `choose` reads by their Content-Type, as those of a station if one is named.

        Problem.
        """
        sender = await self.senders.of(request)
        source = sender.source
        try:
            if station_id is not None and station_id not in source.stations:
                raise uploads.no_station(station_id)
            read = choose(request.headers.get("content-type", ""))
            data = await self._content(request, sender)
            now = self.clock()
            context = Context(source, new_batch_id(now), now)
            trace = continued(request.headers.get(TRACEPARENT))
            answer, allowance = await self.intake.take(read(data, context), context, trace)
            return answer, allowance.headers() | _next(sender)
        except Problem as problem:
            raise await self._limited(problem, source) from None

    async def batch(self, request: Request, batch_id: str) -> tuple[BatchStatus, Headers]:
        """What became of a batch. Problem."""
        sender = await self.senders.of(request)
        source = sender.source
        try:
            found = await batches.status(batch_id, source.source_id, self.remembered, self.ledger)
        except Problem as problem:
            raise await self._limited(problem, source) from None
        except DatabaseAway:
            away = unavailable("The ledger does not answer.", RETRY_AFTER_S)
            raise await self._limited(away, source) from None
        allowance, _ = await self.memory.look(source.source_id, rate_of(source), 0, [])
        return found, allowance.headers() | _next(sender)

    async def _content(self, request: Request, sender: Sender) -> bytes:
        """The body, unpacked. Problem, also where it came otherwise than it was signed."""
        if sender.digest is None:
            return await http_body.read(request, self.body_seconds, limits.BODY_BYTES)
        came = sha256()
        data = await http_body.read(request, self.body_seconds, limits.BODY_BYTES, came.update)
        if came.digest() != sender.digest:
            raise other_content()
        return data

    async def _limited(self, problem: Problem, source: Source) -> Problem:
        """The problem with RateLimit headers; what cannot be looked at costs as much as one play."""
        if "RateLimit-Limit" not in problem.headers:
            allowance, _ = await self.memory.look(source.source_id, rate_of(source), 1, [])
            problem.headers |= allowance.headers()
        return problem


def _next(sender: Sender) -> Headers:
    return {} if sender.nonce is None else {NONCE: sender.nonce}


def new_batch_id(now: datetime, random: Callable[[int], bytes] = token_bytes) -> BatchId:
    """UUIDv7: in order of time, and not to be guessed."""
    raw = bytearray(milliseconds(now).to_bytes(6, "big") + random(10))
    raw[6] = raw[6] & 0x0F | 0x70
    raw[8] = raw[8] & 0x3F | 0x80
    text = raw.hex()
    return BatchId(f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}")
