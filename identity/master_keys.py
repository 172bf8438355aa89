"""The keys that no database holds: they wrap people's data keys and make look-up hashes. From environment or file."""

import base64
import binascii
import hmac
import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final, Self

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import SecretStr, model_validator

from kernel.errors import Misconfigured
from kernel.settings import LOCAL_PASSWORD, Settings

KEY_BYTES: Final = 32
NAME: Final = re.compile(r"[A-Za-z0-9._-]{1,40}")
LOCAL: Final = f"{LOCAL_PASSWORD}:{base64.b64encode(sha256(LOCAL_PASSWORD.encode()).digest()).decode()}"


class KeySettings(Settings):
    """Where the master keys come from."""

    master_keys: SecretStr = SecretStr(LOCAL)
    """NAME:BASE64 of 32 random bytes, the newest first, separated by commas. `injyana keys new` makes one."""
    master_keys_file: Path | None = None
    """A file that holds the same, instead."""

    @model_validator(mode="after")
    def _no_default_keys_outside_local(self) -> Self:
        told = "" if self.master_keys_file else self.master_keys.get_secret_value()
        if self.environment != "local" and LOCAL_PASSWORD in told:
            raise ValueError("INJYANA_MASTER_KEYS holds the local default secret; set a real one")
        return self


@dataclass(frozen=True, slots=True)
class MasterKey:
    """A named key, from which those for each use are derived (HKDF-SHA-256, RFC 5869)."""

    name: str
    secret: bytes

    def derived(self, use: str) -> bytes:
        """32 bytes for that use alone."""
        return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"injyana {use}".encode()).derive(self.secret)


class MasterKeys:
    """All keys in use, the newest first: that one makes, all of them read."""

    def __init__(self, keys: list[MasterKey]) -> None:
        self._wrapping = {key.name: key.derived("wrap") for key in keys}
        self._hashing = [key.derived("look-up") for key in keys]
        self.newest = keys[0].name

    def wrapping(self, name: str) -> bytes:
        """The key that wraps data keys. Misconfigured where it is not here."""
        try:
            return self._wrapping[name]
        except KeyError:
            raise Misconfigured(f"the master key {name} is not in INJYANA_MASTER_KEYS, and data needs it") from None

    def hashed(self, purpose: str, value: str) -> bytes:
        """HMAC-SHA-256 of a value for a purpose, by the newest key."""
        return _hash(self._hashing[0], purpose, value)

    def hashes(self, purpose: str, value: str) -> list[bytes]:
        """The same by every key in use: whichever of them a row was written with, one of these finds it."""
        return [_hash(key, purpose, value) for key in self._hashing]


def _hash(key: bytes, purpose: str, value: str) -> bytes:
    return hmac.digest(key, f"{purpose}\0{value}".encode(), "sha256")


def master_keys(settings: KeySettings) -> MasterKeys:
    """The keys that the settings name. Misconfigured."""
    try:
        file = settings.master_keys_file
        text = file.read_text() if file else settings.master_keys.get_secret_value()
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(f"INJYANA_MASTER_KEYS_FILE cannot be read: {error}") from error
    return parsed(text)


def parsed(text: str) -> MasterKeys:
    """The keys of NAME:BASE64, separated by commas or white space. Misconfigured, which repeats nothing of them."""
    keys = [_key(each) for each in re.split(r"[,\s]+", text.strip()) if each]
    if not keys or len({key.name for key in keys}) != len(keys):
        raise Misconfigured("INJYANA_MASTER_KEYS names no key, or one twice; write NAME:BASE64, the newest first")
    return MasterKeys(keys)


def _key(text: str) -> MasterKey:
    name, _, encoded = text.partition(":")
    try:
        secret = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        secret = b""
    if not NAME.fullmatch(name) or len(secret) != KEY_BYTES:
        raise Misconfigured("INJYANA_MASTER_KEYS is to be NAME:BASE64 of 32 bytes; `injyana keys new` makes one")
    return MasterKey(name, secret)
