"""From samples to chromaprint's items, by the library."""

import base64
from dataclasses import dataclass

import chromaprint
import numpy as np

from fingerprinting.audio import SAMPLE_RATE, Pcm
from fingerprinting.compressed import ALGORITHM, HEADER_BYTES, Items, decode
from fingerprinting.profiles import preparation
from kernel.errors import Refused
from kernel.events.detections import Profile

ITEM_SECONDS = 1365 / 11_025
"""From one item to the next: a third of a frame of 4,096 samples, at the rate chromaprint resamples to."""

_ITEM_BYTES = 16
"""An item takes at most 13 bytes."""


@dataclass(frozen=True, slots=True)
class Fingerprinted:
    """A fingerprint: its items, and the compressed form in which devices send it."""

    items: Items
    compressed: bytes


class Fingerprinter:
    """The fingerprint of audio that comes in blocks, the same as that of all blocks at once.

    With another `rate` it is that of the audio played so many samples a second: faster or slower, higher or lower.
    """

    def __init__(self, profile: Profile, rate: int = SAMPLE_RATE) -> None:
        self._prepare = preparation(profile)
        self._printer = chromaprint.Fingerprinter(chromaprint.Fingerprinter.ALGORITHM_TEST2)
        self._printer.start(rate, 1)
        self._rate = rate
        self._samples = 0

    @property
    def seconds(self) -> float:
        """How much audio came in, at the rate at which it is played."""
        return self._samples / self._rate

    def feed(self, pcm: Pcm) -> None:
        """The next samples: 22,050 Hz, mono, 16 bits."""
        self._printer.feed(self._prepare(pcm).astype("<i2").tobytes())
        self._samples += len(pcm)

    def finish(self) -> Fingerprinted:
        """The fingerprint of all that came in; Refused where that is too short for one."""
        try:
            text: bytes = self._printer.finish()
        except chromaprint.FingerprintError as error:
            raise self._too_short() from error
        compressed = base64.urlsafe_b64decode(text + b"=" * (-len(text) % 4))
        items = decode(compressed, HEADER_BYTES + _ITEM_BYTES * (1 + int(self.seconds / ITEM_SECONDS)))
        if not len(items):
            raise self._too_short()
        return Fingerprinted(items, compressed)

    def _too_short(self) -> Refused:
        return Refused(f"chromaprint makes no fingerprint of {self.seconds:.1f} s of audio")


def fingerprint(pcm: Pcm, profile: Profile) -> Fingerprinted:
    """The fingerprint of all of the samples (22,050 Hz, mono, 16 bits); Refused where they are too short for one."""
    printer = Fingerprinter(profile)
    printer.feed(pcm)
    return printer.finish()


def compressed(items: Items) -> bytes:
    """The items in the form in which devices send them."""
    data: bytes = chromaprint.encode_fingerprint(items.tolist(), ALGORITHM, base64=False)
    return data


def to_bytes(items: Items) -> bytes:
    """Items as the catalogue's topic and table hold them: unsigned, 32 bits, little-endian."""
    return items.astype("<u4").tobytes()


def from_bytes(data: bytes) -> Items:
    """The items of `to_bytes`; ValueError where the length is not a multiple of four."""
    return np.frombuffer(data, "<u4").astype(np.uint32, copy=False)
