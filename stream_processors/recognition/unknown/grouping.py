"""From links between hearings to recordings: connected components, whatever order they came in. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from kernel.ids import SongId
from stream_processors.recognition.unknown.likeness import Link

LEAST_OVERLAPPING = 2
COVERED = 0.95
"""A hearing that agrees with another over so much of both brings nothing new to compare with."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a recording: its hearings, and the song that somebody said it is."""

    hearings: int
    song: str | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A hearing, its recording, the link that it fits best by, and whether others are to be compared with it."""

    hearing: SongId
    recording: SongId
    link: Link | None
    searched: bool


@dataclass(frozen=True, slots=True)
class Grouped:
    """What a batch of hearings comes to. `merged` are recordings that are another one, as it turned out."""

    placed: tuple[Placed, ...]
    merged: Mapping[SongId, SongId]


def components(
    hearings: Collection[SongId],
    found: Sequence[Link],
    of: Mapping[SongId, SongId],
    known: Mapping[SongId, Standing],
) -> list[set[SongId]]:
    """Hearings and recordings that belong together; `of` says of what recording a hearing is already.

    A new hearing stands for itself, one that has a recording for that. Firm links tie whatever they link; an overlap
    ties only recordings of LEAST_OVERLAPPING hearings or more: a clip that holds two songs mostly stays alone.
    """
    parent: dict[SongId, SongId] = {}
    count: dict[SongId, int] = {}

    def root(node: SongId) -> SongId:
        if node not in parent:
            parent[node], count[node] = node, known[node].hearings if node in known else 1
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    def tie(link: Link, least: int) -> None:
        one, other = sorted(root(of.get(each, each)) for each in (link.one, link.other))
        if one != other and min(count[one], count[other]) >= least:
            parent[other] = one
            count[one] += count[other]

    for hearing in hearings:
        root(hearing)
    for link in found:
        if link.firm:
            tie(link, 1)
    for link in found:
        if not link.firm:
            tie(link, LEAST_OVERLAPPING)
    groups: dict[SongId, set[SongId]] = {}
    for node in list(parent):
        groups.setdefault(root(node), set()).add(node)
    return [groups[each] for each in sorted(groups)]


def grouped(
    hearings: Collection[SongId],
    found: Sequence[Link],
    of: Mapping[SongId, SongId],
    known: Mapping[SongId, Standing],
) -> Grouped:
    """Gives each new hearing its recording: that of those that it belongs with, or one of its own.

    `known` has the recordings that are linked to. Of several that turn out to be one, the one that somebody named
    stays, else the one heard most. Recordings that were named as different songs stay apart, and a hearing of both
    goes where it fits best.
    """
    best: dict[SongId, Link] = {}
    for link in found:
        if link.firm:
            best.setdefault(link.one, link)
    placed: list[Placed] = []
    merged: dict[SongId, SongId] = {}
    for group in components(hearings, found, of, known):
        new = sorted(each for each in group if each in hearings)
        old = sorted((each for each in group if each not in hearings), key=lambda each: _rank(each, known))
        if len({known[each].song for each in old} - {None}) > 1:
            placed += [_placed(each, _own(each, best, of), best, of) for each in new]
            continue
        recording = old[0] if old else new[0]
        merged |= dict.fromkeys(old[1:], recording)
        placed += [_placed(each, recording, best, of) for each in new]
    return Grouped(tuple(placed), merged)


def _rank(recording: SongId, known: Mapping[SongId, Standing]) -> tuple[bool, int, SongId]:
    standing = known[recording]
    return standing.song is None, -standing.hearings, recording


def _own(hearing: SongId, best: Mapping[SongId, Link], of: Mapping[SongId, SongId]) -> SongId:
    link = best.get(hearing)
    return hearing if link is None else of.get(link.other, hearing)


def _placed(
    hearing: SongId,
    recording: SongId,
    best: Mapping[SongId, Link],
    of: Mapping[SongId, SongId],
) -> Placed:
    """Of two new hearings that cover each other, the later one by its id is left out."""
    link = best.get(hearing)
    before = link is not None and (link.other in of or link.other < hearing)
    covered = before and link is not None and link.share >= COVERED
    return Placed(hearing, recording, link, not covered)
