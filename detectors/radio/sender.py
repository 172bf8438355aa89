"""Brings what waits in the spool to the gateway, in order, for as long as it takes."""

import logging
import random
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import httpx
import msgspec

from client.service_account import ServiceAccount
from client.tokens import NoToken
from detectors.radio.spool import Spool, Waiting
from kernel import metrics
from kernel.clock import Clock
from kernel.errors import Outage
from kernel.ids import StationId

LOG = logging.getLogger(__name__)

AT_ONCE = 50
TIMEOUT_SECONDS = 30.0
"""Longer than the gateway takes to answer for everything in a request."""
FIRST_SECONDS = 1.0
LONGEST_SECONDS = 60.0
LOOK_SECONDS = 1.0
"""How soon a play that is over is sent."""


class Result(msgspec.Struct, frozen=True):
    """The gateway's answer to one item."""

    status: str
    code: str | None = None
    message: str | None = None


class Answer(msgspec.Struct, frozen=True):
    results: list[Result]


class Reporting(NamedTuple):
    """Where plays go: the gateway's address, and the identity service's, which gives tokens to the service account of
    the file.
    """

    gateway: str
    identity: str
    account: Path


class Sender:
    """Sends as a service account, whose file is read again when it gets no token: secrets are changed."""

    def __init__(self, path: Path, to: Reporting, station: StationId, clock: Clock) -> None:
        self._path = path
        self._to = to
        self._url = f"{to.gateway.rstrip('/')}/api/v1/feeds/{quote(station, safe='')}/plays"
        self._account: ServiceAccount | None = None
        self._clock = clock

    def run(self, stopping: threading.Event) -> None:
        """Until told to stop. What waits then, waits for the next start."""
        spool = Spool(self._path)
        seconds = FIRST_SECONDS
        with httpx.Client(timeout=TIMEOUT_SECONDS) as client:
            while not stopping.is_set():
                metrics.RADIO_SPOOLED.set(len(spool))
                try:
                    more = self.send(client, spool)
                    seconds = FIRST_SECONDS
                    if not more:
                        stopping.wait(LOOK_SECONDS)
                except Outage as error:
                    LOG.warning("%d plays wait: %s; trying again in about %.0f s", len(spool), error, seconds)
                    stopping.wait(seconds * random.uniform(0.5, 1.5))  # noqa: S311 - so that stations do not come at once
                    seconds = min(seconds * 2, LONGEST_SECONDS)
        spool.close()

    def send(self, client: httpx.Client, spool: Spool) -> bool:
        """Sends what waits longest; whether there was anything. Outage where it has to be sent again."""
        waiting = spool.oldest(AT_ONCE)
        if not waiting:
            return False
        results = self._answered(client, waiting)
        final = []
        for each, result in zip(waiting, results, strict=True):
            if result.status == "retry":
                continue
            final.append(each.number)
            metrics.RADIO_PLAYS.labels(result.status).inc()
            if result.status == "rejected":
                LOG.error("the gateway rejected play %s: %s: %s", each.event_id, result.code, result.message)
        spool.done(final)
        if len(final) < len(waiting):
            raise Outage("the gateway asks to send some of them again")
        return True

    def _answered(self, client: httpx.Client, waiting: Sequence[Waiting]) -> list[Result]:
        """The gateway's answer to each. Outage where it gave none."""
        sent_at = self._clock().isoformat()
        plays = [msgspec.json.decode(each.body) | {"sent_at": sent_at} for each in waiting]
        try:
            answer = client.post(self._url, json={"plays": plays}, auth=self._sender())
        except NoToken as error:
            self._account = None
            raise Outage(str(error)) from error
        except httpx.HTTPError as error:
            raise Outage(f"{_asked(error)} does not answer: {type(error).__name__} {error}") from error
        try:
            results = msgspec.json.decode(answer.content, type=Answer).results
        except msgspec.DecodeError as error:
            raise Outage(f"the gateway answered {answer.status_code}: {answer.text[:300]}") from error
        if len(results) != len(waiting):
            raise Outage(f"the gateway answered {answer.status_code} for {len(results)} of {len(waiting)} plays")
        return results

    def _sender(self) -> ServiceAccount:
        """The account of the file. Outage where it cannot be read."""
        if self._account is None:
            try:
                self._account = ServiceAccount.load(self._to.identity, self._to.account.read_text())
            except (OSError, ValueError) as error:
                raise Outage(f"no service account in {self._to.account}: {error}") from error
        return self._account


def _asked(error: httpx.HTTPError) -> str:
    return f"{error.request.url.scheme}://{error.request.url.netloc.decode()}"
