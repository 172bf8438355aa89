"""Verdicts change and processes die, and every total is what a recount of the plays says: before, meanwhile, after."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import cycle
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from injyana.local.settings import LocalSettings
from kernel.clock import system_clock
from kernel.dimensions import window_start
from kernel.errors import Refused
from kernel.events.aggregates import Window
from kernel.events.findings import Finding
from kernel.events.plays import ScoredPlay, Verdict
from kernel.ids import ArtistId, SongId, SourceId
from ledger.revisions import revise
from tests.integration.redis_sink.conftest import OwnRedis, own_redis
from tests.integration.second_look.way import ON_THE_WAY, PROCESSES, Way, way
from tests.integration.timescale.ledger import event_id, play

__all__ = ["own_redis"]

PLAYS = 2_000
HELD_EVERY, REJECTED_EVERY, FARM_EVERY = 4, 7, 5
DECISIONS = 10
"""Transactions of one person, with a kill after each: two of every process."""
NOW = system_clock().replace(microsecond=0)
FARMERS = [SourceId(f"farm-{number}") for number in range(5)]
FARMED = ArtistId("artist-farm")


def first_look() -> list[ScoredPlay]:
    """Plays of the last hours, each with its first verdict; those of the farm are accepted."""
    rnd = random.Random(4)
    plays = []
    for number in range(PLAYS):
        farm = number % FARM_EVERY == 0
        verdict = Verdict.REJECTED if number % REJECTED_EVERY == 0 else Verdict.ACCEPTED
        verdict = Verdict.HELD if number % HELD_EVERY == 0 else verdict
        plays.append(
            play(
                number,
                source_id=rnd.choice(FARMERS) if farm else SourceId(f"phone-{rnd.randrange(50)}"),
                artist_id=FARMED if farm else ArtistId(f"artist-{rnd.randrange(9)}"),
                song_id=SongId(f"song-{rnd.randrange(40)}"),
                district=rnd.choice(["Gasabo", "Huye", None]),
                played_at=NOW - timedelta(seconds=rnd.randrange(5 * 3600)),
                received_at=NOW,
                duration_ms=rnd.randrange(10_000, 300_000),
                verdict=Verdict.ACCEPTED if farm else verdict,
                score=0.0 if farm else 0.25,
            )
        )
    return plays


def finding(sources: list[SourceId]) -> Finding:
    day = window_start(Window.DAY, NOW)
    return Finding(
        finding_id="5f1c6f0e-52b4-5d6b-8a0a-0f6c1f5a9d21",
        artist_id=FARMED,
        kind="few_sources",
        start=day - timedelta(days=1),
        end=day + timedelta(days=1),
        sources=tuple(sources),
        score=0.9,
        evidence="5 phones made all plays of this artist.",
        version="groups-1",
    )


@pytest.fixture
def running(stack: LocalSettings, database: str, own_redis: OwnRedis, tmp_path: Path) -> Iterator[Way]:
    with way(stack, database, own_redis, tmp_path) as made:
        for name in PROCESSES:
            made.start(name)
        yield made


def decide(running: Way, ids: Sequence[str], verdict: Verdict) -> list[ScoredPlay]:
    """What a reviewer does, in several transactions."""
    return [each for part in range(DECISIONS) for each in decide_once(running, ids[part::DECISIONS], verdict)]


def decide_once(running: Way, ids: Sequence[str], verdict: Verdict) -> list[ScoredPlay]:
    with psycopg.connect(running.database) as connection:
        return revise(connection, ids, verdict, by="ana", human=True, decision_id=uuid4(), reasons=("reviewed",),
                      now=system_clock(), codecs=running.codecs)  # fmt: skip


def decide_and_kill(running: Way, ids: Sequence[str], verdict: Verdict) -> list[ScoredPlay]:
    """The same, and after each decision the next process dies, while it is on its way."""
    made: list[ScoredPlay] = []
    on_the_way: defaultdict[str, int] = defaultdict(int)
    for part, name in zip(range(DECISIONS), cycle(PROCESSES), strict=False):
        made += decide_once(running, ids[part::DECISIONS], verdict)
        on_the_way[name] += running.on_the_way()
        running.kill(name)
        running.moves_on()
    assert all(on_the_way[name] for name in PROCESSES)
    return made


@pytest.mark.timeout(420)
def test_overturned_and_held_while_every_process_dies(running: Way) -> None:
    plays = first_look()
    running.send(plays)
    running.until("SELECT count(*) FROM play_events", PLAYS)
    before = running.settled()
    expected = {each.event_id: each.verdict for each in plays}
    of_the_farm = [each.event_id for each in plays if each.artist_id == FARMED]
    overturned = [event_id_ for event_id_, verdict in expected.items() if verdict is Verdict.HELD]
    assert min(len(of_the_farm), len(overturned)) >= 300

    with ThreadPoolExecutor(1) as pool:
        running.find(finding(FARMERS))
        # Another person decides on some of the same plays at the same time.
        other = pool.submit(decide, running, overturned[:100], Verdict.REJECTED)
        issued = decide_and_kill(running, overturned, Verdict.ACCEPTED) + other.result(60)
    assert Counter(each.event_id for each in issued).keys() == set(overturned)
    newest = {each.event_id: each for each in sorted(issued, key=lambda each: each.revision)}
    expected |= {event_id_: each.verdict for event_id_, each in newest.items()}
    expected |= dict.fromkeys(of_the_farm, Verdict.HELD)
    running.until("SELECT count(*) FROM play_events WHERE 'few_sources' = ANY (reasons)", len(of_the_farm))
    running.until(ON_THE_WAY, 0)
    meanwhile = running.settled()
    assert {each.event_id: each.verdict for each in running.plays().values()} == expected
    assert running.rows("SELECT count(*) FROM play_revisions")[0][0] == len(issued) + len(of_the_farm)
    assert running.rows("SELECT count(*) FROM fraud_flags")[0][0] == len(of_the_farm)
    assert meanwhile != before

    running.find(finding([]))
    decide_and_kill(running, overturned, Verdict.HELD)
    running.until(ON_THE_WAY, 0)
    running.until("SELECT count(*) FROM play_events WHERE 'few_sources' = ANY (reasons)", 0)
    assert running.settled() == before
    assert running.rows("SELECT count(*) FROM dead_letters")[0][0] == 0


def test_two_decisions_at_once_are_one_after_the_other(running: Way) -> None:
    plays = [each.evolve(verdict=Verdict.HELD) for each in first_look()[:200]]
    running.send(plays)
    running.until("SELECT count(*) FROM play_events", len(plays))
    ids = [each.event_id for each in plays]
    with ThreadPoolExecutor(2) as pool:
        both = [pool.submit(decide, running, ids, verdict) for verdict in (Verdict.ACCEPTED, Verdict.REJECTED)]
        made = [each for decision in both for each in decision.result(60)]
    running.until("SELECT sum(revision) FROM play_events", len(made))
    running.settled()
    last = {each.event_id: each.verdict for each in sorted(made, key=lambda each: each.revision)}
    assert {each.event_id: each.verdict for each in running.plays().values()} == last
    with psycopg.connect(running.database) as connection, pytest.raises(Refused, match="not in the ledger"):
        revise(connection, [event_id("nobody")], Verdict.HELD, by="ana", human=True, decision_id=None, reasons=(),
               now=NOW, codecs=running.codecs)  # fmt: skip
