"""Deciding: once, on what was seen, by those who may, in one transaction with what follows from it."""

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from psycopg import errors

from identity.person import PersonRole
from kernel.clock import KIGALI, system_clock
from kernel.codec import Codecs
from kernel.events.plays import ScoredPlay, Verdict
from kernel.events.sources import SourceType
from kernel.ids import ArtistId
from review import audits, limits
from review.applying import Revisions
from review.database import Db
from tests.integration.review.desk import CASES, Desk, desk, ids

DECISIONS = "/api/v1/review/decisions"


def only_case(by: Any, **filters: Any) -> str:
    (found,) = by.queue(**filters)
    case_id: str = found["case_id"]
    return case_id


def test_an_overturned_hold_reaches_the_ledger_and_is_a_label(desk: Desk) -> None:
    aline = desk.person("Aline")
    desk.source()
    plays = desk.plays(3)
    desk.flag(plays[0])
    made = aline.decide(only_case(aline), "accepted", reason="A shop that repeats its playlist.")
    assert (made["state"], made["plays"], made["stake_rwf"], made["decided_by"]) == ("applied", 3, 1, "Aline")
    assert aline.queue() == [], "at once, though the ledger follows later"
    assert [(each.verdict, each.previous_verdict, each.revision) for each in desk.published()] == [
        (Verdict.ACCEPTED, Verdict.HELD, 1)
    ] * 3
    assert desk.verdicts(plays) == ["accepted"] * 3
    assert aline.queue() == []
    labels = desk.rows("SELECT event_id::text, verdict, previous_verdict FROM review_labels")
    assert sorted(labels) == sorted((each, "accepted", "held") for each in ids(plays))
    assert desk.rows("SELECT DISTINCT human, decision_id::text FROM play_revisions") == [(True, made["decision_id"])]
    detail = aline.get(f"{DECISIONS}/{made['decision_id']}", limit=2)
    assert detail["evidence"]["sources"] == [
        {"source_id": "source-1", "source_type": "phone", "standing": "registered", "reputation": None}
    ]
    rest = aline.get(f"{DECISIONS}/{made['decision_id']}", cursor=detail["next_cursor"])
    kept = {each["event_id"]: each["evidence"] for each in detail["decided_plays"] + rest["decided_plays"]}
    assert set(kept) == set(ids(plays))
    assert kept[plays[0].event_id]["flags"][0]["evidence"] == "One song 60 times in a night."
    history = aline.get(f"/api/v1/review/plays/{plays[0].event_id}/history")
    assert [(each["verdict"], each["made_by"]) for each in history["revisions"]] == [
        ("held", "rules-1"),
        ("accepted", "Aline"),
    ]


def test_what_came_after_the_version_stays_open_and_a_subset_leaves_the_rest(desk: Desk) -> None:
    aline = desk.person("Aline")
    plays = desk.plays(4)
    case = only_case(aline)
    aline.claim(case)
    version = aline.case(case)["version"]
    later = desk.plays(2)
    assert aline.decide(case, "rejected", version=version, event_ids=ids(plays[:1]))["plays"] == 1
    assert aline.decide(case, "accepted", version=version)["plays"] == 3, "those of the version that still wait"
    left = aline.decide(case, "accepted", 409, version=version)
    assert left["type"].endswith("nothing-left")
    assert [each["event_id"] for each in aline.case(case)["page"]] == ids(later)
    assert desk.verdicts([*plays, *later]) == ["rejected"] + ["accepted"] * 3 + ["held"] * 2
    aline.decide(case, "accepted", 422, version=version, event_ids=ids(later))
    aline.decide(case, "accepted", 412, version="0" * 32)


def test_what_changed_since_it_was_seen_is_left_out(desk: Desk) -> None:
    aline = desk.person("Aline")
    plays = desk.plays(2)
    case = only_case(aline)
    aline.claim(case)
    version = aline.case(case)["version"]
    for verdict in (Verdict.ACCEPTED, Verdict.HELD):
        desk.machine(plays[0], verdict)
    assert aline.decide(case, "rejected", version=version)["plays"] == 1, "held again, for another reason"
    assert desk.verdicts(plays) == ["held", "rejected"]
    assert [each["event_id"] for each in aline.case(case)["page"]] == ids(plays[:1])


