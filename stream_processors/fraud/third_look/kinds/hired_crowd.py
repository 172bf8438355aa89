"""More phones that are devoted to a payee, day after day, than an audience of its size has devoted listeners.

What people like spreads: for one who gives an artist a third of all listening there are dozens who play it now and
then, on phones, in bars, on the radio. An audience of devotees alone was brought together by something else.
"""

from collections.abc import Iterator
from functools import partial
from statistics import median

from kernel.ids import ArtistId
from stream_processors.fraud.third_look.audiences import Chance, crowds
from stream_processors.fraud.third_look.country import Country, names
from stream_processors.fraud.third_look.devotion import Devotion
from stream_processors.fraud.third_look.found import Found, sureness
from stream_processors.fraud.thresholds import THRESHOLDS

LIMITS = THRESHOLDS.third_look.hired_crowd


def hired_crowd(country: Country) -> Iterator[Found]:
    best: dict[ArtistId, tuple[float, Found]] = {}
    for share, least in LIMITS.shares.value.items():
        chance = Chance(least, LIMITS.more.value, len(LIMITS.shares.value))
        devoted = partial(_devoted, share=share)
        for crowd, sure in crowds(country, devoted, chance, LIMITS.doubtful.value, share / LIMITS.lift.value):
            fewest = max(LIMITS.sources.value, LIMITS.part.value * crowd.audience)
            if not fewest <= crowd.people <= LIMITS.star.value * country.phones:
                continue
            if sure < LIMITS.decades.value or (crowd.artist_id in best and sure <= best[crowd.artist_id][0]):
                continue
            often = round(100 * median(row.share for row in crowd.rows))
            rest = crowd.audience - crowd.people
            best[crowd.artist_id] = (
                sure,
                Found(
                    artist_id=crowd.artist_id,
                    sources=names(crowd.rows),
                    score=sureness(sure, LIMITS.score.value),
                    evidence=(
                        f"{len(crowd.rows)} phones gave this artist about {often} % of their plays, on "
                        f"{round(median(row.days for row in crowd.rows))} days, and only {rest} others played it at "
                        "all. Artists whom people love by themselves have many more who play them now and then"
                    ),
                    details={
                        "sources": str(len(crowd.rows)),
                        "people": str(crowd.people),
                        "audience": str(crowd.audience),
                        "share": f"{share}",
                        "decades": f"{sure:.1f}",
                    },
                ),
            )
    for _, found in best.values():
        yield found


def _devoted(row: Devotion, share: float) -> bool:
    return row.share >= share and row.days >= LIMITS.days.value
