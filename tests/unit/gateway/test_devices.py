"""Devices with keys at the gateway: what they send is taken, and nothing that anybody else could send."""

import base64
import gzip
import json
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from hashlib import sha256
from typing import Any

import httpx
import jwt
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from client.device import Device
from client.keys import Key
from client.signing import proof, signature
from identity.tokens import token_for_client, token_for_device
from kernel.events.sources import Source, Standing
from tests.unit.gateway.world import ORIGIN, World, play, problem, result, source

IDENTITY = "http://identity"
PATH = "/api/v1/plays"
URL = ORIGIN + PATH


class Enrolled:
    """A device that the world knows, and an identity service that gives it tokens."""

    def __init__(self, world: World, key: Key | None = None, source_id: str = "phone-7", **changes: Any) -> None:
        self.world = world
        self.key = key or Key.p256()
        self.source: Source = source(source_id, key_thumbprint=self.key.thumbprint, **changes)
        world.sources.put(self.source)
        self.device = Device(IDENTITY, source_id, self.key)
        self.tokens = 0

    def token(self, **options: Any) -> str:
        return token_for_device(self.source.source_id, self.device.key.thumbprint, self.world.key, **options)[0]

    def client(self) -> httpx.AsyncClient:
        """Reaches both services."""

        def identity(_request: httpx.Request) -> httpx.Response:
            self.tokens += 1
            return httpx.Response(200, json={"access_token": self.token(), "token_type": "DPoP", "expires_in": 3600})

        gateway = httpx.ASGITransport(self.world.app, raise_app_exceptions=False)
        mounts = {IDENTITY: httpx.MockTransport(identity), ORIGIN: gateway}
        return httpx.AsyncClient(base_url=ORIGIN, auth=self.device, mounts=mounts)

    def signed(self, item: Any = None, method: str = "POST", path: str = PATH, **changes: Any) -> httpx.Request:
        """A good request, made step by step; `changes` name what of it is another: key, token, url, body, proof."""
        key, token = changes.get("key", self.key), changes.get("token") or self.token()
        body = json.dumps(play() if item is None else item).encode()
        made = changes.get("proof") or proof(key, method, changes.get("url", ORIGIN + path), token=token)
        headers = {"authorization": f"DPoP {token}", "dpop": made, "content-type": "application/json"}
        headers |= changes.get("headers", {})
        signer: Key = changes.get("signer", key)
        headers |= signature(signer, method, changes.get("url", ORIGIN + path), headers, changes.get("digested", body))
        return httpx.Request(method, ORIGIN + path, headers=headers, content=body)

    async def send(self, request: httpx.Request) -> httpx.Response:
        transport = httpx.ASGITransport(self.world.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport) as client:
            return await client.send(request)


@pytest.fixture
def phone(world: World) -> Enrolled:
    return Enrolled(world)


@pytest.fixture
def other(world: World) -> Enrolled:
    return Enrolled(world, source_id="phone-8")


def refusal(answer: httpx.Response, error: str) -> dict[str, Any]:
    """The 401 with that error in its challenge."""
    found = problem(answer, 401)
    assert answer.headers["www-authenticate"].startswith("DPoP ")
    assert f'error="{error}"' in answer.headers["www-authenticate"]
    return found


@pytest.mark.parametrize("make", [Key.p256, Key.ed25519], ids=["P-256", "Ed25519"])
async def test_a_device_reports_with_either_key(world: World, make: Callable[[], Key]) -> None:
    phone = Enrolled(world, make())
    body = gzip.compress(json.dumps({"plays": [play(), play()]}).encode())
    packed = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    async with phone.client() as client:
        assert result(await client.post(PATH, json=play()))["status"] == "accepted"
        batch = await client.post("/api/v1/batch/plays?from=app&x=%20y", content=body, headers=packed)
        assert batch.json()["summary"]["accepted"] == 2
        state = await client.get(f"/api/v1/batches/{batch.json()['batch_id']}")
        assert state.json()["accepted"] == 2
    assert phone.tokens == 1


async def test_the_step_by_step_request_is_good(phone: Enrolled) -> None:
    assert result(await phone.send(phone.signed()))["status"] == "accepted"


