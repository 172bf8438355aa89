"""How a device comes to be registered, and how it changes its key."""

import time
from collections.abc import Mapping, Sequence
from uuid import uuid4

import httpx

from client.device import Device
from client.keys import Key
from client.signing import proof, signed_jwt


def register(
    http: httpx.Client,
    identity: str,
    code: str,
    key: Key,
    fingerprint: Mapping[str, str] | None = None,
    attestation: Sequence[str] = (),
) -> Device:
    """Registers the key with a one-time code that a person got for it. httpx.HTTPStatusError where that is refused.

    `fingerprint` are stable attributes of hardware and app; the service keeps a salted hash of them. `attestation` is
    Android's chain of certificates for the key, the key's own first, each in base64 of its DER.
    """
    said = {"code": code, "fingerprint": dict(fingerprint or {}), "attestation": list(attestation)}
    answer = _proven(http, "POST", f"{identity.rstrip('/')}/api/v1/devices", key, said)
    return Device(identity, answer.json()["device_id"], key, fingerprint)


def rotate(http: httpx.Client, device: Device, new: Key) -> None:
    """Puts another key in the place of the device's, which signs for it. To be repeated until it succeeds: when only
    the answer was lost, the second time says the same. httpx.HTTPStatusError.
    """
    url = f"{device.identity}/api/v1/devices/{device.device_id}/key"
    claims = {"sub": device.device_id, "jkt": new.thumbprint, "aud": url, "iat": int(time.time()), "jti": str(uuid4())}
    statement = signed_jwt(device.key, {"typ": "key-rotation+jwt"}, claims)
    _proven(http, "PUT", url, new, {"statement": statement})
    device.use(new)


def _proven(http: httpx.Client, method: str, url: str, key: Key, said: object) -> httpx.Response:
    """The answer to a request with a proof of the key, made again with the server's nonce where it asks for one."""
    answer = http.request(method, url, json=said, headers={"DPoP": proof(key, method, url)})
    if not answer.is_success and (nonce := answer.headers.get("DPoP-Nonce")) is not None:
        answer = http.request(method, url, json=said, headers={"DPoP": proof(key, method, url, nonce=nonce)})
    return answer.raise_for_status()
