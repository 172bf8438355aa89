"""The accepted profile of RFC 9421, held to the RFC's own vectors and to the library http-message-signatures."""

import base64
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key
from http_message_signatures import (
    HTTPMessageSignaturesException,
    HTTPMessageSigner,
    HTTPMessageVerifier,
    HTTPSignatureAlgorithm,
    MappingKeyResolver,
    algorithms,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.possession.keys import device_key
from kernel.possession.signatures import REQUIRED, BadSignature, Message, base, signature, verify
from tests.unit.possession.proofs import Private, ed25519, jwk_of, p256, public

URI = "https://api.example.rw/api/v1/batch/plays?x=1&y=a%20b"
BODY = b'{"plays": []}'
KEYS: dict[str, tuple[Private, type[HTTPSignatureAlgorithm]]] = {
    "P-256": (p256(), algorithms.ECDSA_P256_SHA256),
    "Ed25519": (ed25519(), algorithms.ED25519),
}


@dataclass
class Request:
    """A request as the library sees it, and as ours does."""

    method: str = "POST"
    url: str = URI
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def message(self) -> Message:
        def fields(name: str) -> Sequence[str]:
            return [value for key, value in self.headers.items() if key.lower() == name]

        return Message(self.method, self.url, fields)


def request(body: bytes = BODY) -> Request:
    digest = base64.b64encode(sha256(body).digest()).decode()
    return Request(
        headers={
            "Content-Type": "application/json",
            "Content-Digest": f"sha-256=:{digest}:",
            "Authorization": "DPoP token",
            "DPoP": "a.b.c",
        }
    )


def by_the_library(kind: str, made: Request, components: Sequence[str] = REQUIRED, **options: Any) -> Request:
    key, algorithm = KEYS[kind]
    name = options.pop("key_id", public(key).thumbprint)
    signer = HTTPMessageSigner(
        signature_algorithm=algorithm, key_resolver=MappingKeyResolver(public_keys={}, private_keys={name: key})
    )
    signer.sign(made, key_id=name, covered_component_ids=components, use_existing_digest=True, **options)
    return made


def test_the_rfcs_vector() -> None:
    """RFC 9421, B.2.6, and that its request is refused, since it covers less than is required."""
    text = "MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs="
    pem = f"-----BEGIN PUBLIC KEY-----\n{text}\n-----END PUBLIC KEY-----\n".encode()
    raw = load_pem_public_key(pem).public_bytes_raw()  # type: ignore[union-attr]
    key = device_key({"kty": "OKP", "crv": "Ed25519", "x": base64.urlsafe_b64encode(raw).decode()})
    made = Request(
        url="https://example.com/foo?param=Value&Pet=dog",
        headers={
            "Date": "Tue, 20 Apr 2021 02:07:55 GMT",
            "Content-Type": "application/json",
            "Content-Length": "18",
            "Signature-Input": 'sig-b26=("date" "@method" "@path" "@authority" "content-type" "content-length")'
            ';created=1618884473;keyid="test-key-ed25519"',
            "Signature": "sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBK"
            "RCw==:",
        },
    )
    found = signature(made.message)
    assert base(made.message, found.components, found.said).decode() == (
        '"date": Tue, 20 Apr 2021 02:07:55 GMT\n"@method": POST\n"@path": /foo\n"@authority": example.com\n'
        '"content-type": application/json\n"content-length": 18\n'
        '"@signature-params": ("date" "@method" "@path" "@authority" "content-type" "content-length")'
        ';created=1618884473;keyid="test-key-ed25519"'
    )
    assert key.signed(found.value, base(made.message, found.components, found.said))
    with pytest.raises(BadSignature, match="does not cover"):
        verify(made.message, key, 1618884473)


def test_the_rfcs_key_signs_what_the_rfc_says() -> None:
    text = "MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF"
    key = load_pem_private_key(f"-----BEGIN PRIVATE KEY-----\n{text}\n-----END PRIVATE KEY-----\n".encode(), None)
    assert public(key).jwk["x"] == "JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs"  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", KEYS)
def test_what_the_library_signs_is_good(kind: str) -> None:
    made = by_the_library(kind, request())
    assert verify(made.message, public(KEYS[kind][0]), int(time.time())) == sha256(BODY).digest()


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(sorted(KEYS)),
    st.permutations([*REQUIRED, "@authority", "@scheme", "@path", "@query", "x-more"]),
    st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=30),
    st.booleans(),
    st.sampled_from([None, "", "a b", "nonce-1"]),
)
def test_any_order_and_more_is_good(kind: str, names: list[str], more: str, alg: bool, nonce: str | None) -> None:
    made = request()
    made.headers["X-More"] = more
    by_the_library(kind, made, names, include_alg=alg, nonce=nonce, tag="app", label="any")
    assert verify(made.message, public(KEYS[kind][0]), int(time.time())) == sha256(BODY).digest()
    made.headers["X-More"] = more + "x"
    with pytest.raises(BadSignature):
        verify(made.message, public(KEYS[kind][0]), int(time.time()))


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([*REQUIRED[:1], *REQUIRED[2:], "url"]),
    st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="?#"), min_size=1, max_size=20),
)
def test_ours_and_the_librarys_verdicts_are_the_same(name: str, other: str) -> None:
    """Whatever of a signed request is changed, both refuse it."""
    made = by_the_library("P-256", request())
    key, algorithm = KEYS["P-256"]
    if name == "@method":
        made.method = other
    elif name == "url":
        made.url += other
    else:
        held = {key.lower(): key for key in made.headers}
        made.headers[held[name]] += other
    resolver = MappingKeyResolver(public_keys={public(key).thumbprint: key.public_key()}, private_keys={})
    with pytest.raises(HTTPMessageSignaturesException):
        HTTPMessageVerifier(signature_algorithm=algorithm, key_resolver=resolver).verify(made)
    with pytest.raises(BadSignature):
        verify(made.message, public(key), int(time.time()))


