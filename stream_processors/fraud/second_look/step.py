"""The pure step of the second look: sightings in, findings out.

A finding is put into its table, which publishes it. It is a function of the set of plays of its days: whatever their
order and the batches in which they came, the same findings stand at the end. An earlier one with the same id is
replaced, and withdrawn (without sources) where nothing is found any more.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from uuid import uuid5

from kernel.events.findings import Finding, Sightings
from kernel.ids import NAMESPACE, ArtistId
from kernel.stage import Output, Received, Table, Tables
from kernel.topics import FRAUD_FINDINGS, FRAUD_PAYEES
from stream_processors.fraud.second_look.audience import Audience
from stream_processors.fraud.second_look.found import Found, Look
from stream_processors.fraud.second_look.kinds import KINDS
from stream_processors.fraud.second_look.memory import Memory
from stream_processors.fraud.second_look.packing import day_start
from stream_processors.fraud.thresholds import RULES_VERSION

FEW = 2
"""Sources below which nobody is found: what one source does alone is judged by the first look."""

WITHDRAWN = "With the plays that came since, nothing is unusual any more"


def step(records: Sequence[Received[Sightings]], tables: Tables) -> Iterable[Output]:
    """Takes the sightings in and looks again at every audience that they changed."""
    memory = Memory(tables[FRAUD_PAYEES])
    for record in records:
        for sighting in record.event.sightings:
            memory.add(record.event.artist_id, sighting)
    memory.store()
    findings = tables[FRAUD_FINDINGS]
    for audience in memory.changed():
        for finding in _news(audience, findings):
            findings.put(finding.finding_id, finding)
    return ()


@lru_cache(maxsize=50_000)
def finding_id(artist_id: ArtistId, kind: str, day: int) -> str:
    """UUIDv5 of the payee, the kind and the last day that was looked at."""
    return str(uuid5(NAMESPACE, "\x1f".join(("finding", artist_id, kind, str(day)))))


def look(audience: Audience) -> Iterator[tuple[Look, Found | None]]:
    """What each kind finds."""
    few = sum(day.sources for day in audience.days) < FEW
    for kind in KINDS:
        yield kind, None if few else kind(audience)


def _news(audience: Audience, known: Table[Finding]) -> Iterator[Finding]:
    for kind, found in look(audience):
        name = finding_id(audience.artist_id, kind.__name__, audience.today.number)
        before = known.get(name)
        if found is not None:
            finding = _finding(name, kind.__name__, audience, found)
        elif before is not None:
            finding = before.evolve(sources=(), score=0.0, evidence=WITHDRAWN, details={})
        else:
            continue
        if finding != before:
            yield finding


def _finding(name: str, kind: str, audience: Audience, found: Found) -> Finding:
    return Finding(
        finding_id=name,
        artist_id=audience.artist_id,
        kind=kind,
        start=day_start(audience.days[0].number),
        end=day_start(audience.today.number + 1),
        sources=audience.ids_of(found.sources),
        score=found.score,
        evidence=found.evidence,
        details=dict(found.details),
        version=RULES_VERSION,
    )