def test_only_who_holds_the_claim_decides(desk: Desk) -> None:
    aline, bosco = desk.person("Aline"), desk.person("Bosco")
    desk.plays(1)
    case = only_case(aline)
    version = aline.case(case)["version"]
    assert aline.decide(case, "accepted", 409, version=version)["type"].endswith("not-claimed")
    aline.claim(case)
    assert bosco.decide(case, "accepted", 409, version=version)["claimed_by"] == "Aline"
    assert aline.decide(case, "accepted", version=version)["state"] == "applied"


def test_a_request_is_done_once_however_often_it_is_sent(desk: Desk) -> None:
    aline, bosco = desk.person("Aline"), desk.person("Bosco")
    plays = desk.plays(3)
    case = only_case(aline)
    aline.claim(case)
    said = {"version": aline.case(case)["version"], "verdict": "accepted", "reason": "Honest."}
    path = f"{CASES}/{case}/decisions"
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: aline.send(path, said, "key-1"), range(6)))
    assert {each.status_code for each in answers} == {201}
    assert len({each.content for each in answers}) == 1
    assert sum("idempotency-replayed" in each.headers for each in answers) == 5
    assert desk.rows("SELECT count(*) FROM review_decisions") == [(1,)]
    assert desk.verdicts(plays) == ["accepted"] * 3
    assert desk.rows("SELECT max(revision) FROM play_revisions") == [(1,)]
    assert aline.post(path, said | {"reason": "Other."}, 422, "key-1")["type"].endswith("key-reused")
    assert bosco.post(path, said, 409, "key-1")["type"].endswith("not-claimed"), "keys are each person's own"
    answer = desk.client.post(path, json=said, headers=aline.headers())
    assert answer.status_code == 422, "no key"


def test_of_many_at_once_one_claims_and_plays_are_decided_once(desk: Desk) -> None:
    people = [desk.person(name) for name in ("Aline", "Bosco", "Chantal", "Damas")]
    plays = desk.plays(20)
    case = only_case(people[0])
    with ThreadPoolExecutor(4) as pool:
        claims = list(pool.map(lambda who: who.send(f"{CASES}/{case}/claim"), people))
    assert sorted(each.status_code for each in claims) == [200, 409, 409, 409]
    cluster = {"kind": "source", "id": "source-1"}
    version = people[0].get("/api/v1/review/clusters", kind="source", id="source-1")["version"]
    holder = people[[each.status_code for each in claims].index(200)]
    desk.client.delete(f"{CASES}/{case}/claim", headers=holder.headers())
    said = cluster | {"version": version, "verdict": "rejected", "reason": "A farm."}
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda who: who.send("/api/v1/review/clusters/decisions", said), people))
    assert sorted(each.status_code for each in made) == [201, 409, 409, 409]
    assert desk.rows("SELECT count(*), count(DISTINCT event_id) FROM play_revisions") == [(20, 20)]
    assert desk.verdicts(plays) == ["rejected"] * 20


def test_a_whole_source_is_decided_at_once_unless_somebody_works_on_a_part(desk: Desk) -> None:
    aline, bosco = desk.person("Aline"), desk.person("Bosco")
    plays = [*desk.plays(210), *desk.plays(30, artist="artist-2"), *desk.plays(5, artist="artist-3")]
    others = desk.plays(3, source="source-2", artist="artist-2")
    finding = desk.finding(["source-1", "source-2"], "artist-2")
    shown = aline.get("/api/v1/review/clusters", kind="source", id="source-1", limit=10)
    assert (shown["plays"], len(shown["page"])) == (245, 10)
    said = {"kind": "source", "id": "source-1", "version": shown["version"], "verdict": "rejected", "reason": "A farm."}
    bosco.claim(only_case(bosco, kind="finding"))
    refused = aline.post("/api/v1/review/clusters/decisions", said, 409)
    assert refused["claimed_by"] == "Bosco"
    made = bosco.post("/api/v1/review/clusters/decisions", said, 201)
    assert (made["plays"], made["state"], made["kind"]) == (245, "applied", "all-of-source")
    assert desk.verdicts([*plays, *others]) == ["rejected"] * 245 + ["held"] * 3
    rest = aline.get("/api/v1/review/clusters", kind="finding", id=finding)
    assert (rest["plays"], rest["finding"]["kind"]) == (3, "farm")


