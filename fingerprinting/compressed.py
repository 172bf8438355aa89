"""Chromaprint's compressed fingerprints, decoded with every bound checked.

Devices send these, so nothing in them is trusted; the library's own decoder before 1.6.1 can be made to overflow.

The form (chromaprint's fingerprint_compressor.cpp): one byte algorithm, three bytes count of items, big-endian. Each
item is XORed with the one before it, and the distances between its set bits follow, from the lowest, each item ended
by a 0: as 3-bit numbers, least significant bit first, padded to a byte. A 7 there is an exception: what it is above
7 follows in order as 5-bit numbers after all 3-bit ones.
"""

import numpy as np
from numpy.typing import NDArray

from kernel.errors import Undecodable

Items = NDArray[np.uint32]

ALGORITHM = 1
"""Chromaprint's default, "test2": the only one that the index holds."""

HEADER_BYTES = 4
MAX_BYTES = 16 * 1024
"""What the API takes; about eight minutes of music."""

ITEM_BITS = 32
_EXCEPTION = 7
_BITS = np.concatenate((np.zeros(1, np.uint32), np.uint32(1) << np.arange(ITEM_BITS, dtype=np.uint32)))
"""No bit, then the first to the last."""


def decode(data: bytes, limit: int = MAX_BYTES) -> Items:
    """The items of a compressed fingerprint (raw bytes, not base64), bit by bit what the library makes of them.

    Undecodable where the data is longer than `limit`, truncated, of another algorithm, has an item of more than 32
    bits, or has anything left over. Time and memory grow with the length of the data, whatever count it claims.
    """
    if len(data) > limit:
        raise Undecodable(f"a fingerprint of {len(data)} bytes; at most {limit} are taken")
    if len(data) < HEADER_BYTES:
        raise Undecodable(f"a fingerprint of {len(data)} bytes has no header")
    if data[0] != ALGORITHM:
        raise Undecodable(f"fingerprint algorithm {data[0]}; only {ALGORITHM} is known")
    count = int.from_bytes(data[1:HEADER_BYTES], "big")
    body = np.frombuffer(data, np.uint8, offset=HEADER_BYTES)
    distances, used = _distances(body, count)
    exceptions = np.flatnonzero(distances == _EXCEPTION)
    more, also_used = _numbers(body[used:], len(exceptions), 5)
    distances[exceptions] += more
    if used + also_used != len(body):
        raise Undecodable(f"{len(body) - used - also_used} bytes left over after {count} items")
    return _items(distances, count)


def _distances(body: NDArray[np.uint8], count: int) -> tuple[NDArray[np.uint8], int]:
    """The 3-bit numbers up to the end of item `count`, and the bytes that they fill."""
    available = len(body) * 8 // 3
    if count > available:
        raise Undecodable(f"{count} items claimed in {len(body)} bytes")
    numbers, _ = _numbers(body, available, 3)
    found = np.cumsum(numbers == 0, dtype=np.int32)
    if int(found[-1:].sum()) < count:
        raise Undecodable(f"{count} items claimed, {int(found[-1:].sum())} found")
    length = int(np.searchsorted(found, count)) + 1 if count else 0
    return numbers[:length], (length * 3 + 7) // 8


def _numbers(body: NDArray[np.uint8], count: int, bits: int) -> tuple[NDArray[np.uint8], int]:
    """The first `count` numbers of `bits` bits each, and the bytes that they fill."""
    used = (count * bits + 7) // 8
    if used > len(body):
        raise Undecodable(f"{count} exceptions need {used} bytes, {len(body)} are there")
    flat = np.unpackbits(body[:used], bitorder="little")[: count * bits].reshape(count, bits)
    return np.packbits(flat, axis=1, bitorder="little")[:, 0], used


def _items(distances: NDArray[np.uint8], count: int) -> Items:
    """From the distances between set bits, each item ended by a 0, to the items."""
    if not count:
        return np.empty(0, np.uint32)
    ends = distances == 0
    positions = np.cumsum(distances, dtype=np.int32)
    before = np.concatenate((np.zeros(1, np.int32), positions[ends][:-1]))
    positions -= before[np.cumsum(ends, dtype=np.int32) - ends]
    most = int(positions.max())
    if most > ITEM_BITS:
        raise Undecodable(f"an item has a bit {most}; there are {ITEM_BITS}")
    positions[ends] = 0
    changed: Items = np.bitwise_xor.accumulate(_BITS[positions])[ends]
    return changed
