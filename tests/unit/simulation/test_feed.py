"""The feed keeps its rate, its order and its patience, over a gateway that is played."""

import gzip
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from urllib.parse import parse_qs

import httpx
import msgspec
import pytest

from client.device import Device
from client.keys import Key
from injyana.simulate.feed import Feed, batches
from injyana.simulate.summary import answers, contents, line
from kernel.errors import Refused
from simulation.country import AttackPlan, Simulated, simulate
from simulation.plays import Arrival

Answer = Callable[[httpx.Request, list[dict[str, str]]], httpx.Response]


def taken(_request: httpx.Request, plays: list[dict[str, str]]) -> httpx.Response:
    return httpx.Response(
        200, json={"results": [{"event_id": play["event_id"], "status": "accepted"} for play in plays]}
    )


class Gateway:
    """Answers as it is told, and keeps what it was asked; `tokens` is what the identity service says first."""

    def __init__(self, *said: Answer, tokens: Sequence[int] = ()) -> None:
        self._said: Iterator[Answer] = iter(said)
        self._tokens = list(tokens)
        self.asked: list[tuple[str, list[dict[str, str]]]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.host == "identity":
            token = f"token-of-{parse_qs(request.content.decode())['client_id'][0]}"
            status = self._tokens.pop(0) if self._tokens else 200
            return httpx.Response(status, json={"access_token": token, "expires_in": 3600})
        assert {"dpop", "signature", "content-digest"} <= request.headers.keys()
        plays = msgspec.json.decode(gzip.decompress(request.content))["plays"]
        self.asked.append((request.headers["Authorization"], plays))
        return next(self._said, taken)(request, plays)


@pytest.fixture(scope="module")
def little() -> Simulated:
    return simulate(8, days=1, sources=8, attacks=[AttackPlan("loop")])


def feed(country: Simulated, gateway: Gateway, rate: float = 1e6) -> Feed:
    senders: dict[str, httpx.Auth] = {
        source.source_id: Device("http://identity", source.source_id, Key.ed25519()) for source in country.sources
    }
    transport = httpx.MockTransport(gateway)
    return Feed("http://gateway", senders, country.songs, rate=rate, fingerprints=False, transport=transport)


def part(country: Simulated, count: int) -> list[Arrival]:
    return country.arrivals[:count]


async def test_every_play_is_sent_once_by_its_own_source_in_order(little: Simulated) -> None:
    gateway = Gateway()
    sender = feed(little, gateway)
    await sender.send(little.arrivals)
    sent: dict[str, list[str]] = defaultdict(list)
    for token, plays in gateway.asked:
        assert {f"DPoP token-of-{play['source_id']}" for play in plays} == {token}
        sent[plays[0]["source_id"]].extend(play["event_id"] for play in plays)
    wanted: dict[str, list[str]] = defaultdict(list)
    for batch in batches(little.arrivals):
        wanted[batch[0].device.source.source_id].extend(each.sent.event_id for each in batch)
    assert sent == wanted
    assert sender.tally.plays == len(little.arrivals)
    assert sender.tally.again == 0
    assert answers(sender.tally).row_count == len(sender.tally.answers)
    assert f"{len(little.arrivals)} plays" in line(sender.tally)


async def test_what_is_to_be_tried_again_is_sent_again_with_the_same_ids(little: Simulated) -> None:
    def busy(_request: httpx.Request, _plays: list[dict[str, str]]) -> httpx.Response:
        return httpx.Response(429, headers={"Retry-After": "0.01"})

    def half(_request: httpx.Request, plays: list[dict[str, str]]) -> httpx.Response:
        results = [
            {"event_id": play["event_id"], "status": "retry" if number % 2 else "accepted"}
            for number, play in enumerate(plays)
        ]
        return httpx.Response(200, headers={"Retry-After": "0.01"}, json={"results": results})

    gateway = Gateway(busy, half)
    batch = max(batches(little.arrivals), key=len)
    assert len(batch) > 3
    sender = feed(little, gateway)
    await sender.send(batch)
    ids = [[play["event_id"] for play in plays] for _, plays in gateway.asked]
    assert ids == [ids[0], ids[0], ids[0][1::2]]
    assert sender.tally.plays == len(batch)
    assert sender.tally.again == 2


async def test_a_lost_connection_is_no_end(little: Simulated) -> None:
    def lost(_request: httpx.Request, _plays: list[dict[str, str]]) -> httpx.Response:
        raise httpx.ConnectError("no gateway")

    sender = feed(little, Gateway(lost))
    await sender.send(part(little, 1))
    assert sender.tally.plays == 1


async def test_an_identity_service_that_is_away_is_no_end(little: Simulated) -> None:
    sender = feed(little, Gateway(tokens=[503, 429]))
    await sender.send(part(little, 1))
    assert (sender.tally.plays, sender.tally.again) == (1, 2)


async def test_a_source_that_gets_no_token_ends_it_and_says_why(little: Simulated) -> None:
    with pytest.raises(Refused, match="gets no token: 403"):
        await feed(little, Gateway(tokens=[403])).send(part(little, 1))


async def test_a_refused_batch_ends_it_and_says_why(little: Simulated) -> None:
    def forbidden(_request: httpx.Request, _plays: list[dict[str, str]]) -> httpx.Response:
        return httpx.Response(403, text="No source of that name is registered.")

    with pytest.raises(Refused, match="403 No source"):
        await feed(little, Gateway(forbidden)).send(part(little, 5))


async def test_rejected_plays_are_counted_by_code(little: Simulated) -> None:
    def rejected(_request: httpx.Request, plays: list[dict[str, str]]) -> httpx.Response:
        results = [{"event_id": play["event_id"], "status": "rejected", "code": "too_old"} for play in plays]
        return httpx.Response(200, json={"results": results})

    sender = feed(little, Gateway(rejected))
    await sender.send(part(little, 1))
    assert sender.tally.codes == {"too_old": 1}
    assert "too_old 1" in line(sender.tally)


async def test_the_rate_is_kept(little: Simulated) -> None:
    arrivals = part(little, 120)
    began = time.monotonic()
    await feed(little, Gateway(), rate=400).send(arrivals)
    last = list(batches(arrivals))[-1]
    assert time.monotonic() - began >= (len(arrivals) - len(last)) / 400 - 0.01


def test_the_table_counts_every_arrival(little: Simulated) -> None:
    table = contents(little.arrivals)
    cells = [cell for column in table.columns[3:] for cell in column.cells]
    assert sum(int(str(cell)) for cell in cells if cell) == len(little.arrivals)
