"""Arithmetic over arrays that several kinds of finding need."""

import numpy as np

from stream_processors.fraud.second_look.audience import Bools, Ints, Words


def repeated(keys: Words) -> Bools:
    """Where keys stand that come more than once."""
    order = np.argsort(keys)
    same = np.diff(keys[order]) == 0
    found = np.zeros(len(keys), dtype=np.bool_)
    found[order[1:]] |= same
    found[order[:-1]] |= same
    return found


def pairs(keys: Words, sources: Ints, at: Ints) -> tuple[Words, Ints, Ints]:
    """Each key and source once, with the earliest moment, in the order of key and moment."""
    order = np.lexsort((at, sources, keys))
    keys, sources, at = keys[order], sources[order], at[order]
    new = np.ones(len(keys), dtype=np.bool_)
    new[1:] = (keys[1:] != keys[:-1]) | (sources[1:] != sources[:-1])
    keys, sources, at = keys[new], sources[new], at[new]
    order = np.lexsort((sources, at, keys))
    return keys[order], sources[order], at[order]


def starts(keys: Words) -> Bools:
    """Where a new key begins, in sorted keys."""
    new = np.ones(len(keys), dtype=np.bool_)
    new[1:] = keys[1:] != keys[:-1]
    return new


def per_key(new: Bools, what: Bools | Ints) -> Ints:
    """The sum over each key, given at each of its places."""
    group = np.cumsum(new) - 1
    sums: Ints = np.bincount(group, weights=what).astype(np.int64)
    spread: Ints = sums[group]
    return spread
