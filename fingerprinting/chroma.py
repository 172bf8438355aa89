"""From samples to chromaprint's items, by the library."""

import base64
from dataclasses import dataclass

import chromaprint
import numpy as np

from fingerprinting.audio import MAX_SECONDS, SAMPLE_RATE, Pcm
from fingerprinting.compressed import Items, decode
from fingerprinting.profiles import prepared
from kernel.errors import Refused
from kernel.events.detections import Profile

ITEM_SECONDS = 1365 / 11_025
"""From one item to the next: a third of a frame of 4,096 samples, at the rate chromaprint resamples to."""

_WHOLE_SONG_BYTES = 16 * MAX_SECONDS * 10
"""An item takes at most 13 bytes, and there are 8.1 in a second."""


@dataclass(frozen=True, slots=True)
class Fingerprinted:
    """A fingerprint: its items, and the compressed form in which devices send it."""

    items: Items
    compressed: bytes


def fingerprint(pcm: Pcm, profile: Profile) -> Fingerprinted:
    """The fingerprint of all of the samples (22,050 Hz, mono, 16 bits); Refused where they are too short for one."""
    printer = chromaprint.Fingerprinter(chromaprint.Fingerprinter.ALGORITHM_TEST2)
    try:
        printer.start(SAMPLE_RATE, 1)
        printer.feed(prepared(pcm, profile).astype("<i2").tobytes())
        text: bytes = printer.finish()
    except chromaprint.FingerprintError as error:
        raise Refused(f"chromaprint makes no fingerprint of {len(pcm) / SAMPLE_RATE:.1f} s of audio") from error
    compressed = base64.urlsafe_b64decode(text + b"=" * (-len(text) % 4))
    items = decode(compressed, _WHOLE_SONG_BYTES)
    if not len(items):
        raise Refused(f"chromaprint makes no fingerprint of {len(pcm) / SAMPLE_RATE:.1f} s of audio")
    return Fingerprinted(items, compressed)


def to_bytes(items: Items) -> bytes:
    """Items as the catalogue's topic and table hold them: unsigned, 32 bits, little-endian."""
    return items.astype("<u4").tobytes()


def from_bytes(data: bytes) -> Items:
    """The items of `to_bytes`; ValueError where the length is not a multiple of four."""
    return np.frombuffer(data, "<u4").astype(np.uint32, copy=False)
