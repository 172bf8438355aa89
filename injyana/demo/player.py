"""Sends the uploads as well-behaved clients do: signed, and again what was not answered or is to be tried again."""

import asyncio
import gzip
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import httpx
import msgspec

from client.tokens import NoToken
from injyana.demo.kinds import Upload
from injyana.demo.script import csv_of
from injyana.local.http import trusting
from kernel.errors import Outage, Refused
from kernel.tracing import TRACEPARENT

PATIENCE_SECONDS = 120.0
"""For one upload, however often the gateway dies meanwhile."""
AGAIN_SECONDS = 0.5


class Player:
    """Plays lanes side by side, each in its order."""

    def __init__(
        self,
        gateway: str,
        senders: Mapping[str, httpx.Auth],
        answered: Callable[[Upload], None],
        ca: Path | None = None,
    ) -> None:
        self._gateway = gateway
        self._verify = trusting(ca)
        self._senders = senders
        self._answered = answered

    async def play(self, lanes: list[list[Upload]]) -> None:
        """Returns when every upload was answered for good. Refused, Outage."""
        async with httpx.AsyncClient(base_url=self._gateway, timeout=30, verify=self._verify) as client:
            await asyncio.gather(*(self._lane(client, lane) for lane in lanes))

    async def _lane(self, client: httpx.AsyncClient, lane: list[Upload]) -> None:
        for upload in lane:
            await asyncio.sleep(upload.pause_s)
            await self._send(client, upload)
            self._answered(upload)

    async def _send(self, client: httpx.AsyncClient, upload: Upload) -> None:
        content, headers = _request(upload)
        headers |= {TRACEPARENT: upload.traceparent}
        give_up = time.monotonic() + PATIENCE_SECONDS
        while True:
            again = AGAIN_SECONDS
            try:
                answer = await client.post(
                    upload.path, content=content, headers=headers, auth=self._senders[upload.source]
                )
            except NoToken as error:
                if not error.later:
                    raise Refused(str(error)) from error
                said = str(error)
            except httpx.TransportError as error:
                said = f"{type(error).__name__} {error}"
            else:
                if answer.status_code == httpx.codes.OK and _note(upload, answer.content):
                    return
                if answer.is_client_error and answer.status_code != httpx.codes.TOO_MANY_REQUESTS:
                    raise Refused(f"{upload.path} as {upload.source}: {answer.status_code} {answer.text}")
                said = f"{answer.status_code} {answer.text}"
                again = min(float(answer.headers.get("Retry-After", AGAIN_SECONDS)), 5.0)
            if time.monotonic() > give_up:
                raise Outage(f"{upload.path} got no final answer in {PATIENCE_SECONDS:.0f} s: {said}")
            await asyncio.sleep(again)


def _request(upload: Upload) -> tuple[bytes, dict[str, str]]:
    bodies = [play.body for play in upload.plays]
    match upload.form:
        case "csv":
            return csv_of(bodies).encode(), {"Content-Type": "text/csv"}
        case "single":
            return msgspec.json.encode(bodies[0]), {"Content-Type": "application/json"}
        case _:
            packed = gzip.compress(msgspec.json.encode({"plays": bodies}))
            return packed, {"Content-Type": "application/json", "Content-Encoding": "gzip"}


def _note(upload: Upload, content: bytes) -> bool:
    """Writes the answers down; whether all of them are final."""
    results = msgspec.json.decode(content)["results"]
    for play, result in zip(upload.plays, results, strict=True):
        play.event_id = result["event_id"]
        play.code = result.get("code")
        play.answers.append(result["status"])
    return all(play.answers[-1] != "retry" for play in upload.plays)
