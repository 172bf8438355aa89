"""How many of a payee's listeners do something unusual, against how many of comparable payees' listeners do."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from kernel.ids import ArtistId
from stream_processors.fraud.second_look.chance import as_many
from stream_processors.fraud.third_look.country import Country, independent
from stream_processors.fraud.third_look.devotion import Devotion


@dataclass(frozen=True, slots=True)
class Chance:
    """What is usual: each listener does it with `more` times the chance that comparable payees' listeners have, and
    with `least` at the least; the best of so many `tries`."""

    least: float
    more: float
    tries: int = 1


@dataclass(frozen=True, slots=True)
class Crowd:
    """The phones of a payee's audience that do it, as how many independent people they count, among how many."""

    artist_id: ArtistId
    rows: Sequence[Devotion]
    people: int
    audience: int


def crowds(
    country: Country, does: Callable[[Devotion], bool], chance: Chance, doubtful: float, popular: float = 1.0
) -> Iterator[tuple[Crowd, float]]:
    """Every payee's crowd with how unlikely it is that it came about by itself, in decades; in the order of payees.

    Payees with a greater part of everybody else's plays than `popular` are left out, here and in what is usual. What is
    usual is learned twice, the second time without the payees that had `doubtful` decades: crowds hide no crowds.
    """
    found = [crowd for crowd in _all(country, does) if elsewhere(country, crowd.artist_id, crowd.rows) <= popular]
    own = {crowd.artist_id for crowd in found}
    most = popular * country.all_plays
    listeners = {
        name: number for name, number in country.listeners.items() if name in own or country.plays[name] <= most
    }
    heads, doubted = sum(listeners.values()), set[ArtistId]()
    for _ in range(2):
        people = sum(crowd.people for crowd in found if crowd.artist_id not in doubted)
        among = heads - sum(listeners[name] for name in doubted)
        decades = [_decades(crowd, people, among, doubted, chance) for crowd in found]
        doubted = {crowd.artist_id for crowd, each in zip(found, decades, strict=True) if each >= doubtful}
    yield from zip(found, decades, strict=True)


def elsewhere(country: Country, artist_id: ArtistId, rows: Sequence[Devotion]) -> float:
    """The payee's part of all plays of the country, 0 to 1, without these phones."""
    others = country.all_plays - sum(row.plays / row.share for row in rows)
    return (country.plays[artist_id] - sum(row.plays for row in rows)) / max(others, 1.0)


def _all(country: Country, does: Callable[[Devotion], bool]) -> Iterator[Crowd]:
    """Who does not count as a person of its own is not in the audience either."""
    for artist_id, rows in country.by_payee():
        those = [row for row in rows if does(row)]
        if those:
            people = int(independent(those) + 0.5)
            yield Crowd(artist_id, those, people, country.listeners[artist_id] - len(those) + people)


def _decades(crowd: Crowd, people: int, among: int, doubted: Collection[ArtistId], chance: Chance) -> float:
    if crowd.artist_id not in doubted:
        people, among = people - crowd.people, among - crowd.audience
    usual = max(chance.least, chance.more * people / max(among, 1))
    return as_many(crowd.people, crowd.audience, min(usual, 1.0), chance.tries)
