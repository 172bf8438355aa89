"""One fingerprint of a recording out of many hearings of parts of it: pure."""

import heapq
from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from fingerprinting.compressed import Items
from fingerprinting.lookup.index import Index
from kernel.events.detections import Profile
from kernel.ids import SongId
from stream_processors.recognition.unknown.likeness import links

Ties = Mapping[SongId, Sequence[tuple[float, SongId, int]]]
"""Of each hearing: minus z of the tie, the other hearing, and where it begins, in items from where this one begins."""


def assembled(hearings: Sequence[Items], profile: Profile) -> Items:
    """The recording as far as it was heard, in stretches that nothing ties to each other, the longest one first.

    Hearings are laid beside each other as `links` finds them, the surest ties first; where several heard the same
    place, the one that was laid first stays.
    """
    named = {SongId(f"{number:09}"): items for number, items in enumerate(hearings) if len(items)}
    ties: dict[SongId, list[tuple[float, SongId, int]]] = defaultdict(list)
    for link in links(Index(profile).changed(named), named):
        ties[link.other].append((-link.z, link.one, link.offset))
        ties[link.one].append((-link.z, link.other, -link.offset))
    left = sorted(named, key=lambda name: (-len(named[name]), named[name].tobytes()))
    stretches = []
    while left:
        places = _laid(left[0], ties)
        stretches.append(_written(named, places))
        left = [name for name in left if name not in places]
    stretches.sort(key=lambda items: (-len(items), items.tobytes()))
    return np.concatenate(stretches) if stretches else np.empty(0, np.uint32)


def _laid(first: SongId, ties: Ties) -> dict[SongId, int]:
    """Where each hearing that is tied to the first begins, in the order in which they are laid."""
    places: dict[SongId, int] = {}
    waiting = [(0.0, first, 0)]
    while waiting:
        _, name, place = heapq.heappop(waiting)
        if name in places:
            continue
        places[name] = place
        for z, other, offset in ties.get(name, ()):
            if other not in places:
                heapq.heappush(waiting, (z, other, place + offset))
    return places


def _written(named: Mapping[SongId, Items], places: Mapping[SongId, int]) -> Items:
    begin = min(places.values())
    end = max(place + len(named[name]) for name, place in places.items())
    items = np.zeros(end - begin, np.uint32)
    free = np.ones(end - begin, bool)
    for name, place in places.items():
        here = slice(place - begin, place - begin + len(named[name]))
        items[here] = np.where(free[here], named[name], items[here])
        free[here] = False
    return items[~free]
