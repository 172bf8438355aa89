"""A station's log that claims a payee while the phones that were tuned to the station heard other songs."""

from collections.abc import Iterator

from kernel.ids import ArtistId, SourceId
from stream_processors.fraud.third_look.airplay import by_station
from stream_processors.fraud.third_look.country import Country
from stream_processors.fraud.third_look.found import Found
from stream_processors.fraud.thresholds import THRESHOLDS

LIMITS = THRESHOLDS.third_look.unheard_log


def unheard_log(country: Country) -> Iterator[Found]:
    airplay = country.airplay
    heard, contradicted = by_station(airplay.heard), by_station(airplay.contradicted)
    found: dict[ArtistId, list[tuple[SourceId, int, int]]] = {}
    for claim in sorted(airplay.contradicted):
        station, artist_id = claim
        against, agreed = airplay.contradicted[claim], airplay.heard[claim]
        if against < LIMITS.contradictions.value or len(airplay.phones[claim]) < LIMITS.phones.value:
            continue
        rest = contradicted[station] - against
        usual = rest / max(rest + heard[station] - agreed, 1)
        if against / (against + agreed) >= max(LIMITS.share.value, LIMITS.times.value * usual):
            found.setdefault(artist_id, []).append((station, against, len(airplay.phones[claim])))
    for artist_id, stations in found.items():
        number, phones = sum(each[1] for each in stations), max(each[2] for each in stations)
        who = "A station claims" if len(stations) == 1 else f"{len(stations)} stations claim"
        yield Found(
            artist_id=artist_id,
            sources=tuple(station for station, _, _ in stations),
            score=LIMITS.score.value,
            evidence=(
                f"{who} plays of this artist that nobody heard: {number} times phones that were listening to the "
                f"station, {phones} of them, heard another song at that moment"
            ),
            details={"sources": str(len(stations)), "contradictions": str(number), "phones": str(phones)},
        )
