"""What a kind of finding answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from stream_processors.fraud.second_look.audience import Audience, Words


@dataclass(frozen=True, slots=True)
class Found:
    """Sources (their hashes) that acted together, how sure that is, the evidence in words, and the figures behind."""

    sources: Words
    score: float
    evidence: str
    details: Mapping[str, str] = field(default_factory=dict)


Look = Callable[[Audience], Found | None]
"""A kind of finding: a function of the audience alone. Its name is the finding's kind."""
