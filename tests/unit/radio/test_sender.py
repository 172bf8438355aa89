"""Sending against a small server that answers as docs/api.md and docs/identity.md say."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest

from detectors.radio.plays import continued
from detectors.radio.report import as_json, reportable
from detectors.radio.sender import AT_ONCE, Reporting, Sender
from detectors.radio.spool import Spool
from kernel.clock import system_clock
from kernel.errors import Outage
from kernel.ids import EventId, StationId
from tests.unit.radio.made import STATION, sounded


@dataclass
class Gateway:
    """Answers each item with what `verdicts` says in turn, accepted where it says nothing more. Gives tokens for the
    account's secret.
    """

    url: str = ""
    status: int = 200
    secret: str = "secret"
    verdicts: list[str] = field(default_factory=list)
    asked: list[tuple[str, str, list[dict[str, Any]]]] = field(default_factory=list)

    def answer(self, path: str, token: str, body: bytes) -> tuple[int, bytes]:
        if path == "/oauth/token":
            good = parse_qs(body.decode())["client_secret"] == [self.secret]
            said = {"access_token": self.secret, "expires_in": 900} if good else {"error": "invalid_client"}
            return (200 if good else 401), json.dumps(said).encode()
        plays = json.loads(body)["plays"]
        self.asked.append((path, token, plays))
        if self.status != 200:
            return self.status, b'{"type": "urn:injyana:problem:unauthorised"}'
        results = [{"event_id": play["event_id"], "status": self._next()} for play in plays]
        return 200, json.dumps({"batch_id": "b", "results": results, "summary": {}}).encode()

    def _next(self) -> str:
        return self.verdicts.pop(0) if self.verdicts else "accepted"


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    made = Gateway()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            status, answer = made.answer(self.path, self.headers.get("authorization", ""), body)
            self.send_response(status)
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_args: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield made
    server.shutdown()
    server.server_close()


@pytest.fixture
def spool(tmp_path: Path) -> Iterator[Spool]:
    write_account(tmp_path)
    made = Spool(tmp_path / "spool.db")
    yield made
    made.close()


def write_account(tmp_path: Path, credential: str = "secret") -> None:
    (tmp_path / "account.json").write_text(json.dumps({"client_id": "c-1", "client_secret": credential}))


def sender(tmp_path: Path, gateway: Gateway, station: str = STATION, url: str = "") -> Sender:
    to = Reporting(url or gateway.url, gateway.url, tmp_path / "account.json")
    return Sender(tmp_path / "spool.db", to, StationId(station), system_clock)


def fill(spool: Spool, count: int) -> list[str]:
    ids = [f"play-{number:03d}" for number in range(count)]
    spool.keep((), [(EventId(each), json.dumps({"event_id": each}).encode()) for each in ids])
    return ids


def test_plays_are_sent_in_order_and_forgotten(tmp_path: Path, gateway: Gateway, spool: Spool) -> None:
    ids = fill(spool, AT_ONCE + 3)
    with httpx.Client() as client:
        assert sender(tmp_path, gateway).send(client, spool)
        assert sender(tmp_path, gateway).send(client, spool)
        assert not sender(tmp_path, gateway).send(client, spool)
    assert [play["event_id"] for _, _, plays in gateway.asked for play in plays] == ids
    path, token, plays = gateway.asked[0]
    assert (path, token) == (f"/api/v1/feeds/{STATION}/plays", "Bearer secret")
    assert all(play["sent_at"] for play in plays)


def test_what_is_to_be_tried_again_stays_and_the_rest_goes(tmp_path: Path, gateway: Gateway, spool: Spool) -> None:
    fill(spool, 4)
    gateway.verdicts = ["accepted", "retry", "rejected", "duplicate"]
    with httpx.Client() as client:
        with pytest.raises(Outage, match="again"):
            sender(tmp_path, gateway).send(client, spool)
        assert [each.event_id for each in spool.oldest(9)] == ["play-001"]
        assert sender(tmp_path, gateway).send(client, spool)
    assert len(spool) == 0


@pytest.mark.parametrize("status", [401, 403, 422, 429, 503])
def test_a_refused_request_loses_nothing(tmp_path: Path, gateway: Gateway, spool: Spool, status: int) -> None:
    fill(spool, 2)
    gateway.status = status
    with httpx.Client() as client, pytest.raises(Outage, match=str(status)):
        sender(tmp_path, gateway).send(client, spool)
    assert len(spool) == 2


def test_without_gateway_or_account_nothing_is_lost(tmp_path: Path, gateway: Gateway, spool: Spool) -> None:
    fill(spool, 1)
    (tmp_path / "account.json").unlink()
    with httpx.Client() as client:
        with pytest.raises(Outage, match="no service account"):
            sender(tmp_path, gateway).send(client, spool)
        (tmp_path / "account.json").write_text("not an account")
        with pytest.raises(Outage, match="no service account"):
            sender(tmp_path, gateway).send(client, spool)
        write_account(tmp_path)
        with pytest.raises(Outage, match=r"127\.0\.0\.1:9 does not answer"):
            sender(tmp_path, gateway, url="http://127.0.0.1:9").send(client, spool)
    assert len(spool) == 1


def test_another_secret_is_read_when_the_former_one_works_no_more(
    tmp_path: Path, gateway: Gateway, spool: Spool
) -> None:
    fill(spool, 1)
    gateway.secret = "another"
    sending = sender(tmp_path, gateway)
    with httpx.Client() as client:
        with pytest.raises(Outage, match="c-1 gets no token: 401"):
            sending.send(client, spool)
        write_account(tmp_path, "another")
        assert sending.send(client, spool)
    assert len(spool) == 0
    assert gateway.asked[0][1] == "Bearer another"


def test_it_sends_until_it_is_told_to_stop(tmp_path: Path, gateway: Gateway, spool: Spool) -> None:
    fill(spool, 3)
    stopping = threading.Event()
    thread = threading.Thread(target=sender(tmp_path, gateway).run, args=(stopping,))
    thread.start()
    while len(spool):
        stopping.wait(0.05)
    stopping.set()
    thread.join(30)
    assert len(gateway.asked) == 1


def test_a_station_with_an_odd_name(tmp_path: Path, gateway: Gateway, spool: Spool) -> None:
    fill(spool, 1)
    with httpx.Client() as client:
        sender(tmp_path, gateway, "../radio 1").send(client, spool)
    assert gateway.asked[0][0] == "/api/v1/feeds/..%2Fradio%201/plays"


def test_a_play_as_the_feed_takes_it() -> None:
    [play] = continued((), STATION, [sounded("a", 10.25, 70.5)])
    plain = json.loads(as_json(play))
    assert plain["event_id"] == play.event_id
    assert plain["played_at"] == "2026-03-02T06:00:10.250+00:00"
    assert plain["duration_ms"] == 60_250
    assert plain["fingerprint"]["offset_ms"] == 0
    assert reportable(play)
    [short] = continued((), STATION, [sounded("a", 10, 14)])
    assert not reportable(short)
