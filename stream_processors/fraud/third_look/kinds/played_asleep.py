"""Phones that wake at night out of a long silence to play one payee, which their people never do with other music.

Who falls asleep to music begins while awake; who works at night plays other music then too.
"""

from collections.abc import Iterator
from statistics import median

from stream_processors.fraud.third_look.audiences import Chance, crowds
from stream_processors.fraud.third_look.country import Country, names
from stream_processors.fraud.third_look.devotion import Devotion
from stream_processors.fraud.third_look.found import Found, sureness
from stream_processors.fraud.thresholds import THRESHOLDS

LIMITS = THRESHOLDS.third_look.played_asleep


def played_asleep(country: Country) -> Iterator[Found]:
    chance = Chance(LIMITS.usual.value, LIMITS.more.value)
    for each, sure in crowds(country, _asleep, chance, LIMITS.doubtful.value):
        if each.people < LIMITS.sources.value or sure < LIMITS.decades.value:
            continue
        nights = round(median(row.nights for row in each.rows))
        yield Found(
            artist_id=each.artist_id,
            sources=names(each.rows),
            score=sureness(sure, LIMITS.score.value),
            evidence=(
                f"{len(each.rows)} phones woke in the small hours of {nights} nights, after hours of silence, to play "
                "this artist and nothing else. By day their people play other music, and at night they sleep"
            ),
            details={
                "sources": str(len(each.rows)),
                "people": str(each.people),
                "audience": str(each.audience),
                "decades": f"{sure:.1f}",
            },
        )


def _asleep(row: Devotion) -> bool:
    return (
        row.asleep >= max(LIMITS.plays.value, LIMITS.part.value * row.plays)
        and row.nights >= LIMITS.nights.value
        and row.awake <= LIMITS.awake.value * row.asleep
    )
