"""Whatever order reviewers act in, on the real tables: nobody does both parts, and nothing is applied twice."""

from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from kernel.events.plays import ScoredPlay, Verdict
from kernel.events.sources import SourceType
from tests.integration.review.desk import CASES, Desk, Person, desk, ids

REVIEWERS = ("Aline", "Bosco", "Chantal")
BOTH_PARTS = """
    SELECT count(*) FROM review_decisions d JOIN review_confirmations c USING (decision_id)
    WHERE d.decided_by = c.confirmed_by
"""
TWICE = """
    SELECT count(*) FROM (
        SELECT FROM play_revisions GROUP BY event_id, decision_id HAVING count(*) > 1
    ) x
"""
TOO_EARLY = """
    SELECT count(*) FROM play_revisions r JOIN review_decisions d USING (decision_id)
    LEFT JOIN review_confirmations c USING (decision_id)
    WHERE d.second_person AND c.outcome IS DISTINCT FROM 'confirmed'
"""
UPHELD_BY_ONE_WHO_KNEW = """
    SELECT count(*) FROM review_decisions a JOIN review_decided_plays p USING (decision_id)
    LEFT JOIN review_confirmations ac USING (decision_id)
    JOIN review_decided_plays q ON q.event_id = p.event_id AND q.decision_id <> p.decision_id
    JOIN review_decisions b ON b.decision_id = q.decision_id AND b.decided_at < a.decided_at
    LEFT JOIN review_confirmations bc ON bc.decision_id = b.decision_id
    WHERE a.appeal_id IS NOT NULL
      AND (a.decided_by IN (b.decided_by, bc.confirmed_by) OR ac.confirmed_by IN (b.decided_by, bc.confirmed_by))
"""
NUMBERED = """
    SELECT count(*) FROM (
        SELECT revision - row_number() OVER (PARTITION BY event_id ORDER BY revision) AS gap FROM play_revisions
    ) x WHERE gap <> 0
"""
AS_TOLD = (200, 201, 403, 404, 409, 412)


class Reviewing(RuleBasedStateMachine):
    """Three reviewers, an artist and a source on some plays of one source."""

    desk: Desk
    plays: list[ScoredPlay]
    round = 0

    @initialize(dear=st.booleans(), verdict=st.sampled_from([Verdict.HELD, Verdict.REJECTED]))
    def begin(self, dear: bool, verdict: Verdict) -> None:
        type(self).round += 1
        name = f"source-{self.round}"
        self.artist = self.desk.artist()
        self.people = [self.desk.person(each) for each in REVIEWERS]
        self.owner = self.desk.source(name)
        kind = SourceType.RADIO if dear else SourceType.PHONE
        self.name = name
        self.plays = self.desk.plays(2, verdict, source=name, source_type=kind, minutes=240)

    @rule(who=st.sampled_from(range(3)), verdict=st.sampled_from(["accepted", "rejected"]), some=st.booleans())
    def decide(self, who: int, verdict: str, some: bool) -> None:
        by = self.people[who]
        for case in by.queue(source=self.name):
            if case["kind"] == "proposal":
                continue
            claimed = by.send(f"{CASES}/{case['case_id']}/claim")
            assert claimed.status_code in AS_TOLD, claimed.text
            shown = by.case(case["case_id"])
            said: dict[str, Any] = {"version": shown["version"], "verdict": verdict, "reason": "I looked."}
            if some:
                said["event_ids"] = [shown["page"][0]["event_id"]]
            answer = by.send(f"{CASES}/{case['case_id']}/decisions", said)
            assert answer.status_code in AS_TOLD, answer.text
            self.desk.client.delete(f"{CASES}/{case['case_id']}/claim", headers=by.headers())

    @rule(who=st.sampled_from(range(3)), how=st.sampled_from(["confirm", "confirm", "decline"]))
    def settle(self, who: int, how: str) -> None:
        by = self.people[who]
        for each in by.get("/api/v1/review/decisions", limit=10)["decisions"]:
            answer = by.send(f"/api/v1/review/decisions/{each['decision_id']}/{how}", {"reason": "I looked too."})
            assert answer.status_code in AS_TOLD, answer.text

    @rule(artist=st.booleans(), some=st.booleans())
    def appeal(self, artist: bool, some: bool) -> None:
        by: Person = self.artist if artist else self.owner
        said = {"event_ids": ids(self.plays[:1] if some else self.plays), "words": "It was me."}
        answer = by.send("/api/v1/appeals", said)
        assert answer.status_code in (*AS_TOLD, 429), answer.text

    @rule()
    def the_ledger_follows(self) -> None:
        self.desk.flow()

    @invariant()
    def all_is_in_order(self) -> None:
        for query in (BOTH_PARTS, TWICE, TOO_EARLY, UPHELD_BY_ONE_WHO_KNEW, NUMBERED):
            assert self.desk.rows(query) == [(0,)], query

    def teardown(self) -> None:
        if hasattr(self, "plays"):
            last = dict(self.desk.rows("SELECT DISTINCT ON (event_id) event_id::text, verdict FROM play_revisions"
                                       " ORDER BY event_id, revision DESC"))  # fmt: skip
            expected = [last.get(each.event_id, each.verdict) for each in self.plays]
            assert self.desk.verdicts(self.plays) == expected


def test_no_order_of_actions_breaks_the_rules(database: str, tmp_path: Path) -> None:
    with desk(database, tmp_path) as made:
        machine = type("Reviewing", (Reviewing,), {"desk": made})
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=12,
                stateful_step_count=15,
                deadline=None,
                database=None,
                derandomize=True,
                suppress_health_check=list(HealthCheck),
            ),
        )
        settled = made.rows("SELECT outcome, count(*) FROM review_confirmations GROUP BY 1 ORDER BY 1")
        assert [outcome for outcome, _ in settled] == ["confirmed", "declined"], "the machine got that far"
