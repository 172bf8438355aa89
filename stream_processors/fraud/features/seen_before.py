"""Whether something was there before: a small memory that forgets the oldest by chance and hardly ever errs."""


class SeenBefore:
    """One byte for each of a number of places; a newcomer takes the place that its hash says.

    With n places, what came k others ago is still known with a probability of about exp(-k / n), and what never came is
    taken for known in 1 of 255 cases.
    """

    __slots__ = ("_places",)

    def __init__(self, packed: bytes) -> None:
        self._places = bytearray(packed)

    def pack(self) -> bytes:
        return bytes(self._places)

    def add(self, hash_: int) -> bool:
        """Remembers the 64-bit hash; True where it was known."""
        place = hash_ % len(self._places)
        mark = (hash_ >> 32) % 255 + 1
        if self._places[place] == mark:
            return True
        self._places[place] = mark
        return False
