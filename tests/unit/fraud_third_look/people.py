"""Made-up listeners for the tests of the third look."""

from collections.abc import Iterable, Sequence

from kernel.events.sources import SourceType
from kernel.ids import ArtistId, SongId, SourceId
from stream_processors.fraud.third_look.country import Country, country
from stream_processors.fraud.third_look.heard import DAY_MS, HOUR_MS, KIGALI_MS, Heard, Listener, listener
from stream_processors.fraud.third_look.look import DAYS, look

LAST = 20_000
PAYEE = ArtistId("payee")
SONG_MS = 200_000


def heard(artist: str, day: int, hour: float, *, song: str = "", lat: float | None = None, ms: int = SONG_MS) -> Heard:
    """A play on one of the window's days, 0 the first."""
    at_ms = (LAST - DAYS + 1 + day) * DAY_MS - KIGALI_MS + int(hour * HOUR_MS)
    lon = None if lat is None else 30.0
    return Heard(at_ms, ms, SongId(song or f"{artist}-song"), ArtistId(artist), lat, lon)


def runs(artist: str, days: Iterable[int], hour: float, plays: int = 4, lat: float | None = None) -> list[Heard]:
    """So many plays in a row on each day."""
    return [
        heard(artist, day, hour + number * SONG_MS * 1.05 / HOUR_MS, lat=lat) for day in days for number in range(plays)
    ]


def usual(number: int, days: Iterable[int] = range(8)) -> list[Heard]:
    """What somebody listens to by day: many artists, each a little."""
    return [
        heard(f"artist-{(7 * number + 3 * day + place) % 40}", day, 9 + place) for day in days for place in range(9)
    ]


def phone(number: int, *plays: Sequence[Heard]) -> Listener:
    return listener(SourceId(f"phone-{number:03}"), SourceType.PHONE, [each for some in plays for each in some])


def station(name: str, plays: Sequence[Heard]) -> Listener:
    return listener(SourceId(name), SourceType.RADIO, plays)


def people(count: int = 120) -> list[Listener]:
    """Those who have nothing to do with anything; some of them play the payee once."""
    return [
        phone(500 + number, usual(number), [heard(PAYEE, number % 8, 20.0)] if number < 10 else [])
        for number in range(count)
    ]


def seen(listeners: Sequence[Listener]) -> Country:
    return country([each for each in listeners if each.source_type is SourceType.RADIO], listeners)


def found(listeners: Sequence[Listener]) -> dict[str, set[str]]:
    """The sources that each kind names, of all payees."""
    names: dict[str, set[str]] = {}
    for finding in look(seen(listeners), LAST):
        names.setdefault(finding.kind, set()).update(finding.sources)
    return names
