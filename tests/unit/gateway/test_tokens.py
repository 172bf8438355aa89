"""Who is heard: only a good token of a registered source."""

import base64
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from identity.keys import SigningKey, public_jwk, signing_key
from identity.tokens import AUDIENCE, ISSUER, token_for_client
from kernel.clock import system_clock
from kernel.events.sources import Standing
from kernel.problems import Problem
from kernel.tokens import REPORT, Tokens
from tests.unit.gateway.world import World, play, problem, result, source

Make = Callable[[SigningKey], str]


def claims(**changes: Any) -> dict[str, Any]:
    now = int(system_clock().timestamp())
    made = {"iss": ISSUER, "aud": AUDIENCE, "sub": "phone-1", "exp": now + 60, "iat": now, "scope": REPORT} | changes
    return {name: value for name, value in made.items() if value is not None}


def signed(key: SigningKey, **changes: Any) -> str:
    return jwt.encode(claims(**changes), key.private, algorithm="EdDSA", headers={"kid": key.key_id})


def part(what: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(what).encode()).rstrip(b"=").decode()


def of_none(key: SigningKey) -> str:
    return f"{part({'alg': 'none', 'kid': key.key_id})}.{part(claims())}."


def with_public_key_as_secret(key: SigningKey) -> str:
    secret = public_jwk(key.private)["x"] * 2
    return jwt.encode(claims(), secret, algorithm="HS256", headers={"kid": key.key_id})


def changed(key: SigningKey) -> str:
    head, _, signature = signed(key).split(".")
    return f"{head}.{part(claims(sub='phone-2'))}.{signature}"


def by_another_key(key: SigningKey) -> str:
    return signed(SigningKey(Ed25519PrivateKey.generate(), key.key_id))


BAD: dict[str, Make] = {
    "expired": lambda key: signed(key, exp=int(system_clock().timestamp()) - 60),
    "without an end": lambda key: signed(key, exp=None),
    "without a subject": lambda key: signed(key, sub=None),
    "without an issuer": lambda key: signed(key, iss=None),
    "another issuer": lambda key: signed(key, iss="somebody"),
    "another audience": lambda key: signed(key, aud="injyana-portal"),
    "without an audience": lambda key: signed(key, aud=None),
    "not yet valid": lambda key: signed(key, nbf=int(system_clock().timestamp()) + 3600),
    "subject of another type": lambda key: signed(key, sub=7),
    "alg none": of_none,
    "public key as secret": with_public_key_as_secret,
    "changed": changed,
    "signed by another key": by_another_key,
    "unknown key id": lambda key: signed(SigningKey(key.private, "other")),
    "no key id": lambda key: jwt.encode(claims(), key.private, algorithm="EdDSA"),
    "nonsense": lambda _key: "a.b.c",
    "empty": lambda _key: "",
    "very long": lambda _key: "a" * 100_000,
}


@pytest.mark.parametrize("make", BAD.values(), ids=BAD.keys())
async def test_a_bad_token_is_401(world: World, make: Make) -> None:
    headers = {"Authorization": f"Bearer {make(world.key)}"}
    answer = await world.request("POST", "/api/v1/plays", json=play(), headers=headers)
    problem(answer, 401)
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert world.publisher.published == []


@pytest.mark.parametrize("value", ["", "Basic cGhvbmU6MQ==", "Bearer", "bearer "])
async def test_no_token_is_401(world: World, value: str) -> None:
    problem(await world.request("POST", "/api/v1/plays", json=play(), headers={"Authorization": value}), 401)


@pytest.mark.parametrize("source_id", ["suspended", "revoked", "nobody"])
async def test_a_source_without_standing_is_403(world: World, source_id: str) -> None:
    assert source_id in problem(await world.send(play(), source_id), 403)["detail"]


async def test_a_change_of_standing_counts_at_once(world: World) -> None:
    assert result(await world.send(play()))["status"] == "accepted"
    world.sources.put(source(standing=Standing.REVOKED))
    problem(await world.send(play()), 403)


async def test_a_station_of_another_is_403(world: World) -> None:
    answer = await world.request("POST", "/api/v1/feeds/radio-2/plays", json={"plays": [{}]})
    assert problem(answer, 403)["type"].endswith("not-your-station")


def test_a_verified_token_is_good_until_it_expires(tmp_path: Path) -> None:
    time = [system_clock().timestamp()]
    key = signing_key(tmp_path)
    tokens = Tokens(tmp_path / "public" / "jwks.json", ISSUER, AUDIENCE, now=lambda: time[0], scope=REPORT)
    token = f"Bearer {token_for_client('phone-1', key, timedelta(seconds=-3))[0]}"
    assert tokens.subject(token) == "phone-1"  # within the leeway
    good = f"Bearer {token_for_client('phone-2', key)[0]}"
    assert [tokens.subject(good) for _ in range(2)] == ["phone-2"] * 2


def test_keys_are_read_again_when_their_file_changes(tmp_path: Path) -> None:
    first, second = signing_key(tmp_path / "a"), signing_key(tmp_path / "b")
    path = tmp_path / "jwks.json"
    tokens = Tokens(path, ISSUER, AUDIENCE, check=0, scope=REPORT)
    assert not tokens.ready
    path.write_bytes((tmp_path / "a" / "public" / "jwks.json").read_bytes())
    old, new = (f"Bearer {token_for_client('phone-1', key)[0]}" for key in (first, second))
    assert tokens.subject(old) == "phone-1"
    with pytest.raises(Problem):
        tokens.subject(new)
    path.write_text("not keys")
    assert tokens.subject(old) == "phone-1"
    path.write_bytes((tmp_path / "b" / "public" / "jwks.json").read_bytes())
    assert tokens.subject(new) == "phone-1"
    with pytest.raises(Problem):
        tokens.subject(old)