def test_what_fails_half_way_did_nothing(database: str, tmp_path: Path) -> None:
    """The process dies, or the database refuses, after the revisions and before the commit."""

    class Dies:
        def __init__(self) -> None:
            self.made: Any = None
            self.dies = True

        def __call__(
            self, db: Db, event_ids: Collection[str], verdict: Verdict, by: str, decision_id: UUID, now: datetime
        ) -> list[ScoredPlay]:
            made: list[ScoredPlay] = self.made(db, event_ids, verdict, by, decision_id, now)
            if self.dies:
                db.execute("SELECT pg_terminate_backend(pg_backend_pid())")
            return made

    dies = Dies()
    with desk(database, tmp_path, dies) as there:
        dies.made = Revisions(Codecs(there.ledger.ids))
        aline = there.person("Aline")
        plays = there.plays(3)
        case = only_case(aline)
        aline.claim(case)
        said = {"version": aline.case(case)["version"], "verdict": "accepted", "reason": "Honest."}
        key = str(uuid4())
        answer = aline.send(f"{CASES}/{case}/decisions", said, key)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
        for table in ("review_decisions", "review_decided_plays", "play_revisions", "outbox"):
            assert there.rows(f"SELECT count(*) FROM {table}") == [(0,)]
        assert there.rows("SELECT count(*) FROM idempotent_requests WHERE idempotency_key = %s", key) == [(0,)]
        dies.dies = False
        assert aline.post(f"{CASES}/{case}/decisions", said, 201, key)["state"] == "applied"
        assert there.verdicts(plays) == ["accepted"] * 3


def test_a_large_rejection_takes_two_and_is_not_cut_into_small_ones(desk: Desk) -> None:
    aline, bosco, chantal = (desk.person(name) for name in ("Aline", "Bosco", "Chantal"))
    plays = desk.plays(4, source_type=SourceType.RADIO, source="radio-1", minutes=240)  # 9,600 francs each
    case = only_case(aline)
    shown = aline.case(case)
    assert (shown["stake_rwf"], shown["needs_second_person"]) == (38_400, True)
    assert aline.decide(case, "rejected", event_ids=ids(plays[:1]))["state"] == "applied"
    assert aline.decide(case, "rejected", event_ids=ids(plays[1:2]))["state"] == "applied"
    third = aline.decide(case, "rejected", event_ids=ids(plays[2:3]))
    assert (third["state"], third["stake_rwf"]) == ("proposed", 9_600), "19,200 francs alone before"
    assert desk.verdicts(plays) == ["rejected", "rejected", "held", "held"]
    (proposal,) = bosco.queue(kind="proposal")
    assert bosco.case(proposal["case_id"])["proposal"]["decision_id"] == third["decision_id"]
    assert aline.settle(third["decision_id"], "confirm", 403)["type"].endswith("had-part")
    assert bosco.settle(third["decision_id"], "decline")["state"] == "declined"
    assert bosco.settle(third["decision_id"], "confirm", 409)["type"].endswith("not-proposed")
    desk.client.delete(f"{CASES}/{case}/claim", headers=aline.headers())
    last = chantal.decide(case, "rejected", event_ids=ids(plays[3:]))
    assert last["state"] == "applied", "9,600 francs, and none of hers before"
    again = chantal.decide(case, "rejected")
    assert (again["state"], again["plays"]) == ("proposed", 1), "somebody declined the same"
    for name in (aline, bosco, chantal):
        name.settle(again["decision_id"], "confirm", 403)
    assert desk.person("Damas").settle(again["decision_id"], "confirm")["state"] == "confirmed"
    assert desk.verdicts(plays) == ["rejected"] * 4
    states = [each["state"] for each in aline.get(DECISIONS)["decisions"]]
    assert states == ["confirmed", "applied", "declined", "applied", "applied"]
    assert len(aline.get(DECISIONS, state="declined")["decisions"]) == 1


def test_the_second_person_confirms_what_was_seen_and_nothing_else(desk: Desk) -> None:
    aline, bosco = desk.person("Aline"), desk.person("Bosco")
    plays = desk.plays(3, source_type=SourceType.RADIO, source="radio-1", minutes=240)
    made = aline.decide(only_case(aline), "rejected")
    assert made["state"] == "proposed"
    assert aline.queue(kind="source") == []
    desk.machine(plays[0], Verdict.ACCEPTED)
    with ThreadPoolExecutor(4) as pool:
        answers = list(
            pool.map(lambda _: bosco.send(f"{DECISIONS}/{made['decision_id']}/confirm", {"reason": "Yes."}), range(4))
        )
    assert sorted(each.status_code for each in answers) == [200, 409, 409, 409]
    (confirmed,) = [each.json() for each in answers if each.status_code == 200]
    assert (confirmed["state"], confirmed["confirmed_by"]) == ("confirmed", "Bosco")
    assert confirmed["skipped"] == ids(plays[:1])
    assert desk.verdicts(plays) == ["accepted", "rejected", "rejected"]
    assert desk.rows("SELECT count(*) FROM review_labels") == [(2,)]


