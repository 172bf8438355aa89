"""Proofs of possession as RFC 9449 has them, and each way to get one wrong."""

import base64
import json
import time
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.possession.dpop import INVALID, USE_NONCE, WINDOW_SECONDS, BadProof, Proofs, read
from kernel.possession.keys import BadKey, device_key
from kernel.possession.nonces import STEP_SECONDS, STEPS, Nonces
from tests.unit.possession.proofs import Private, ed25519, jwk_of, p256, proof, public

ORIGIN = "https://api.example.rw"
PATH = "/api/v1/batch/plays"
URL = ORIGIN + PATH
KEYS: dict[str, Callable[[], Private]] = {"P-256": p256, "Ed25519": ed25519}

RFC_PROOF = (
    "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJo"
    "RjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJq"
    "dGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0Ijox"
    "NTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg"
)
"""Of RFC 9449, 4.1."""
RFC_RESOURCE_PROOF = (
    "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJo"
    "RjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJq"
    "dGkiOiJlMWozVl9iS2ljOC1MQUVCIiwiaHRtIjoiR0VUIiwiaHR1IjoiaHR0cHM6Ly9yZXNvdXJjZS5leGFtcGxlLm9yZy9wcm90ZWN0ZWRyZXNv"
    "dXJjZSIsImlhdCI6MTU2MjI2MjYxOCwiYXRoIjoiZlVIeU8ycjJaM0RaNTNFc05yV0JiMHhXWG9hTnk1OUlpS0NBcWtzbVFFbyJ9.2oW9RP35yRqz"
    "hrtNP86L-Ey71EOptxRimPPToA1plemAgR6pxHF8y6-yqyVnmcw6Fy1dqd-jfxSYoMxhAJpLjA"
)
"""Of RFC 9449, 7.1, with its token."""
RFC_TOKEN = "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU"
RFC_THUMBPRINT = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"


def proofs(now: float | None = None) -> Proofs:
    def clock() -> float:
        return time.time() if now is None else now

    return Proofs([ORIGIN], Nonces(b"secret", clock), clock)


def test_the_rfcs_own_proofs_hold() -> None:
    at_token = Proofs(["https://server.example.com"], Nonces(b""), lambda: 1562262616.0)
    assert at_token.check([RFC_PROOF], "POST", "/token").key.thumbprint == RFC_THUMBPRINT
    at_resource = Proofs(["https://resource.example.org"], Nonces(b""), lambda: 1562262618.0)
    found = at_resource.check([RFC_RESOURCE_PROOF], "GET", "/protectedresource", RFC_TOKEN)
    assert (found.key.thumbprint, found.origin) == (RFC_THUMBPRINT, "https://resource.example.org")
    with pytest.raises(BadProof, match="ath"):
        at_resource.check([RFC_RESOURCE_PROOF], "GET", "/protectedresource", "stolen")


def test_the_thumbprint_of_rfc_8037() -> None:
    key = device_key({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})
    assert key.thumbprint == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


@pytest.mark.parametrize("make", KEYS.values(), ids=KEYS.keys())
def test_a_good_proof_counts_once(make: Callable[[], Private]) -> None:
    key, checks = make(), proofs()
    found = checks.check([proof(key, URL, token="t")], "POST", PATH, "t")
    assert (found.key.thumbprint, found.origin) == (public(key).thumbprint, ORIGIN)
    checks.once(found)
    with pytest.raises(BadProof, match="used before"):
        checks.once(found)


@pytest.mark.parametrize("url", ["HTTPS://API.example.rw:443/api/v1/batch/plays", URL + "?page=2", URL + "#end"])
def test_addresses_are_compared_as_the_rfc_says(url: str) -> None:
    assert proofs().check([proof(p256(), url)], "POST", PATH).origin == ORIGIN


