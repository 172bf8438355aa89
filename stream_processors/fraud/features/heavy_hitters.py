"""The few that make up most of the plays, in bounded space: Space-Saving over decayed counts.

Metwally, Agrawal, El Abbadi: Efficient Computation of Frequent and Top-k Elements in Data Streams, ICDT 2005: whoever
is not in the full table takes the place and the count of the least. What it had surely by itself is kept beside, so
that nobody is said to be played more than they were.
"""

from array import array
from math import log
from typing import Final

from stream_processors.fraud.features.decay import LEAST

ENTRY_BYTES: Final = 12


class HeavyHitters:
    """At most `size` keys of 32 bits with their decayed counts, kept in single precision.

    `total` is the sum of the sure counts and `logs` that of count * log(count) over them; both change with each play,
    so they are part of what is kept.
    """

    __slots__ = ("_counts", "_keys", "_place_of", "_size", "_sure", "_top", "logs", "total")

    def __init__(self, size: int, packed: bytes = b"", total: float = 0.0, logs: float = 0.0) -> None:
        third = len(packed) // 3
        self._size = size
        self._keys = array("I", packed[:third]).tolist()
        self._place_of = {key: place for place, key in enumerate(self._keys)}
        self._counts = array("f", packed[third : 2 * third])
        self._sure = array("f", packed[2 * third :])
        self.total = total
        self.logs = logs
        self._top = max(self._sure, default=0.0)

    def __len__(self) -> int:
        return len(self._keys)

    def pack(self) -> bytes:
        return array("I", self._keys).tobytes() + self._counts.tobytes() + self._sure.tobytes()

    def add(self, key: int, weight: float) -> float:
        """One more of the key; its sure count with it."""
        keys, counts, sure = self._keys, self._counts, self._sure
        if weight < LEAST:
            return self.sure(key)
        before = 0.0
        place = self._place_of.get(key)
        if place is not None:
            before = sure[place]
            counts[place] += weight
            sure[place] = before + weight
        elif len(keys) < self._size:
            place = self._place_of[key] = len(keys)
            keys.append(key)
            counts.append(weight)
            sure.append(weight)
        else:
            least = min(counts)
            place = counts.index(least)
            gone = sure[place]
            self.total -= gone
            self.logs -= gone * log(gone)
            del self._place_of[keys[place]]
            self._place_of[key] = place
            keys[place] = key
            counts[place] = least + weight
            sure[place] = weight
            if gone == self._top:
                self._top = max(sure)
        after = sure[place]
        if after > self._top:
            self._top = after
        self.total += after - before
        self.logs += after * log(after)
        if before:
            self.logs -= before * log(before)
        return after

    def sure(self, key: int) -> float:
        """What the key surely had; 0.0 where it is not in the table."""
        place = self._place_of.get(key)
        return 0.0 if place is None else self._sure[place]

    def top(self) -> float:
        """The largest sure count."""
        return self._top

    def scale(self, factor: float) -> None:
        """Multiplies every count by a power of two, and drops what has come to nothing."""
        kept = [place for place, count in enumerate(self._sure) if count * factor >= LEAST]
        self._keys = [self._keys[place] for place in kept]
        self._place_of = {key: place for place, key in enumerate(self._keys)}
        self._counts = array("f", [self._counts[place] * factor for place in kept])
        self._sure = array("f", [self._sure[place] * factor for place in kept])
        self.total = sum(self._sure)
        self._top = max(self._sure, default=0.0)
        self.logs = sum([count * log(count) for count in self._sure])
