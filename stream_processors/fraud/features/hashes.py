"""Ids as numbers that are the same in every process."""

from functools import lru_cache
from hashlib import blake2b

REMEMBERED = 65_536
"""Ids whose hashes are kept at hand (about 10 MB): most plays are of few songs."""

MASK = (1 << 64) - 1
_ODD = 0x9E3779B97F4A7C15
"""2^64 over the golden ratio: multiplying by it spreads neighbouring numbers (Knuth, volume 3, section 6.4)."""


@lru_cache(maxsize=REMEMBERED)
def short_hash(text: str) -> int:
    """32 bits of an id, evenly spread, never 0."""
    return int.from_bytes(blake2b(text.encode(), digest_size=4).digest(), "little") or 1


def joined(earlier: int, later: int) -> int:
    """64 bits of two hashes in their order."""
    mixed = ((earlier ^ (earlier >> 31)) * _ODD + later) & MASK
    return ((mixed ^ (mixed >> 29)) * _ODD) & MASK
