"""A long random stream, cut at random, shown twice at random: the ledger equals the model in plain Python."""

import random
from datetime import timedelta

from kernel.events.plays import ScoredPlay, Verdict
from kernel.events.sources import SourceType
from tests.integration.timescale.ledger import MEASURES, Ledger, Model, moment, play

RECOUNT = f"""
    SELECT dimension, id, period, start, {", ".join(MEASURES)} FROM (
        SELECT d.dimension, d.id, w.period, date_trunc(w.period, played_at, 'Africa/Kigali') AS start,
               count(*) FILTER (WHERE verdict = 'accepted') AS accepted_plays,
               coalesce(sum(duration_ms) FILTER (WHERE verdict = 'accepted'), 0) AS accepted_ms,
               count(*) FILTER (WHERE verdict = 'held') AS held_plays,
               coalesce(sum(duration_ms) FILTER (WHERE verdict = 'held'), 0) AS held_ms,
               count(*) FILTER (WHERE verdict = 'rejected') AS rejected_plays,
               coalesce(sum(duration_ms) FILTER (WHERE verdict = 'rejected'), 0) AS rejected_ms
        FROM play_events, (VALUES ('hour'), ('day')) AS w (period), LATERAL (VALUES
            ('song', song_id), ('artist', artist_id), ('source_type', source_type), ('country', 'RW'),
            ('station', station_id), ('venue', venue_id), ('district', district)) AS d (dimension, id)
        WHERE d.id IS NOT NULL AND verdict <> 'duplicate'
        GROUP BY 1, 2, 3, 4
    ) AS counted
"""


def stream(seed: int, length: int) -> list[ScoredPlay]:
    """Plays with repeats, revisions, duplicates and conflicts, each in an order that plays.scored could have."""
    rng = random.Random(seed)
    newest: dict[int, ScoredPlay] = {}
    found: list[ScoredPlay] = []
    for number in range(length):
        chance = rng.random()
        old = newest[rng.choice(list(newest))] if newest else None
        if old is not None and chance < 0.15:
            found.append(old)
        elif old is not None and chance < 0.35:
            verdict = rng.choice(list(Verdict))
            old = old.evolve(verdict=verdict, previous_verdict=old.verdict, revision=old.revision + 1)
            newest[old.origin.offset] = old
            found.append(old)
        elif old is not None and chance < 0.38:
            found.append(old.evolve(content_hash=old.content_hash ^ 1))
        else:
            found.append(made := _new(rng, number))
            if made.verdict is not Verdict.DUPLICATE:
                newest[number] = made
    return found


def _new(rng: random.Random, number: int) -> ScoredPlay:
    at = moment(29).replace(minute=0, second=0, microsecond=0) + timedelta(minutes=rng.randrange(29 * 24 * 60))
    base = play(number, played_at=at, duration_ms=rng.randrange(1000, 200_000), verdict=rng.choice(list(Verdict)))
    return base.evolve(
        origin=base.origin.evolve(offset=number),
        song_id=f"song-{rng.randrange(5)}",
        artist_id=f"artist-{rng.randrange(3)}",
        source_type=rng.choice(list(SourceType)),
        station_id=rng.choice([None, "radio-1"]),
        venue_id=rng.choice([None, "", "bar-1", "bar-2"]),
        district=rng.choice([None, "Gasabo", "Huye"]),
    )


def test_rollups_equal_a_recount_and_the_model(ledger: Ledger) -> None:
    plays = stream(seed=7, length=1500)
    model = Model()
    for each in plays:
        model.see(each)
    rng = random.Random(11)
    while plays:
        size = rng.choice([1, 3, 40, 200])
        batch = ledger.write(*plays[:size])
        plays = plays[size:]
        if rng.random() < 0.2:
            ledger.sink.write(batch)
        if rng.random() < 0.2:
            ledger.rewind(batch)
            ledger.sink.position(batch.topic, batch.partition)
            ledger.sink.write(batch)
    assert ledger.rollups() == model.rollups()
    assert {row[:4]: tuple(map(int, row[4:])) for row in ledger.rows(RECOUNT)} == model.rollups()
