"""What people and programs are given to prove themselves with once: random texts, of which we keep a hash alone."""

import hmac
import secrets
from hashlib import sha256
from typing import Final
from uuid import UUID

from identity.master_keys import MasterKeys

CODE_DIGITS: Final = 8
"""Short enough to type from a text message. With five tries in fifteen minutes it is guessed once in 20 million."""
TOKEN_BYTES: Final = 32


def new_code() -> str:
    """A one-time code of digits."""
    return str(secrets.randbelow(10**CODE_DIGITS)).zfill(CODE_DIGITS)


def code_hash(code: str, of: UUID, keys: MasterKeys) -> bytes:
    """What is kept of a code. It is keyed, since 10^8 codes are soon tried by whoever reads the database."""
    return keys.hashed("code", f"{of}:{code}")


def code_fits(code: str, of: UUID, kept: bytes | None, keys: MasterKeys) -> bool:
    """Whether it is the code of that hash; in the same time whether or not, and where there is none."""
    told = [hmac.compare_digest(each, kept or b"") for each in keys.hashes("code", f"{of}:{code}")]
    return any(told)


def new_token() -> str:
    """A random text of 256 bits, which nobody guesses."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_hash(token: str) -> bytes:
    """What is kept of a random text: plain SHA-256, since there is nothing to be guessed."""
    return sha256(token.encode()).digest()