WRONG: dict[str, Callable[[Private], str]] = {
    "another method": lambda key: proof(key, URL, "GET"),
    "another path": lambda key: proof(key, ORIGIN + "/api/v1/plays"),
    "another host": lambda key: proof(key, "https://evil.example" + PATH),
    "another port": lambda key: proof(key, f"{ORIGIN}:8443{PATH}"),
    "a port that is none": lambda key: proof(key, f"{ORIGIN}:99999{PATH}"),
    "http for https": lambda key: proof(key, "http://api.example.rw" + PATH),
    "user in the address": lambda key: proof(key, "https://api.example.rw@evil.example" + PATH),
    "no address": lambda key: proof(key, URL, htu=None),
    "address of another type": lambda key: proof(key, URL, htu=7),
    "no method": lambda key: proof(key, URL, htm=None),
    "no jti": lambda key: proof(key, URL, jti=None),
    "empty jti": lambda key: proof(key, URL, jti=""),
    "long jti": lambda key: proof(key, URL, jti="x" * 129),
    "jti of another type": lambda key: proof(key, URL, jti=["a"]),
    "no iat": lambda key: proof(key, URL, iat=None),
    "iat with a fraction": lambda key: proof(key, URL, iat=time.time()),
    "iat is true": lambda key: proof(key, URL, iat=True),
    "another token's ath": lambda key: proof(key, URL, token="another"),
    "no ath": lambda key: proof(key, URL, ath=None),
    "another typ": lambda key: proof(key, URL, token="t", header={"typ": "JWT"}),
    "no key": lambda key: proof(key, URL, token="t", header={"jwk": None}),
    "key of another": lambda key: proof(key, URL, token="t", header={"jwk": jwk_of(p256())}),
    "key of another kind": lambda key: proof(key, URL, token="t", header={"jwk": jwk_of(ed25519())}),
    "private key in it": lambda key: proof(key, URL, token="t", header={"jwk": jwk_of(key) | {"d": "x"}}),
    "not on the curve": lambda key: proof(key, URL, token="t", header={"jwk": jwk_of(key) | {"y": "A" * 43}}),
    "another curve": lambda key: proof(key, URL, token="t", header={"jwk": jwk_of(key) | {"crv": "P-384"}}),
    "critical header": lambda key: proof(key, URL, token="t", header={"crit": ["exp"], "exp": 1}),
    "alg none": lambda key: _unsigned(key),
    "public key as secret": lambda key: _with_secret(key),
    "nonsense": lambda _key: "a.b.c",
    "empty": lambda _key: "",
    "too long": lambda key: proof(key, URL, token="t", jti="x", more="x" * 4096),
    "not ascii": lambda _key: "\xe9.\xe9.\xe9",
    "nested": lambda _key: f"{base64.urlsafe_b64encode(b'[' * 3000).decode()}.e30.e30",
}


def _unsigned(key: Private) -> str:
    return jwt.encode({"htm": "POST", "htu": URL}, "", "none", headers={"typ": "dpop+jwt", "jwk": jwk_of(key)})


def _with_secret(key: Private) -> str:
    secret = jwk_of(key)["x"]
    return jwt.encode({"htm": "POST", "htu": URL}, secret, "HS256", headers={"typ": "dpop+jwt", "jwk": jwk_of(key)})


@pytest.mark.parametrize("make", WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_proves_nothing(make: Callable[[Private], str]) -> None:
    with pytest.raises(BadProof) as refused:
        proofs().check([make(p256())], "POST", PATH, "t")
    assert refused.value.error == INVALID


@pytest.mark.parametrize("headers", [[], [proof(p256(), URL)] * 2], ids=["none", "two"])
def test_there_is_exactly_one_proof(headers: list[str]) -> None:
    with pytest.raises(BadProof, match="exactly one"):
        proofs().check(headers, "POST", PATH)


@pytest.mark.parametrize("late", [-WINDOW_SECONDS - 2, WINDOW_SECONDS + 2, 10**12, -(10**12)])
def test_a_wrong_clock_is_asked_for_a_nonce_and_heard_with_it(late: int) -> None:
    checks, key = proofs(), p256()
    said = int(time.time()) + late
    with pytest.raises(BadProof) as refused:
        checks.check([proof(key, URL, iat=said)], "POST", PATH)
    assert refused.value.error == USE_NONCE
    assert checks.check([proof(key, URL, iat=said, nonce=checks.nonces.current())], "POST", PATH).issued_at == said


def test_a_nonce_is_good_for_two_minutes_in_every_process_with_the_secret() -> None:
    now = 1_800_000_000.0
    here = Nonces(b"shared", lambda: now)
    nonce = here.current()
    assert Nonces(b"shared", lambda: now + STEP_SECONDS * (STEPS - 1)).good(nonce)
    assert Nonces(b"shared", lambda: now - STEP_SECONDS).good(nonce)
    assert not Nonces(b"shared", lambda: now + STEP_SECONDS * STEPS).good(nonce)
    assert not Nonces(b"other", lambda: now).good(nonce)
    for bad in ("", "nonce", nonce[:-1], "é" * 10):
        assert not here.good(bad)
    with pytest.raises(BadProof) as refused:
        proofs().check([proof(p256(), URL, nonce="made up")], "POST", PATH)
    assert refused.value.error == USE_NONCE


@given(st.text() | st.from_regex(r"[A-Za-z0-9_-]{0,80}\.[A-Za-z0-9_-]{0,80}\.[A-Za-z0-9_-]{0,90}", fullmatch=True))
def test_whatever_comes_is_refused_in_words(text: str) -> None:
    with pytest.raises(BadProof):
        read(text)


_JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda each: st.lists(each, max_size=3))


@given(st.dictionaries(st.sampled_from(["typ", "alg", "jwk", "kid", "crit", "b64"]), _JSON | st.just("dpop+jwt")))
def test_whatever_a_header_holds_is_refused_in_words(header: dict[str, Any]) -> None:
    head = base64.urlsafe_b64encode(json.dumps(header).encode()).rstrip(b"=").decode()
    with pytest.raises(BadProof):
        read(f"{head}.e30.AAAA")


@given(st.dictionaries(st.sampled_from(["kty", "crv", "x", "y", "d"]), _JSON | st.sampled_from(["EC", "P-256", "OKP"])))
def test_whatever_a_jwk_holds_is_refused_in_words(jwk: dict[str, Any]) -> None:
    with pytest.raises(BadKey):
        device_key(jwk)
