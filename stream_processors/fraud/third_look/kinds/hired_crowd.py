"""More phones that are devoted to a payee, day after day, than an audience of its size has devoted listeners.

What people like spreads: for one who gives an artist a third of all listening there are dozens who play it now and
then, on phones, in bars, on the radio. An audience of devotees alone was brought together by something else.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from statistics import median

from kernel.ids import ArtistId
from stream_processors.fraud.third_look.audiences import Chance, Crowd, crowds
from stream_processors.fraud.third_look.country import Country, names
from stream_processors.fraud.third_look.devotion import Devotion
from stream_processors.fraud.third_look.found import Found, sureness
from stream_processors.fraud.thresholds import THRESHOLDS

LIMITS = THRESHOLDS.third_look.hired_crowd


def hired_crowd(country: Country) -> Iterator[Found]:
    tested = [(share, dict(_tested(country, share, least))) for share, least in sorted(LIMITS.shares.value.items())]
    for artist_id in sorted({artist_id for _, found in tested for artist_id in found}):
        levels = [(share, *found[artist_id]) for share, found in tested if artist_id in found]
        enough = [number for number, (_, crowd, sure) in enumerate(levels) if _is_one(crowd, sure, country.phones)]
        if enough:
            best = max(enough, key=lambda number: levels[number][2])
            yield _found(*levels[best], _of_the_crowd(levels[best][1].rows, levels[best + 1 :]))


def _tested(country: Country, share: float, least: float) -> Iterator[tuple[ArtistId, tuple[Crowd, float]]]:
    chance = Chance(least, LIMITS.more.value, len(LIMITS.shares.value))
    devoted = partial(_devoted, share=share)
    for crowd, sure in crowds(country, devoted, chance, LIMITS.doubtful.value, share / LIMITS.lift.value):
        yield crowd.artist_id, (crowd, sure)


def _is_one(crowd: Crowd, sure: float, phones: int) -> bool:
    fewest = max(LIMITS.sources.value, LIMITS.part.value * crowd.audience)
    return fewest <= crowd.people <= LIMITS.star.value * phones and sure >= LIMITS.decades.value


def _of_the_crowd(rows: Sequence[Devotion], above: Sequence[tuple[float, Crowd, float]]) -> Sequence[Devotion]:
    """Without those who love the payee far more than the crowd does, where there are no more of them than anywhere:
    a payee that people are hired for may well have fans."""
    for share, _, sure in above:
        if sure < LIMITS.fans.value:
            return [row for row in rows if row.share < share]
    return rows


def _found(share: float, crowd: Crowd, sure: float, rows: Sequence[Devotion]) -> Found:
    often = round(100 * median(row.share for row in rows))
    return Found(
        artist_id=crowd.artist_id,
        sources=names(rows),
        score=sureness(sure, LIMITS.score.value),
        evidence=(
            f"{len(rows)} phones gave this artist about {often} % of their plays, on "
            f"{round(median(row.days for row in rows))} days, and only {crowd.audience - crowd.people} others played "
            "it at all. Artists whom people love by themselves have many more who play them now and then"
        ),
        details={
            "sources": str(len(rows)),
            "people": str(crowd.people),
            "audience": str(crowd.audience),
            "share": f"{share}",
            "decades": f"{sure:.1f}",
        },
    )


def _devoted(row: Devotion, share: float) -> bool:
    return row.share >= share and row.days >= LIMITS.days.value