async def test_a_wrong_clock_needs_one_nonce_at_each_server(phone: Enrolled, monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time()
    monkeypatch.setattr("client.signing.time.time", lambda: now - 40 * 86400)
    asked: list[int] = []
    async with phone.client() as client:
        client.event_hooks["response"] = [_statuses(asked)]
        for _ in range(3):
            answer = await client.post(PATH, json=play())
            assert result(answer)["status"] == "accepted"
            assert answer.headers["dpop-nonce"]
    assert asked == [200, 401, 200, 200, 200]  # the token, then the nonce of the first request, which serves the others


def _statuses(into: list[int]) -> Any:
    async def note(answer: httpx.Response) -> None:
        into.append(answer.status_code)

    return note


async def test_a_device_whose_key_was_replaced_gets_a_new_token(phone: Enrolled) -> None:
    async with phone.client() as client:
        assert result(await client.post(PATH, json=play()))["status"] == "accepted"
        old, new = phone.key, Key.ed25519()
        phone.world.sources.put(phone.source.evolve(key_thumbprint=new.thumbprint))
        phone.device.use(new)
        assert result(await client.post(PATH, json=play()))["status"] == "accepted"
        phone.device.use(old)
        refusal(await client.post(PATH, json=play()), "invalid_token")


async def test_a_stolen_token_without_the_key(phone: Enrolled, other: Enrolled) -> None:
    token = phone.token()
    bearer = await phone.send(httpx.Request("POST", URL, headers={"authorization": f"Bearer {token}"}, json=play()))
    assert "bound to a key" in problem(bearer, 401)["detail"]
    bare = httpx.Request("POST", URL, headers={"authorization": f"DPoP {token}"}, json=play())
    refusal(await phone.send(bare), "invalid_dpop_proof")
    own = phone.signed(key=other.key, token=token)
    assert "another key" in refusal(await phone.send(own), "invalid_dpop_proof")["detail"]


async def test_a_token_of_a_device_is_no_bearer_token(phone: Enrolled) -> None:
    """Not even one that is not bound to its key."""
    token = token_for_client("phone-7", phone.world.key)[0]
    answer = await phone.send(httpx.Request("POST", URL, headers={"authorization": f"Bearer {token}"}, json=play()))
    refusal(answer, "invalid_token")
    refusal(await phone.send(phone.signed(token=token)), "invalid_token")


async def test_a_source_without_a_key_proves_none(phone: Enrolled) -> None:
    token = token_for_device("phone-1", phone.key.thumbprint, phone.world.key)[0]
    refusal(await phone.send(phone.signed(token=token)), "invalid_token")


async def test_replays_are_refused(phone: Enrolled) -> None:
    request = phone.signed()
    assert (await phone.send(request)).status_code == 200
    assert "used before" in refusal(await phone.send(request), "invalid_dpop_proof")["detail"]
    assert len(phone.world.publisher.published) == 1


async def test_a_replay_at_another_process_is_refused(phone: Enrolled) -> None:
    """And without Redis the same play is known by its id."""
    request = phone.signed()
    assert (await phone.send(request)).status_code == 200
    elsewhere = World(phone.world.folder, sources=phone.world.sources, memory=phone.world.memory)
    transport = httpx.ASGITransport(elsewhere.app)
    async with httpx.AsyncClient(transport=transport) as client:
        refusal(await client.send(request), "invalid_dpop_proof")


async def test_a_replayed_proof_with_another_body_is_refused(phone: Enrolled) -> None:
    token = phone.token()
    made = proof(phone.key, "POST", URL, token=token)
    assert (await phone.send(phone.signed(token=token, proof=made))).status_code == 200
    refusal(await phone.send(phone.signed(token=token, proof=made)), "invalid_dpop_proof")


async def test_a_changed_body_is_refused(phone: Enrolled) -> None:
    request = phone.signed(digested=json.dumps(play()).encode())
    assert problem(await phone.send(request), 400)["type"].endswith("digest-mismatch")
    assert not phone.world.publisher.published


async def test_a_changed_path_or_query_is_refused(phone: Enrolled) -> None:
    request = phone.signed()
    request.url = httpx.URL(ORIGIN + "/api/v1/plays/manual")
    refusal(await phone.send(request), "invalid_dpop_proof")
    request = phone.signed()
    request.url = httpx.URL(URL + "?more=1")
    refusal(await phone.send(request), "invalid_request")


async def test_a_proof_of_another_method_or_host_is_refused(phone: Enrolled) -> None:
    token = phone.token()
    for made in (
        proof(phone.key, "GET", URL, token=token),
        proof(phone.key, "POST", "https://evil.example" + PATH, token=token),
        proof(phone.key, "POST", URL, token=phone.token()),
        proof(phone.key, "POST", URL),
    ):
        refusal(await phone.send(phone.signed(token=token, proof=made)), "invalid_dpop_proof")


async def test_another_devices_signature_is_refused(phone: Enrolled, other: Enrolled) -> None:
    refusal(await phone.send(phone.signed(signer=other.key)), "invalid_request")


@pytest.mark.parametrize("late", [-120, 120])
async def test_a_proof_of_another_time_is_asked_for_a_nonce(
    phone: Enrolled, late: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time()
    monkeypatch.setattr("client.signing.time.time", lambda: now + late)
    answer = await phone.send(phone.signed())
    assert refusal(answer, "use_dpop_nonce")["type"].endswith("use-nonce")
    assert answer.headers["dpop-nonce"]


async def test_unsigned_content_is_refused_and_told_what_is_wanted(phone: Enrolled) -> None:
    for name in ("signature", "signature-input", "content-digest"):
        request = phone.signed()
        del request.headers[name]
        answer = await phone.send(request)
        refusal(answer, "invalid_request")
        assert answer.headers["accept-signature"].startswith('sig1=("@method" "@target-uri" "content-digest"')


async def test_no_credentials_name_both_ways(world: World) -> None:
    transport = httpx.ASGITransport(world.app)
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        answer = await client.post(PATH, json=play())
        problem(answer, 401)
        assert {"DPoP", "Bearer"} <= set(answer.headers["www-authenticate"].replace(",", " ").split())
        two = [("authorization", "Bearer a"), ("authorization", "DPoP b")]
        problem(await client.post(PATH, json=play(), headers=two), 401)


@pytest.mark.parametrize("standing", [Standing.SUSPENDED, Standing.REVOKED])
async def test_a_device_that_may_not_report_is_told_so(phone: Enrolled, standing: Standing) -> None:
    phone.world.sources.put(phone.source.evolve(standing=standing))
    assert str(standing) in problem(await phone.send(phone.signed()), 403)["detail"]


async def test_bad_tokens_are_refused(phone: Enrolled) -> None:
    unsigned = jwt.encode({"sub": "phone-7", "cnf": {"jkt": phone.key.thumbprint}}, "", "none")
    other_confirmation = jwt.encode(
        {"iss": "injyana", "aud": "injyana-gateway", "sub": "phone-7", "exp": 9999999999, "cnf": {"x5t#S256": "a"}},
        phone.world.key.private,
        "EdDSA",
        headers={"kid": phone.world.key.key_id},
    )
    for token in (phone.token(lasts=timedelta(seconds=-60)), unsigned, other_confirmation, "nonsense", "x" * 9000):
        refusal(await phone.send(phone.signed(token=token)), "invalid_token")


async def test_a_signed_bomb_is_still_a_bomb(phone: Enrolled) -> None:
    bomb = gzip.compress(b" " * 50_000_000)
    async with phone.client() as client:
        headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
        problem(await client.post(PATH, content=bomb, headers=headers), 413)


async def test_the_body_of_a_forged_request_is_not_read(phone: Enrolled, other: Enrolled) -> None:
    request = phone.signed(signer=other.key)

    async def never() -> Any:
        raise AssertionError("the body was read")
        yield b""

    request.stream = _Stream(never)
    refusal(await phone.send(request), "invalid_request")


class _Stream(httpx.AsyncByteStream):
    def __init__(self, chunks: Callable[[], Any]) -> None:
        self._chunks = chunks

    def __aiter__(self) -> Any:
        return self._chunks()


async def test_a_content_encoding_that_is_not_signed_is_refused(phone: Enrolled) -> None:
    request = phone.signed()
    request.headers["content-encoding"] = "gzip"
    refusal(await phone.send(request), "invalid_request")


@pytest.mark.parametrize("name", ["dpop", "signature-input", "signature", "content-digest", "authorization"])
@pytest.mark.parametrize("value", ["x" * 20_000, "\x00", "é" * 10, '=;"(', ":" * 3000])
async def test_odd_headers_are_refused(phone: Enrolled, name: str, value: str) -> None:
    request = phone.signed()
    request.headers.raw[:] = [pair for pair in request.headers.raw if pair[0].lower() != name.encode()]
    request.headers = httpx.Headers([*request.headers.raw, (name.encode(), value.encode())])
    assert (await phone.send(request)).status_code == 401


_TEXT = st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=60)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(["dpop", "signature-input", "signature", "content-digest"]), _TEXT, min_size=1))
async def test_whatever_the_headers_hold_is_a_401(phone: Enrolled, headers: Mapping[str, str]) -> None:
    request = phone.signed()
    for name, value in headers.items():
        request.headers[name] = value.encode("latin-1").decode("latin-1")
    raw = [(name.encode(), value.encode("latin-1")) for name, value in request.headers.items()]
    request.headers = httpx.Headers(raw)
    assert (await phone.send(request)).status_code == 401


async def test_the_digest_is_of_what_is_sent_packed(phone: Enrolled) -> None:
    body = gzip.compress(json.dumps(play()).encode())
    digest = base64.b64encode(sha256(body).digest()).decode()
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    async with phone.client() as client:
        answer = await client.post(PATH, content=body, headers=headers)
        assert answer.request.headers["content-digest"] == f"sha-256=:{digest}:"
        assert result(answer)["status"] == "accepted"
