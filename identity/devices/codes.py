"""One-time codes for devices: short enough to type, of which a keyed hash alone is kept."""

import base64
import hmac
import re
from typing import Final
from uuid import UUID

from identity.master_keys import MasterKeys

CODE_BYTES: Final = 10
"""80 bits, 16 characters. The first four find its row, the other 60 bits are tried five times at most."""
SELECTOR_CHARS: Final = 4
_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no letter that looks like a digit (https://www.crockford.com/base32.html)."""
_FROM_RFC4648: Final = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", _ALPHABET)
_LOOK_ALIKE: Final = str.maketrans("OIL", "011")
_CODE: Final = re.compile(rf"[{_ALPHABET}]{{16}}")


def code_for(person: UUID, request: str, keys: MasterKeys) -> str:
    """The code of a person's request, which its Idempotency-Key names: the same at each repetition, since it is derived
    and not kept. It is as random as the master keys.
    """
    raw = keys.hashed("enrolment", f"{person}:{request}")[:CODE_BYTES]
    return base64.b32encode(raw).decode().translate(_FROM_RFC4648)


def shown(code: str) -> str:
    """In four groups, as people read it."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def typed(text: str) -> str | None:
    """The code of what somebody typed; None where it cannot be one."""
    code = re.sub(r"[\s-]", "", text).upper().translate(_LOOK_ALIKE)
    return code if _CODE.fullmatch(code) else None


def selector(code: str) -> str:
    """What finds the code's row."""
    return code[:SELECTOR_CHARS]


def kept(code: str, keys: MasterKeys) -> bytes:
    """What is kept of a code."""
    return keys.hashed("enrolment-code", code)


def fits(code: str, hashed: bytes, keys: MasterKeys) -> bool:
    """Whether it is the code of that hash, by any key in use."""
    return any(hmac.compare_digest(each, hashed) for each in keys.hashes("enrolment-code", code))