def test_nobody_judges_what_is_theirs(desk: Desk) -> None:
    aline, bosco = desk.person("Aline"), desk.person("Bosco", PersonRole.ADMIN)
    desk.execute("INSERT INTO artists (artist_id, name, user_id) VALUES ('artist-1', 'A', %s)", aline.subject)
    desk.plays(1, source_type=SourceType.RADIO, minutes=60 * 24)
    case = only_case(aline)
    assert aline.decide(case, "accepted", 403)["type"].endswith("own-interest")
    desk.client.delete(f"{CASES}/{case}/claim", headers=aline.headers())
    made = bosco.decide(case, "rejected")
    assert aline.settle(made["decision_id"], "confirm", 403)["type"].endswith("own-interest")


def test_what_was_decided_is_never_changed(desk: Desk) -> None:
    aline, bosco = desk.person("Aline"), desk.person("Bosco")
    desk.plays(1, source_type=SourceType.RADIO, minutes=60 * 24)
    made = aline.decide(only_case(aline), "rejected")
    bosco.settle(made["decision_id"], "decline")
    for table in (
        "review_decisions",
        "review_decided_plays",
        "review_confirmations",
        "review_appeals",
        "review_audits",
    ):
        for statement in (f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
            with pytest.raises(errors.RestrictViolation, match="append-only"):
                desk.execute(statement)
    with pytest.raises(errors.RestrictViolation, match="another person"):
        desk.execute(
            "INSERT INTO review_confirmations (decision_id, outcome, reason, confirmed_by, confirmed_at)"
            " SELECT decision_id, 'confirmed', 'x', decided_by, now() FROM review_decisions"
        )


def test_accepted_plays_are_drawn_by_chance_and_judged_too(desk: Desk) -> None:
    aline = desk.person("Aline")
    desk.now = system_clock()
    noon = datetime.combine(desk.now.astimezone(KIGALI).date() - timedelta(days=2), time(12), KIGALI)
    plays = desk.plays(50, Verdict.ACCEPTED, played_at=noon.astimezone(UTC))
    with desk.service.work() as work:
        first = audits.draw(work)
    with desk.service.work() as work:
        assert audits.draw(work) == 0
    drawn = {row[0] for row in desk.rows("SELECT event_id::text FROM review_audits")}
    assert first == len(drawn) == limits.AUDIT_PLAYS
    case = only_case(aline, kind="audit")
    shown = aline.case(case)
    bad = shown["page"][0]["event_id"]
    assert aline.decide(case, "rejected", event_ids=[bad])["state"] == "applied"
    desk.flow()
    before = desk.ledger.rollups()
    good = aline.decide(case, "accepted")
    assert (good["plays"], good["state"]) == (19, "applied")
    assert aline.queue() == []
    desk.flow()
    assert desk.ledger.rollups() == before, "confirming moves no count"
    revisions = "SELECT verdict, previous_verdict, revision, count(*) FROM play_revisions WHERE human GROUP BY 1, 2, 3"
    assert sorted(desk.rows(revisions)) == [("accepted", "accepted", 1, 19), ("rejected", "accepted", 1, 1)]
    desk.machine(next(each for each in plays if each.event_id in drawn - {bad}), Verdict.HELD)
    assert len(desk.rows("SELECT FROM play_revisions")) == 20, "no machine changes what a person confirmed"
    labels = desk.rows("SELECT verdict, previous_verdict, count(*) FROM review_labels GROUP BY 1, 2 ORDER BY 1")
    assert labels == [("accepted", "accepted", 19), ("rejected", "accepted", 1)]
    assert desk.verdicts([each for each in plays if each.event_id == bad]) == ["rejected"]


def test_ids_that_need_care(desk: Desk) -> None:
    aline = desk.person("Aline")
    odd = "téléphone/7 ?&#%"
    desk.plays(1, source=odd, artist=ArtistId("Ü\\1"))
    case = only_case(aline, source=odd)
    assert aline.decide(case, "accepted")["plays"] == 1
