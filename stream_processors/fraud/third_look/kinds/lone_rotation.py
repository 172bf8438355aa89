"""A station that gives a payee a large part of its log, which is most of what the payee gets, and which nobody hears.

What is on air is heard: where phones listen to a station, its rotation is among their plays.
"""

from collections import Counter
from collections.abc import Iterator

from stream_processors.fraud.third_look.airplay import by_station
from stream_processors.fraud.third_look.country import Country
from stream_processors.fraud.third_look.found import Found
from stream_processors.fraud.thresholds import THRESHOLDS

LIMITS = THRESHOLDS.third_look.lone_rotation


def lone_rotation(country: Country) -> Iterator[Found]:
    airplay = country.airplay
    heard = by_station(airplay.heard)
    all_heard, all_plays = heard.total(), sum(len(log.plays) for log in airplay.logs.values())
    best: dict[str, Found] = {}
    for station in sorted(airplay.logs):
        log = airplay.logs[station].plays
        for artist_id, plays in sorted(Counter(play.artist_id for play in log).items()):
            share, part = plays / len(log), plays / country.plays[artist_id]
            if plays < LIMITS.plays.value or share < LIMITS.share.value or part < LIMITS.part.value:
                continue
            expected = plays * (all_heard - heard[station]) / max(all_plays - len(log), 1)
            if expected < LIMITS.expected.value or artist_id in best:
                continue
            if airplay.heard[station, artist_id] > LIMITS.heard.value * expected:
                continue
            best[artist_id] = Found(
                artist_id=artist_id,
                sources=(station,),
                score=LIMITS.score.value,
                evidence=(
                    f"A station's log gives {round(100 * share)} % of all its plays to this artist, who gets "
                    f"{round(100 * part)} % of all plays from there. Of {plays} such plays of other stations phones "
                    f"hear about {round(expected)}; of these they heard {airplay.heard[station, artist_id]}"
                ),
                details={
                    "share": f"{share:.3f}",
                    "part_of_plays": f"{part:.3f}",
                    "plays": str(plays),
                    "expected": f"{expected:.0f}",
                },
            )
    yield from best.values()
