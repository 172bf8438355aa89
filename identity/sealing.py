"""Values sealed with AES-256-GCM, each bound to the column and row that it stands in.

A sealed value is the id of its data key (16 bytes), a random nonce (12), and ciphertext with tag. Data keys are wrapped
with a master key. So one random key lies beside the data, useless without a secret that does not, and shredding it
shreds every value of its person, in backups too once these have gone.
"""

import os
from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from identity.master_keys import KEY_BYTES, MasterKeys
from kernel.errors import Misconfigured

ID_BYTES: Final = 16
NONCE_BYTES: Final = 12
"""Random, as 96 bits allow: a person's key seals some hundreds of values."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands; sealed, it cannot be moved anywhere else."""

    table: str
    column: str
    row: UUID

    @property
    def data(self) -> bytes:
        """The associated data of the encryption."""
        return f"{self.table}\0{self.column}\0{self.row}".encode()


@dataclass(frozen=True, slots=True)
class DataKey:
    """The key of one person."""

    key_id: UUID
    secret: bytes

    @classmethod
    def new(cls) -> "DataKey":
        return cls(uuid4(), AESGCM.generate_key(KEY_BYTES * 8))

    def seal(self, value: str, place: Place) -> bytes:
        """The value, readable with this key in this place alone."""
        nonce = os.urandom(NONCE_BYTES)
        return self.key_id.bytes + nonce + AESGCM(self.secret).encrypt(nonce, value.encode(), place.data)

    def open(self, sealed: bytes, place: Place) -> str:
        """The value. Misconfigured where it was sealed with another key, for another place, or was changed."""
        if sealed[:ID_BYTES] != self.key_id.bytes:
            raise Misconfigured(f"a value of {place.table}.{place.column} is sealed with another key than its person's")
        return _opened(self.secret, sealed[ID_BYTES:], place.data, f"{place.table}.{place.column}").decode()


def wrapped(key: DataKey, master: MasterKeys) -> bytes:
    """The data key under the newest master key."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(master.wrapping(master.newest)).encrypt(nonce, key.secret, key.key_id.bytes)


def unwrapped(key_id: UUID, value: bytes, wrapped_with: str, master: MasterKeys) -> DataKey:
    """The data key again. Misconfigured where the master key is not here, or is another under the same name."""
    return DataKey(key_id, _opened(master.wrapping(wrapped_with), value, key_id.bytes, "person_keys"))


def _opened(secret: bytes, value: bytes, data: bytes, what: str) -> bytes:
    try:
        return AESGCM(secret).decrypt(value[:NONCE_BYTES], value[NONCE_BYTES:], data)
    except (InvalidTag, ValueError):
        raise Misconfigured(f"a value of {what} cannot be opened: another key, another place, or damaged") from None
