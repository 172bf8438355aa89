"""Signed requests: the profile of HTTP Message Signatures (RFC 9421) and Content-Digest (RFC 9530) that we accept.

A request has one signature, in the canonical form of structured fields, over at least the components in `REQUIRED`.
It covers `authorization` and `dpop`, so it holds for one token and one proof, and is as fresh and unique as the proof.
"""

import base64
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from kernel.errors import Refused
from kernel.possession.keys import DeviceKey

REQUIRED: Final = ("@method", "@target-uri", "content-digest", "content-type", "authorization", "dpop")
WHERE_SENT: Final = "content-encoding"
"""To be covered by whoever sends it."""
MOST_COMPONENTS: Final = 24
SKEW_SECONDS: Final = 60
"""`created` and the proof's iat are of one clock and one request."""
HEADER_CHARS: Final = 2048

_KEY: Final = r"[a-z*][a-z0-9_.*-]*"
_COMPONENT: Final = r'"@?[a-z0-9-]+"'
_VALUE: Final = r'(?:0|[1-9][0-9]{0,14}|"[ !#-\[\]-~]*")'
_INPUT: Final = re.compile(rf"({_KEY})=(\(({_COMPONENT}(?: {_COMPONENT})*)\)((?:;{_KEY}={_VALUE})*))")
_PARAMETER: Final = re.compile(rf";({_KEY})=({_VALUE})")
_PARAMETERS: Final = frozenset({"created", "keyid", "alg", "nonce", "tag"})
_SIGNATURE: Final = re.compile(rf"({_KEY})=:([A-Za-z0-9+/]{{86}}==):")
_DIGEST: Final = re.compile(r"sha-256=:([A-Za-z0-9+/]{43}=):")


class BadSignature(Refused):
    """The request is not signed as it must be."""


@dataclass(frozen=True, slots=True)
class Message:
    """What of a request can be signed. `fields` gives the values of a header by its lower-case name, in order."""

    method: str
    target_uri: str
    fields: Callable[[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Signature:
    """What a request's Signature-Input and Signature say, not yet verified."""

    components: tuple[str, ...]
    parameters: dict[str, str]
    """As they are written: texts in quotation marks."""
    said: str
    """The value of @signature-params."""
    value: bytes


def verify(message: Message, key: DeviceKey, issued_at: int) -> bytes:
    """The SHA-256 that the content, as it is sent, must have by a signature of the key. BadSignature.

    `issued_at` is the iat of the request's proof.
    """
    found = signature(message)
    missing = [name for name in REQUIRED if name not in found.components]
    if WHERE_SENT not in found.components and message.fields(WHERE_SENT):
        missing.append(WHERE_SENT)
    if missing:
        raise BadSignature(f"the signature does not cover {', '.join(missing)}")
    if found.parameters.get("keyid") != f'"{key.thumbprint}"':
        raise BadSignature("the signature's keyid is not the thumbprint (RFC 7638) of the device's key")
    if found.parameters.get("alg", algorithm := f'"{key.http_algorithm}"') != algorithm:
        raise BadSignature(f"the signature's alg is not {key.http_algorithm}, which is the one of the device's key")
    created = found.parameters.get("created", "")
    if not created.isdecimal() or abs(int(created) - issued_at) > SKEW_SECONDS:
        raise BadSignature("the signature's created is not the time of the proof")
    digest = _DIGEST.fullmatch(_field(message, "content-digest"))
    if digest is None:
        raise BadSignature("Content-Digest is to be sha-256=:…: and nothing else (RFC 9530)")
    if not key.signed(found.value, base(message, found.components, found.said)):
        raise BadSignature("the signature is not the device's over this request")
    return base64.b64decode(digest[1])


def signature(message: Message) -> Signature:
    """The one signature of a request. BadSignature where there is none, or it is not in the form that we accept."""
    told = _INPUT.fullmatch(_bounded(message, "signature-input"))
    if told is None:
        raise BadSignature("Signature-Input is to name one signature's components and parameters (RFC 9421)")
    value = _SIGNATURE.fullmatch(_bounded(message, "signature"))
    if value is None or value[1] != told[1]:
        raise BadSignature("Signature is to hold 64 bytes under the label of Signature-Input")
    components = tuple(told[3].replace('"', "").split(" "))
    if len(set(components)) != len(components) or len(components) > MOST_COMPONENTS:
        raise BadSignature(f"a signature covers at most {MOST_COMPONENTS} components, each once")
    pairs = _PARAMETER.findall(told[4])
    names = [name for name, _ in pairs]
    if len(set(names)) != len(names) or not _PARAMETERS.issuperset(names):
        raise BadSignature(f"a signature's parameters are {', '.join(sorted(_PARAMETERS))}, each at most once")
    return Signature(components, dict(pairs), told[2], base64.b64decode(value[2]))


def base(message: Message, components: Sequence[str], said: str) -> bytes:
    """The signature base (RFC 9421, 2.5). BadSignature where the request lacks a component."""
    lines = [f'"{name}": {_component(message, name)}' for name in components]
    lines.append(f'"@signature-params": {said}')
    try:
        return "\n".join(lines).encode("ascii")
    except UnicodeEncodeError:
        raise BadSignature("what is signed is to be ASCII") from None


def _component(message: Message, name: str) -> str:
    if not name.startswith("@"):
        return _field(message, name)
    if name == "@method":
        return message.method
    if name == "@target-uri":
        return message.target_uri
    parts = urlsplit(message.target_uri)
    match name:
        case "@authority":
            return parts.netloc
        case "@scheme":
            return parts.scheme
        case "@path":
            return parts.path
        case "@query":
            return f"?{parts.query}"
    raise BadSignature(f"{name} is none of the components that can be signed here")


def _field(message: Message, name: str) -> str:
    values = message.fields(name)
    if not values:
        raise BadSignature(f"the request has no header {name}")
    return ", ".join(value.strip(" \t") for value in values)


def _bounded(message: Message, name: str) -> str:
    text = _field(message, name)
    if len(text) > HEADER_CHARS:
        raise BadSignature(f"{name} has at most {HEADER_CHARS} characters")
    return text