def without(name: str) -> Callable[[], Request]:
    return lambda: by_the_library("P-256", request(), [each for each in REQUIRED if each != name])


def changed(**headers: str) -> Callable[[], Request]:
    def make() -> Request:
        made = by_the_library("P-256", request())
        made.headers |= {
            name.replace("_", "-").title().replace("Dpop", "DPoP"): value for name, value in headers.items()
        }
        return made

    return make


def said(old: str, new: str) -> Callable[[], Request]:
    def make() -> Request:
        made = by_the_library("P-256", request())
        assert old in made.headers["Signature-Input"]
        made.headers["Signature-Input"] = made.headers["Signature-Input"].replace(old, new, 1)
        return made

    return make


def packed() -> Request:
    made = by_the_library("P-256", request())
    made.headers["Content-Encoding"] = "gzip"
    return made


WRONG: dict[str, Callable[[], Request]] = {
    **{f"{name} is not covered": without(name) for name in REQUIRED},
    "content-encoding is not covered": packed,
    "no signature": changed(Signature=""),
    "no input": changed(Signature_Input=""),
    "another's signature": lambda: by_the_library("Ed25519", request(), key_id=public(KEYS["P-256"][0]).thumbprint),
    "another key id": lambda: by_the_library("P-256", request(), key_id="another"),
    "two labels": said("pyhms=", 'sig1=("@method");created=1, pyhms='),
    "another label": said("pyhms=", "other="),
    "a component twice": said('"@method"', '"@method" "@method"'),
    "a component with a parameter": said('"@method"', '"@method";req'),
    "a component in capitals": said('"dpop"', '"DPoP"'),
    "an unknown derived component": said('"@method"', '"@method" "@status"'),
    "too many components": said('"@method"', " ".join(f'"x{number}"' for number in range(30)) + ' "@method"'),
    "a parameter twice": said(";keyid", ';keyid="x";keyid'),
    "an unknown parameter": said(";keyid", ";expires=1;keyid"),
    "created as a text": said(";created=", ';created="1";x='),
    "created without a value": said(";created=", ";created;x="),
    "another alg": lambda: (
        by_the_library("P-256", request(), include_alg=False) and said(";keyid", ';alg="ed25519";keyid')()
    ),
    "an hmac": said("ecdsa-p256-sha256", "hmac-sha256"),
    "long input": changed(Signature_Input='pyhms=("' + "a" * 3000 + '")'),
    "short signature": changed(Signature="pyhms=:AAAA:"),
    "a digest of another kind": changed(Content_Digest="sha-512=:" + "A" * 86 + "==:"),
    "two digests": changed(Content_Digest=f"sha-256=:{'A' * 43}=:, sha-256=:{'B' * 43}=:"),
    "a digest that is no base64": changed(Content_Digest="sha-256=:é:"),
    "another digest": changed(Content_Digest=f"sha-256=:{'A' * 43}=:"),
    "another token": changed(Authorization="DPoP stolen"),
    "another proof": changed(DPoP="d.e.f"),
    "not ascii": changed(Content_Type="application/jsoné"),
}


@pytest.mark.parametrize("make", WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_is_refused(make: Callable[[], Request]) -> None:
    with pytest.raises(BadSignature):
        verify(make().message, public(KEYS["P-256"][0]), int(time.time()))


@pytest.mark.parametrize("late", [-61, 61])
def test_created_is_the_proofs_time(late: int) -> None:
    made = by_the_library("P-256", request())
    with pytest.raises(BadSignature, match="created"):
        verify(made.message, public(KEYS["P-256"][0]), int(time.time()) + late)


def test_p256_and_ed25519_signatures_are_never_mistaken() -> None:
    key = public(p256())
    for value in (b"", b"\x00" * 64, b"\x30" + b"\x00" * 63, b"\xff" * 64, b"\x01" * 71):
        assert not key.signed(value, b"message")
        assert not public(ed25519()).signed(value, b"message")


_FIELDS = st.text() | st.from_regex(r'[a-z*]{0,3}=\((" ?@?[a-z-]{0,9}")*\)(;[a-z]+(=[0-9"a-z]+)?)*', fullmatch=True)


@given(_FIELDS, st.text() | st.from_regex(r"[a-z]{0,3}=:[A-Za-z0-9+/=]{0,90}:", fullmatch=True), st.text())
def test_malformed_structured_fields_are_refused_in_words(told: str, value: str, digest: str) -> None:
    made = request()
    made.headers |= {"Signature-Input": told, "Signature": value, "Content-Digest": digest}
    with pytest.raises(BadSignature):
        verify(made.message, public(KEYS["P-256"][0]), 0)
    assert jwk_of(KEYS["P-256"][0])["crv"] == "P-256"
