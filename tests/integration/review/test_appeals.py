"""Appeals: by whom they may be made, by whom they are decided, and what everybody is shown."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from identity.person import PersonRole, PersonStanding
from kernel.clock import system_clock
from kernel.events.plays import Verdict
from kernel.events.sources import SourceType
from review import limits
from tests.integration.review.desk import CASES, Desk, Person, ids
from tests.integration.review.test_decisions import only_case

APPEALS = "/api/v1/appeals"


@pytest.fixture
def people(desk: Desk) -> list[Person]:
    return [desk.person(name) for name in ("Aline", "Bosco", "Chantal", "Damas")]


def test_an_artist_appeals_two_others_decide_and_the_money_is_released(desk: Desk, people: list[Person]) -> None:
    aline, bosco, chantal, damas = people
    artist = desk.artist()
    mine = desk.plays(2, Verdict.REJECTED)
    dear = desk.plays(5, source="radio-1", source_type=SourceType.RADIO, artist="artist-2", minutes=200)
    desk.flag(mine[0])
    (newest, _) = artist.get(f"{APPEALS}/plays")["plays"]
    assert (newest["event_id"], newest["verdict"], newest["appeal"]) == (mine[1].event_id, "rejected", "possible")
    made = artist.appeal(mine, words="It was my concert.")
    assert (made["state"], made["waiting"], made["appellant_id"]) == ("open", 2, "artist-1")
    assert [each["kind"] for each in aline.queue()] == ["appeal", "source"], f"before {len(dear)} plays worth more"
    case = only_case(aline, kind="appeal")
    shown = aline.case(case)
    assert (shown["appeal"]["words"], shown["needs_second_person"]) == ("It was my concert.", True)
    proposed = aline.decide(case, "accepted")
    assert proposed["state"] == "proposed"
    assert desk.verdicts(mine) == ["rejected"] * 2
    aline.settle(proposed["decision_id"], "confirm", 403)
    assert bosco.settle(proposed["decision_id"], "confirm")["state"] == "confirmed"
    assert desk.verdicts(mine) == ["accepted"] * 2
    told = artist.get(f"{APPEALS}/{made['appeal_id']}")
    assert (told["state"], told["waiting"]) == ("decided", 0)
    assert [(each["verdict"], each["reason"], each["plays"]) for each in told["decisions"]] == [
        ("accepted", "I looked at it.", 2)
    ]
    assert {each["verdict"] for each in told["appealed_plays"]} == {"accepted"}
    history = artist.get(f"/api/v1/review/plays/{mine[0].event_id}/history")
    assert [each["verdict"] for each in history["revisions"]] == ["rejected", "accepted"]
    assert history["flags"][0]["evidence"] == "One song 60 times in a night."
    assert history["flags"][0]["contributions"] == []
    text = str(history) + str(told)
    assert not any(name in text for name in ("Aline", "Bosco", aline.subject, bosco.subject))
    assert chantal.get(f"{APPEALS}/{made['appeal_id']}")["words"] == "It was my concert."
    assert damas.get(APPEALS)["appeals"][0]["state"] == "decided"
    assert artist.post(APPEALS, {"event_ids": ids(mine), "words": "More!"}, 409)["type"].endswith("appeal-decided")


def test_who_had_a_part_before_has_none_in_the_appeal(desk: Desk, people: list[Person]) -> None:
    aline, bosco, chantal, damas = people
    source = desk.source()
    plays = desk.plays(2)
    aline.decide(only_case(aline), "rejected")
    made = source.appeal(plays)
    assert made["appellant"] == "source"
    case = only_case(aline, kind="appeal")
    assert aline.decide(case, "accepted", 403)["type"].endswith("had-part")
    desk.client.delete(f"{CASES}/{case}/claim", headers=aline.headers())
    proposed = bosco.decide(case, "rejected")
    assert proposed["state"] == "proposed"
    for who in (aline, bosco):
        assert who.settle(proposed["decision_id"], "decline", 403)["type"].endswith("had-part")
    assert chantal.settle(proposed["decision_id"], "decline")["state"] == "declined"
    assert only_case(damas, kind="appeal") == case, "it waits again"
    again = damas.decide(case, "accepted")
    for who in (aline, bosco, chantal, damas):
        who.settle(again["decision_id"], "confirm", 403)
    eric = desk.person("Eric", PersonRole.ADMIN)
    assert eric.settle(again["decision_id"], "confirm")["state"] == "confirmed"
    assert desk.verdicts(plays) == ["accepted"] * 2
    assert source.get(f"{APPEALS}/{made['appeal_id']}")["state"] == "decided"


def test_an_appeal_is_decided_play_by_play_and_upheld_rejections_are_labels(desk: Desk, people: list[Person]) -> None:
    aline, bosco, *_ = people
    artist = desk.artist()
    plays = desk.plays(3, Verdict.REJECTED)
    made = artist.appeal(plays)
    case = only_case(aline, kind="appeal")
    some = aline.decide(case, "accepted", event_ids=ids(plays[:1]))
    rest = aline.decide(case, "rejected")
    assert (some["plays"], rest["plays"]) == (1, 2)
    bosco.settle(rest["decision_id"], "confirm")
    told = artist.get(f"{APPEALS}/{made['appeal_id']}")
    assert (told["state"], told["waiting"]) == ("open", 1)
    bosco.settle(some["decision_id"], "confirm")
    assert artist.get(f"{APPEALS}/{made['appeal_id']}")["state"] == "decided"
    assert desk.verdicts(plays) == ["accepted", "rejected", "rejected"]
    assert sorted(desk.rows("SELECT verdict, previous_verdict FROM review_labels")) == [
        ("accepted", "rejected"),
        ("rejected", "rejected"),
        ("rejected", "rejected"),
    ]


def test_what_cannot_be_appealed(desk: Desk, people: list[Person]) -> None:
    aline, *_ = people
    artist, source, other = desk.artist(), desk.source(), desk.source("source-2")
    held, accepted = desk.plays(3), desk.plays(1, Verdict.ACCEPTED)
    theirs = desk.plays(1, source="source-2", artist="artist-2")
    for plays, status, kind in (
        (accepted, 409, "not-appealable"),
        (theirs, 404, "no-such-play"),
        ([held[0], *theirs], 404, "no-such-play"),
    ):
        assert artist.appeal(plays, status)["type"].endswith(kind)
    assert desk.rows("SELECT count(*) FROM review_appeals") == [(0,)]
    for words in ("", " \n ", "x" * (limits.REASON_CHARS + 1), "\x00"):
        artist.appeal(held, 422, words)
    with ThreadPoolExecutor(4) as pool:
        said = {"event_ids": ids(held), "words": "It was me."}
        answers = list(pool.map(lambda who: who.send(APPEALS, said), [artist, source, artist, source]))
    assert sorted(each.status_code for each in answers) == [201, 409, 409, 409]
    assert desk.rows("SELECT count(*) FROM review_appeals") == [(1,)]
    (made,) = [each.json() for each in answers if each.status_code == 201]
    assert other.get(f"{APPEALS}/{made['appeal_id']}", 404)["type"].endswith("no-such-appeal")
    assert other.get(f"/api/v1/review/plays/{held[0].event_id}/history", 404)
    assert other.get(APPEALS)["appeals"] == []
    assert len(other.get(f"{APPEALS}/plays")["plays"]) == 1
    assert aline.queue(kind="source", source="source-1") == [], "what is appealed waits there alone"


def test_an_artist_that_was_merged_sees_its_appeals_and_plays_under_the_new_id(desk: Desk) -> None:
    artist = desk.artist("bin")
    plays = desk.plays(2, artist="bin")
    made = artist.appeal(plays[:1])
    desk.execute("INSERT INTO artists (artist_id, name) VALUES ('ben', 'The Ben')")
    desk.execute("UPDATE artists SET merged_into = 'ben', user_id = NULL WHERE artist_id = 'bin'")
    desk.execute("UPDATE artists SET user_id = %s WHERE artist_id = 'ben'", artist.subject)
    assert artist.get(f"{APPEALS}/{made['appeal_id']}")["appellant_id"] == "bin"
    assert [each["appeal_id"] for each in artist.get(APPEALS)["appeals"]] == [made["appeal_id"]]
    own = {each["event_id"]: each["appeal"] for each in artist.get(f"{APPEALS}/plays")["plays"]}
    assert own == {plays[0].event_id: "open", plays[1].event_id: "possible"}
    history = artist.get(f"/api/v1/review/plays/{plays[0].event_id}/history")
    assert [each["appeal_id"] for each in history["appeals"]] == [made["appeal_id"]]
    assert artist.appeal(plays[1:])["appellant_id"] == "ben"
    other = desk.source("bin")
    other.get(f"{APPEALS}/{made['appeal_id']}", 404)
    assert other.get(APPEALS)["appeals"] == []


def test_an_appellant_may_appeal_so_often_a_day(desk: Desk) -> None:
    source = desk.source()
    plays = desk.plays(limits.APPEALS_A_DAY + 1)
    desk.now = system_clock()
    for each in plays[:-1]:
        source.appeal([each])
    answer = source.send(APPEALS, {"event_ids": ids(plays[-1:]), "words": "Again."})
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "86400")
    desk.now += timedelta(hours=24, seconds=1)
    source.appeal(plays[-1:])
    page = source.get(APPEALS, limit=15)
    rest = source.get(APPEALS, limit=15, cursor=page["next_cursor"])
    assert (len(page["appeals"]), len(rest["appeals"]), rest["next_cursor"]) == (15, 6, None)


def test_standing_counts_at_once(desk: Desk, people: list[Person]) -> None:
    aline, *_ = people
    assert aline.queue() == []
    desk.stand("Aline", PersonStanding.SUSPENDED)
    assert "suspended" in aline.get(CASES, 403)["detail"]
    desk.stand("Aline", PersonStanding.ACTIVE)
    assert aline.queue() == []
    source = desk.source(standing="suspended")
    plays: list[Any] = desk.plays(1)
    assert source.appeal(plays)["state"] == "open", "it may have been suspended for just this"
    assert "revoked" in desk.source(standing="revoked").get(f"{APPEALS}/plays", 403)["detail"]
