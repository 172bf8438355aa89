"""Whether text is a compressed chromaprint fingerprint, as far as its head and length tell.

Decoding it is the recognition stage's, by bounds-checked code of its own.
"""

from string import ascii_letters, digits
from typing import Final

import msgspec

from ingest_gateway import limits
from ingest_gateway.codes import Code, Rejected

_FIELD: Final = "fingerprint.data"
_DIGITS: Final = (ascii_letters + digits).encode()
_STANDARD: Final = bytes(
    {ord("-"): ord("+"), ord("_"): ord("/")}.get(byte, byte if byte in _DIGITS else ord("!")) for byte in range(256)
)
"""base64url to base64; all else becomes what neither knows."""
_decode: Final = msgspec.json.Decoder(bytes).decode
"""Of base64 between quotes: takes half of binascii's time."""
_HEAD_BYTES: Final = 4
_ALGORITHMS: Final = 5
"""Chromaprint numbers its algorithms from 0 to 4."""
_LEAST_BITS: Final = 3
"""A sub-fingerprint that equals the one before it takes one 3-bit zero."""


def compressed(data: str) -> bytes:
    """The bytes of base64url text, padded or not. Rejected where they cannot be a compressed fingerprint."""
    if len(data) > limits.FINGERPRINT_CHARS:
        raise Rejected(Code.FINGERPRINT_TOO_LARGE, _FIELD)
    try:
        text = data.rstrip("=").encode("ascii").translate(_STANDARD)
        raw = _decode(b'"%b%b"' % (text, b"==="[: -len(text) % 4]))
    except (msgspec.DecodeError, UnicodeEncodeError):
        raise Rejected(Code.BAD_FINGERPRINT, _FIELD, "fingerprint.data is not base64url.") from None
    if len(raw) <= _HEAD_BYTES or raw[0] >= _ALGORITHMS:
        raise Rejected(Code.BAD_FINGERPRINT, _FIELD, "fingerprint.data does not begin as a chromaprint fingerprint.")
    items = int.from_bytes(raw[1:_HEAD_BYTES], "big")
    if not items or len(raw) - _HEAD_BYTES < (items * _LEAST_BITS + 7) // 8:
        raise Rejected(
            Code.BAD_FINGERPRINT, _FIELD, f"fingerprint.data is too short for the {items} items it announces."
        )
    return raw
