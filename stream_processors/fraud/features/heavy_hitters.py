"""The few that make up most of the plays, in bounded space: Space-Saving over decayed counts.

Metwally, Agrawal, El Abbadi: Efficient Computation of Frequent and Top-k Elements in Data Streams, ICDT 2005: whoever
is not in the full table takes the place and the count of the least. What it had surely by itself is kept beside, so
that nobody is said to be played more than they were.
"""

from array import array
from math import log
from typing import Final

ENTRY_BYTES: Final = 12
TOTALS: Final = 2


def xlogx(count: float) -> float:
    return count * log(count) if count > 0.0 else 0.0


class HeavyHitters:
    """At most `size` keys of 32 bits with their decayed counts, kept in single precision.

    `sure_total` is the sum of all sure counts and `logs` that of count * log(count) over them, both as of the keys in
    the table.
    """

    __slots__ = ("_counts", "_keys", "_places", "_size", "_sure", "_top", "logs", "sure_total")

    def __init__(self, size: int, packed: bytes = b"", totals: tuple[float, float] = (0.0, 0.0)) -> None:
        self._size = size
        third = len(packed) // 3
        self._keys = array("I", packed[:third])
        self._counts = array("f", packed[third : 2 * third])
        self._sure = array("f", packed[2 * third :])
        self._places = {key: place for place, key in enumerate(self._keys)}
        self._top = self._find_top()
        self.sure_total, self.logs = totals

    def __len__(self) -> int:
        return len(self._keys)

    def pack(self) -> bytes:
        return self._keys.tobytes() + self._counts.tobytes() + self._sure.tobytes()

    def add(self, key: int, weight: float) -> float:
        """One more of the key; its sure count with it."""
        sure = self._sure
        place = self._places.get(key)
        if place is None:
            return self._enter(key, weight)
        before = sure[place]
        self._counts[place] += weight
        sure[place] = before + weight
        after = sure[place]
        self.sure_total += after - before
        self.logs += xlogx(after) - xlogx(before)
        if after > sure[self._top]:
            self._top = place
        return after

    def sure(self, key: int) -> float:
        """What the key surely had; 0.0 where it is not in the table."""
        place = self._places.get(key)
        return 0.0 if place is None else self._sure[place]

    def top(self) -> float:
        """The largest sure count."""
        return self._sure[self._top] if self._sure else 0.0

    def entropy(self, total: float, each: float) -> float:
        """Shannon's entropy in nats of the shares in `total`, with what is not in the table as keys of `each` alone."""
        if total <= 0.0:
            return 0.0
        rest = total - self.sure_total
        logs = self.logs + (rest * log(each) if rest > 0.0 and each > 0.0 else 0.0)
        return max(0.0, log(total) - logs / total)

    def scale(self, factor: float) -> None:
        """Multiplies every count, by a power of two or by 0.0, which empties the table."""
        kept = range(len(self._keys)) if factor else range(0)
        self._keys = array("I", [self._keys[place] for place in kept])
        self._counts = array("f", [self._counts[place] * factor for place in kept])
        self._sure = array("f", [self._sure[place] * factor for place in kept])
        self._places = {key: place for place, key in enumerate(self._keys)}
        self._top = self._find_top()
        self.sure_total = sum(self._sure)
        self.logs = sum(map(xlogx, self._sure))

    def _enter(self, key: int, weight: float) -> float:
        keys, counts, sure = self._keys, self._counts, self._sure
        if len(keys) < self._size:
            place = len(keys)
            keys.append(key)
            counts.append(weight)
            sure.append(weight)
        else:
            least = min(counts)
            place = counts.index(least)
            self.sure_total -= sure[place]
            self.logs -= xlogx(sure[place])
            del self._places[keys[place]]
            keys[place] = key
            counts[place] = least + weight
            sure[place] = weight
        self._places[key] = place
        after = sure[place]
        self.sure_total += after
        self.logs += xlogx(after)
        if place == self._top:
            self._top = self._find_top()
        elif after > sure[self._top]:
            self._top = place
        return after

    def _find_top(self) -> int:
        return self._sure.index(max(self._sure)) if self._sure else 0
