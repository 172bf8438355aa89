"""Fingerprints of songs that nobody ever recorded, near enough to real ones to be recognised."""

from base64 import urlsafe_b64encode
from functools import lru_cache
from typing import Final

import chromaprint
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from fingerprinting.chroma import to_bytes
from fingerprinting.compressed import ALGORITHM, Items
from simulation.chance import generator

SONG_ITEMS: Final = 260
"""Half a minute of sound: enough to tell songs apart, and little to publish."""
CLIP_ITEMS: Final = 100
"""A clip of 14 seconds."""
CHANGES: Final = 0.15
"""Of the bits from one item to the next, as in music."""
WORST: Final = 0.13
"""Share of wrong bits; with more of them clips begin not to be recognised."""
_BITS: Final = np.uint32(1) << np.arange(32, dtype=np.uint32)


@lru_cache(maxsize=16_384)
def song_items(song: int) -> Items:
    """The items of a song of the simulated catalogue, by its number; the same at every run."""
    random = generator(0, "sound", song)
    changes = _flips(random, SONG_ITEMS, CHANGES)
    changes[0] = random.integers(0, 2**32, dtype=np.uint32)
    items: Items = np.bitwise_xor.accumulate(changes)
    return items


def recording(song: int) -> bytes:
    """A song's items as the catalogue keeps them."""
    return to_bytes(song_items(song))


def heard(song: int, sound: int, confidence: float) -> str:
    """base64url of the compressed fingerprint of a clip; the same for the same song, hash and confidence.

    As many bits are wrong as recognition would answer with that confidence, from about 0.74 on: worse clips are not
    carried as badly as they were heard.
    """
    random = generator(sound & (1 << 64) - 1, "clip", song)
    begin = int(random.integers(0, SONG_ITEMS - CLIP_ITEMS))
    wrong = _flips(random, CLIP_ITEMS, min((1 - confidence) / 2, WORST))
    items = (song_items(song)[begin : begin + CLIP_ITEMS] ^ wrong).tolist()
    data: bytes = chromaprint.encode_fingerprint(items, ALGORITHM, False)
    return urlsafe_b64encode(data).decode().rstrip("=")


def _flips(random: Generator, count: int, share: float) -> NDArray[np.uint32]:
    flips: NDArray[np.uint32] = ((random.random((count, 32)) < share) * _BITS).sum(1, dtype=np.uint32)
    return flips
