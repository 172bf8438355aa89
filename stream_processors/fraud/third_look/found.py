"""What a kind of the third look answers."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from kernel.ids import ArtistId, SourceId
from stream_processors.fraud.third_look.country import Country


@dataclass(frozen=True, slots=True)
class Found:
    """A payee, the sources that acted for it (sorted), how sure that is, the evidence in words, the figures behind."""

    artist_id: ArtistId
    sources: tuple[SourceId, ...]
    score: float
    evidence: str
    details: Mapping[str, str] = field(default_factory=dict)


Look = Callable[[Country], Iterator[Found]]
"""A kind of finding: a function of the country alone, at most one answer a payee. Its name is the finding's kind."""


def sureness(decades: float, highest: float) -> float:
    """A score, 0 to `highest`, of how unlikely something is by chance."""
    return round(min(highest, 1.0 - float(0.5 ** (decades / 2))), 4)
