"""Verdicts, state and totals after SIGKILLs are what the pure steps alone make of the same plays."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from benchmarks.mix import NOW, Mix
from injyana.local.settings import LocalSettings
from kernel.events.aggregates import Delta, WindowTotal
from kernel.events.event import Event, Origin
from kernel.events.findings import Sightings
from kernel.events.flags import FraudFlag
from kernel.events.plays import RecognizedPlay, ScoredPlay, Verdict
from kernel.stage import MemoryTables, Output, Received
from kernel.topics import FRAUD_DAYS, FRAUD_FLAGS, FRAUD_IDS, FRAUD_PROFILES, FRAUD_SIGHTINGS, PLAYS_SCORED
from stream_processors.aggregation.accumulate import TABLES, accumulate
from stream_processors.aggregation.combine import combine
from stream_processors.fraud.models.schedule import FixedModels
from stream_processors.fraud.scoring import make_step
from tests.integration.stages.chain import Chain, chain
from tests.waiting import wait_until

PLAYS = 8_000
RESENT_EVERY = 10
KILLS = 2
WHERE = Origin(topic="test", partition=0, offset=0)


def sent() -> list[RecognizedPlay]:
    """Plays of a realistic mix, some of them sent twice."""
    mix = Mix()
    plays = [play for second in range(PLAYS // 1000) for play in mix.second(NOW + timedelta(seconds=second), 1000)]
    return plays + plays[::RESENT_EVERY]


def alone(plays: Sequence[RecognizedPlay]) -> tuple[MemoryTables, list[Output]]:
    """What the pure steps make of the plays."""
    tables = MemoryTables()
    outputs = list(make_step(lambda _id: None, FixedModels())([Received(play, WHERE) for play in plays], tables))
    scored = [Received(output.event, WHERE) for output in outputs if isinstance(output.event, ScoredPlay)]
    deltas = [Received(output.event, WHERE) for output in combine(scored, tables) if isinstance(output.event, Delta)]
    accumulate(deltas, tables)
    return tables, outputs


@pytest.mark.timeout(300)
def test_killed_under_load(stack: LocalSettings, tmp_path: Path) -> None:
    plays = sent()
    tables, outputs = alone(plays)
    with chain(stack, tmp_path) as running:
        running.send(plays)
        for process in ("fraud", "aggregation"):
            running.start(process)
        scored = running.reader(PLAYS_SCORED)

        def reached(count: int) -> None:
            def seen() -> bool:
                running.revive()
                scored.read()
                return len(scored.records) >= count

            wait_until(seen, 90, f"{count} scored plays; there are {len(scored.records)}")

        for kill in range(KILLS):
            reached(len(plays) * (kill + 1) // (KILLS + 2))
            running.kill("fraud")
            running.kill("aggregation")
        reached(len(plays))
        scored.close()

        def events(kind: type[Event]) -> list[str]:
            return sorted(repr(output.event) for output in outputs if type(output.event) is kind)

        assert sorted(map(repr, running.events(PLAYS_SCORED))) == events(ScoredPlay)
        assert sorted(map(repr, running.events(FRAUD_FLAGS))) == events(FraudFlag)
        told = [output.event for output in outputs if isinstance(output.event, Sightings)]
        assert by_payee(running.events(FRAUD_SIGHTINGS)) == by_payee(told)
        for topic in (FRAUD_DAYS, FRAUD_IDS, FRAUD_PROFILES):
            assert running.table(topic) == tables[topic].values
        _totals_become(running, tables)

    verdicts = [output.event.verdict for output in outputs if isinstance(output.event, ScoredPlay)]
    assert verdicts.count(Verdict.DUPLICATE) == PLAYS // RESENT_EVERY


def by_payee(told: Iterable[Sightings]) -> list[str]:
    """Every sighting with its payee, however they were put into records."""
    return sorted(f"{each.artist_id} {sighting!r}" for each in told for sighting in each.sightings)


def _totals_become(running: Chain, tables: MemoryTables) -> None:
    """Aggregation is behind fraud by its window: waits until every total is what it must be."""
    found: dict[str, dict[str, WindowTotal]] = {}

    def equal() -> bool:
        running.revive()
        found.update({topic.name: running.table(topic) for topic in TABLES.values()})
        return all(found[topic.name] == tables[topic].values for topic in TABLES.values())

    wait_until(equal, 60, "the totals of a plain count")
