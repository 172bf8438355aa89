"""Dead letters of a running pipeline: what becomes of them counts once, whatever is done to them how often."""

import json
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from injyana.local.settings import LocalSettings
from kernel.events.plays import Verdict
from tests.integration.dead_letters.way import MENDED, Way, way
from tests.integration.timescale.ledger import play

WAITING = "SELECT count(*) FROM dead_letters WHERE state = 'waiting'"
PLAYS = "SELECT count(*) FROM play_events"
COUNTED = (
    "SELECT accepted_plays + held_plays + rejected_plays FROM play_rollups WHERE dimension = 'song' AND period = 'hour'"
)


@pytest.fixture
def running(stack: LocalSettings, database: str, tmp_path: Path) -> Iterator[Way]:
    with way(stack, database, tmp_path) as made:
        yield made


@pytest.mark.timeout(300)
def test_letters_are_replayed_refused_again_edited_and_counted_once(running: Way) -> None:
    running.register()
    running.start()
    mended, twice, hopeless = (str(uuid4()) for _ in range(3))
    for event_id in (mended, twice, twice, hopeless):
        running.damaged(event_id)
    running.until(WAITING, 4)
    assert running.fates(mended, twice, hopeless) == {mended: ["dead"], twice: ["dead"], hopeless: ["dead"]}
    first = running.letters("--event", mended)[0]["letter"]

    # Replayed as it is, it is refused again: a new letter that names the old one.
    assert "--apply" in running.dlq("replay", first)
    running.dlq("replay", first, "--apply")
    running.until("SELECT count(*) FROM dead_letters WHERE attempts = 2", 1)
    (again,) = running.letters("--event", mended, "--state", "waiting")
    assert (again["replay_of"], again["attempts"]) == (first, 2)
    assert running.fates(mended) == {mended: ["dead"]}
    assert json.loads(running.dlq("show", first, "--json"))["refused_again"] == [again["letter"]]

    # Edited and replayed, it is a play; the relay dies meanwhile, and the command is given twice.
    running.dlq("edit", again["letter"], *MENDED, "--apply", "--by", "Aline", "--reason", "heard by a person")
    running.kill("relay")
    running.dlq("replay", again["letter"], "--apply")
    assert "replayed already" in running.dlq("replay", again["letter"], "--apply")
    running.until(PLAYS, 1)

    # Of two letters of one id one becomes the play; the other waits beside it, and is its duplicate once replayed.
    one, other = (each["letter"] for each in running.letters("--event", twice))
    for each in (one, other):
        running.dlq("edit", each, *MENDED, "--apply")
    running.dlq("replay", one, "--apply")
    running.until(PLAYS, 2)
    assert running.fates(twice) == {twice: ["play"]}
    running.dlq("replay", other, "--apply")

    running.dlq("drop", "--event", hopeless, "--apply", "--reason", "noise")
    running.all_in_the_ledger(3)
    running.settled()
    assert running.rows(f"SELECT sum(counted) FROM ({COUNTED}) AS of_song (counted)") == [(2,)]
    assert running.fates(mended, twice, hopeless) == {mended: ["play"], twice: ["play"], hopeless: ["dead"]}
    assert running.rows(WAITING) == [(0,)]
    assert running.rows(
        "SELECT count(*) FROM play_events p JOIN dead_letters d USING (event_id)"
        " WHERE d.headers::text LIKE '%' || p.trace_id || '%' AND d.attempts = 2"
    ) == [(1,)]


def test_a_replay_for_one_reader_is_not_counted_by_the_others(running: Way) -> None:
    """A revision that came too early: the ledger refused it, the totals took it. The replay is for the ledger alone."""
    running.start("relay", "aggregation", "timescale-sink")
    heard = play("one")
    held = heard.evolve(
        revision=1, previous_verdict=Verdict.ACCEPTED, verdict=Verdict.HELD, revised_at=heard.received_at
    )
    released = held.evolve(revision=2, previous_verdict=Verdict.HELD, verdict=Verdict.ACCEPTED)
    running.score(heard, released)
    running.until(WAITING, 1)
    (letter,) = running.letters()
    assert letter["message"].endswith("revision 2 came before the one that it revises")
    running.score(held)
    running.until("SELECT revision FROM event_ledger", 1)
    running.dlq("replay", letter["letter"], "--apply")
    running.until("SELECT revision FROM event_ledger", 2)
    running.all_in_the_ledger(4)
    running.settled()
    assert running.rows("SELECT verdict FROM play_events") == [("accepted",)]
    assert running.fates(heard.event_id) == {heard.event_id: ["play"]}
