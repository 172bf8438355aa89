"""The third look: a window of plays of all sources in, findings out. Pure: the same plays give the same findings."""

from collections.abc import Iterator, Sequence
from uuid import uuid5

from kernel.events.findings import Finding
from kernel.events.sources import SourceType
from kernel.ids import NAMESPACE
from stream_processors.fraud.second_look.packing import day_start
from stream_processors.fraud.third_look.country import Country, country
from stream_processors.fraud.third_look.found import Look
from stream_processors.fraud.third_look.heard import Listener
from stream_processors.fraud.third_look.kinds import LOOKS
from stream_processors.fraud.thresholds import RULES_VERSION

DAYS = 14
"""Days of a window: two of each week-day, and longer than most campaigns wait between two payments."""


def look(country: Country, last: int, kinds: Sequence[Look] = LOOKS) -> Iterator[Finding]:
    """What each kind finds in the window that ends with a day (civil days in Kigali since 1970)."""
    for kind in kinds:
        for found in kind(country):
            yield Finding(
                finding_id=finding_id(found.artist_id, kind.__name__, last),
                artist_id=found.artist_id,
                kind=kind.__name__,
                start=day_start(last - DAYS + 1),
                end=day_start(last + 1),
                sources=found.sources,
                score=found.score,
                evidence=found.evidence,
                details=dict(found.details),
                version=RULES_VERSION,
            )


def looks(listeners: Sequence[Listener]) -> Iterator[Finding]:
    """What is found in windows that cover all plays of these listeners: one that ends with the newest day, and those
    that end half a window earlier each."""
    days = [play.day for listener in listeners for play in listener.plays]
    for last in range(max(days, default=0), min(days, default=1) - 1, -DAYS // 2):
        yield from look(within(listeners, last), last)
        if last - DAYS < min(days):
            return


def within(listeners: Sequence[Listener], last: int) -> Country:
    """The country in the window that ends with a day."""
    seen = [
        Listener(each.source_id, each.source_type, [play for play in each.plays if last - DAYS < play.day <= last])
        for each in listeners
    ]
    return country([each for each in seen if each.source_type is SourceType.RADIO], seen)


def finding_id(artist_id: str, kind: str, day: int) -> str:
    """UUIDv5 of the payee, the kind and the window's last day, as in the second look, whose kinds have other names."""
    return str(uuid5(NAMESPACE, "\x1f".join(("finding", artist_id, kind, str(day)))))
