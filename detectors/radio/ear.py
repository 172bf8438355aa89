"""The fingerprint of a stream that never ends, at one of several speeds."""

import numpy as np

from fingerprinting.audio import SAMPLE_RATE, Pcm
from fingerprinting.chroma import ITEM_SECONDS, Fingerprinter
from fingerprinting.compressed import Items
from fingerprinting.lookup.passages import SPAN_SECONDS
from kernel.events.detections import Profile

SPEEDS = (1.0, 0.99, 1.01, 0.98, 1.02)
"""How much faster than recorded a station may play. Half a step beside its own speed, clips of 8 s are recognised as
before (98 of 100, 100 at its own); a whole step beside it 82 to 91, two steps 65."""

LEAST_SECONDS = SPAN_SECONDS + 1.0
"""Less audio is left until more has come."""


class Ear:
    """The newest items of a stream whose music plays at `speed`, as if it played at its own.

    `items[0]` has number `first`; item n begins at second n * `item_seconds` of the stream. They are the items of the
    whole stream's fingerprint: chromaprint makes the same ones wherever it begins, if that is where an item does.
    """

    def __init__(self, speed: float) -> None:
        self.speed = speed
        self.first = 0
        self.items: Items = np.empty(0, np.uint32)
        self._rate = round(SAMPLE_RATE / speed)
        self._pcm: Pcm = np.empty(0, np.int16)
        self._pcm_begins = 0

    @property
    def item_seconds(self) -> float:
        """From one item to the next, in seconds of the stream."""
        return ITEM_SECONDS * self._rate / SAMPLE_RATE

    @property
    def end(self) -> int:
        """The number of the next item."""
        return self.first + len(self.items)

    def feed(self, pcm: Pcm) -> None:
        """The stream's next samples: 22,050 Hz, mono, 16 bits."""
        self._pcm = np.concatenate((self._pcm, pcm))
        if len(self._pcm) < LEAST_SECONDS * self._rate:
            return
        printer = Fingerprinter(Profile.LINE, self._rate)
        printer.feed(self._pcm)
        self.items = np.concatenate((self.items, printer.finish().items))
        begins = round(self.end * ITEM_SECONDS * self._rate)
        self._pcm = self._pcm[begins - self._pcm_begins :]
        self._pcm_begins = begins

    def forget(self, before: int) -> None:
        """Items of lower numbers are not needed any more."""
        self.items = self.items[max(before - self.first, 0) :]
        self.first = max(self.first, before)
