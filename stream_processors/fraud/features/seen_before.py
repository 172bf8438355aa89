"""Whether something was there before: a small memory that forgets the oldest by chance and hardly ever errs.

A memory is a bytearray, one byte a place; a newcomer takes the place that its hash says. With n places, what came k
others ago is still known with a probability of about exp(-k / n), and what never came is taken for known in 1 of 255
cases.
"""


def seen_before(places: bytearray, hash_: int) -> bool:
    """Whether the memory knew the 64-bit hash; it knows it now."""
    place = hash_ % len(places)
    mark = (hash_ >> 32) % 255 + 1
    if places[place] == mark:
        return True
    places[place] = mark
    return False
