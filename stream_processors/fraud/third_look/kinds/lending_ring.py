"""Payees that share their devoted phones: each of several artists whom few know is much to the very same phones.

Two artists of one taste share listeners as their popularity and their genre let expect. Phones that are devoted to
three or more rare ones at once, together with each other, and to little else, serve a list.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from kernel.ids import ArtistId, SourceId
from stream_processors.fraud.second_look.chance import as_many
from stream_processors.fraud.third_look.country import Country, independent, names
from stream_processors.fraud.third_look.devotion import Devotion
from stream_processors.fraud.third_look.found import Found, sureness
from stream_processors.fraud.thresholds import THRESHOLDS

LIMITS = THRESHOLDS.third_look.lending_ring

Pair = tuple[ArtistId, ArtistId]


@dataclass(frozen=True, slots=True)
class Ring:
    """Payees, the phones that serve them, and how unlikely their strongest pair is."""

    payees: tuple[ArtistId, ...]
    phones: frozenset[SourceId]
    decades: float


def lending_ring(country: Country) -> Iterator[Found]:
    rows = {artist_id: _much(each) for artist_id, each in country.by_payee()}
    told: set[ArtistId] = set()
    for ring in _rings(rows, country.phones):
        parts = {artist_id: _part(rows[artist_id], ring, country.plays[artist_id]) for artist_id in ring.payees}
        members = [artist_id for artist_id, part in parts.items() if part >= LIMITS.part.value]
        if len(members) < LIMITS.payees.value:
            continue
        for artist_id in members:
            if artist_id in told:
                continue
            told.add(artist_id)
            own = [row for row in rows[artist_id].values() if row.source_id in ring.phones]
            yield Found(
                artist_id=artist_id,
                sources=names(own),
                score=sureness(ring.decades, LIMITS.score.value),
                evidence=(
                    f"{len(own)} phones that made {round(100 * parts[artist_id])} % of this artist's plays are devoted "
                    f"to the same {len(members)} artists, this one among them, whom hardly anybody else plays as much"
                ),
                details={
                    "sources": str(len(own)),
                    "payees": str(len(members)),
                    "part_of_plays": f"{parts[artist_id]:.3f}",
                    "decades": f"{ring.decades:.1f}",
                },
            )


def _part(rows: dict[SourceId, Devotion], ring: "Ring", plays: int) -> float:
    return sum(row.plays for row in rows.values() if row.source_id in ring.phones) / plays


def _much(rows: list[Devotion]) -> dict[SourceId, Devotion]:
    return {row.source_id: row for row in rows if row.share >= LIMITS.share.value}


def _rings(rows: dict[ArtistId, dict[SourceId, Devotion]], phones: int) -> Iterator[Ring]:
    """Cliques of payees, from the most unlikely pair on; each with the phones that serve enough of it."""
    links = _links(rows, phones)
    linked: dict[ArtistId, set[ArtistId]] = defaultdict(set)
    for one, other in links:
        linked[one].add(other)
        linked[other].add(one)
    served: set[frozenset[ArtistId]] = set()
    for pair in sorted(links, key=lambda each: (-links[each], each)):
        payees = list(pair)
        for other in sorted(linked[pair[0]] & linked[pair[1]]):
            if linked[other].issuperset(payees):
                payees.append(other)
        if len(payees) < LIMITS.payees.value or frozenset(payees) in served:
            continue
        served.add(frozenset(payees))
        ring = _served(payees, rows, links[pair])
        if ring is not None:
            yield ring


def _links(rows: dict[ArtistId, dict[SourceId, Devotion]], phones: int) -> dict[Pair, float]:
    """Pairs of payees with more common phones than chance gives them, in decades.

    Of the phones of the rarer one each has the other with the chance that it has among all the other phones.
    """
    payees_of: dict[SourceId, list[ArtistId]] = defaultdict(list)
    for artist_id in sorted(rows):
        for source_id in rows[artist_id]:
            payees_of[source_id].append(artist_id)
    common = Counter(pair for payees in payees_of.values() for pair in combinations(payees, 2))
    links = {}
    for (one, other), count in common.items():
        if count < LIMITS.sources.value:
            continue
        fewer, more = sorted((len(rows[one]), len(rows[other])))
        chance = (more - count + 1) / max(phones - count + 1, 1)
        decades = as_many(count, fewer, min(chance, 1.0))
        if decades >= LIMITS.decades.value:
            links[one, other] = decades
    return links


def _served(payees: list[ArtistId], rows: dict[ArtistId, dict[SourceId, Devotion]], decades: float) -> Ring | None:
    """The phones that give enough of the payees much, and all of them together most of their plays."""
    own: dict[SourceId, list[Devotion]] = defaultdict(list)
    for artist_id in payees:
        for source_id, row in rows[artist_id].items():
            own[source_id].append(row)
    serving = {
        source_id: each
        for source_id, each in own.items()
        if len(each) >= LIMITS.payees.value and sum(row.share for row in each) >= LIMITS.whole.value
    }
    people = independent(each[0] for each in serving.values())
    if len(serving) < LIMITS.sources.value or people < LIMITS.places.value:
        return None
    return Ring(tuple(payees), frozenset(serving), decades)
