"""The queue and its cases: what belongs together, what comes first, who works on it."""

from datetime import timedelta
from typing import Any

from http_api.shapes import LARGEST_PAGE
from kernel.clock import system_clock
from kernel.events.plays import Verdict
from kernel.events.sources import SourceType
from tests.integration.review.desk import CASES, Desk, ids


def kinds(found: list[dict[str, Any]]) -> list[tuple[str, int, int]]:
    return [(each["kind"], each["plays"], each["stake_rwf"]) for each in found]


def test_held_plays_are_cases_by_finding_or_by_source_and_artist_the_dearest_first(desk: Desk) -> None:
    aline = desk.person("Aline")
    desk.plays(4, minutes=3)
    desk.plays(2, source="source-2", minutes=10)
    desk.plays(3, source="radio-1", source_type=SourceType.RADIO, minutes=1)
    desk.plays(5, source="phone-8", artist="artist-2", minutes=4)
    desk.plays(5, source="phone-9", artist="artist-2", minutes=4)
    desk.plays(7, Verdict.ACCEPTED)
    desk.plays(7, Verdict.REJECTED)
    finding = desk.finding(["phone-8", "phone-9"], "artist-2")
    found = aline.queue()
    assert kinds(found) == [("source", 3, 120), ("finding", 10, 20), ("source", 2, 10), ("source", 4, 6)]
    assert found[1]["some_sources"] == ["phone-8", "phone-9"]
    assert aline.case(found[1]["case_id"])["finding"]["finding_id"] == finding
    assert kinds(aline.queue(source="phone-9")) == [("finding", 10, 20)]
    assert kinds(aline.queue(artist="artist-1", kind="source", limit=1)) == [("source", 3, 120)]


def test_at_equal_stake_the_oldest_comes_first_and_pages_follow_each_other(desk: Desk) -> None:
    aline = desk.person("Aline")
    for number in range(7):
        desk.plays(1, source=f"source-{number}")
    whole = aline.queue()
    paged: list[dict[str, Any]] = []
    query: dict[str, Any] = {"limit": 3}
    while True:
        page = aline.get(CASES, **query)
        paged += page["cases"]
        if page["next_cursor"] is None:
            break
        query["cursor"] = page["next_cursor"]
    assert paged == whole
    assert [each["since"] for each in whole] == sorted(each["since"] for each in whole)
    assert len({each["case_id"] for each in whole}) == 7


def test_a_case_shows_evidence_source_and_a_version_of_its_plays(desk: Desk) -> None:
    aline = desk.person("Aline")
    desk.source()
    desk.execute("INSERT INTO reputations VALUES ('source-1', now(), 12, 1, 0.7, '1')")
    plays = desk.plays(5)
    desk.flag(plays[0])
    (case,) = aline.queue()
    answer = desk.client.get(f"{CASES}/{case['case_id']}", params={"limit": 2}, headers=aline.headers())
    shown = answer.json()
    assert answer.headers["etag"] == f'"{shown["version"]}"'
    assert [each["event_id"] for each in shown["page"]] == ids(plays)[:2]
    (flag,) = shown["page"][0]["flags"]
    assert flag["evidence"] == "One song 60 times in a night."
    assert flag["contributions"][0]["feature"] == "top_song_share"
    (source,) = shown["sources"]
    assert (source["standing"], source["held"], source["reputation"]["good"]) == ("registered", 5, 12)
    desk.plays(1)
    second = aline.case(case["case_id"], limit=2, cursor=shown["next_cursor"])
    assert (second["version"], second["plays"]) == (shown["version"], 5), "the pages are of one version"
    assert [each["event_id"] for each in second["page"]] == ids(plays)[2:4]
    assert aline.case(case["case_id"])["version"] != shown["version"]


def test_a_claim_is_a_lease(desk: Desk) -> None:
    aline, bosco = desk.person("Aline"), desk.person("Bosco")
    desk.plays(1)
    (case,) = aline.queue()
    path = f"{CASES}/{case['case_id']}/claim"
    first = aline.claim(case["case_id"])
    refused = bosco.post(path, status=409)
    assert (refused["claimed_by"], refused["type"]) == ("Aline", "urn:injyana:problem:claimed")
    assert desk.client.delete(path, headers=bosco.headers()).status_code == 409
    assert [len(aline.queue(claimed=who)) for who in ("me", "others", "nobody")] == [1, 0, 0]
    assert [len(bosco.queue(claimed=who)) for who in ("me", "others", "nobody")] == [0, 1, 0]
    desk.now = system_clock() + timedelta(minutes=20)
    assert aline.claim(case["case_id"])["claimed_until"] > first["claimed_until"]
    desk.now += timedelta(minutes=29)
    bosco.post(path, status=409)
    desk.now += timedelta(minutes=2)
    assert bosco.claim(case["case_id"])["claimed_by"] == "Bosco"
    assert desk.client.delete(path, headers=bosco.headers()).status_code == 204
    assert bosco.queue(claimed="nobody")
    assert desk.client.delete(path, headers=bosco.headers()).status_code == 204


def test_what_is_no_case_is_404(desk: Desk) -> None:
    aline = desk.person("Aline")
    for bad in ("nonsense", "finding.eA", "audit.MjAyNi0xMy00MA", "source.YQ", "source.YR9i_", "claim.eA"):
        aline.get(f"{CASES}/{bad}", 404)
    aline.get(CASES, 422, cursor="nonsense")
    aline.get(CASES, 422, limit=LARGEST_PAGE + 1)
    aline.get("/api/v1/review/clusters", 404, kind="source", id="nobody")
