"""Sums whose bits do not depend on how many rows are summed at once."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def fold(terms: Floats) -> Floats:
    """The sum over the first axis, added pairwise in an order that its length alone decides. Overwrites `terms`.

    numpy's own sum over an axis may choose another order for another shape; additions of whole rows cannot.
    """
    count = len(terms)
    while count > 1:
        half = count // 2
        head = terms[:half]
        np.add(head, terms[count - half : count], out=head)
        count -= half
    total: Floats = terms[0]
    return total
