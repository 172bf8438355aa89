"""Rights: whole on every day, whatever is edited; disputes hold the money; history stays."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import errors

from tests.integration.catalogue.desk import Desk

WHOLE = 1_000_000
BEGIN = date(2026, 1, 1)


def holders(desk: Desk, count: int = 2) -> list[str]:
    return [
        desk.admin.post("/rights-holders", {"name": f"Holder {number}", "kind": "person"}, 201)["holder_id"]
        for number in range(count)
    ]


def division(parts: dict[str, int], since: str = "2026-01-01", until: str | None = None) -> dict[str, Any]:
    said = [{"holder_id": holder, "parts_per_million": share} for holder, share in parts.items()]
    return {"since": since, "until": until, "parts": said}


def divide(desk: Desk, song_id: str, said: dict[str, Any], status: int = 200, right: str = "performance") -> Any:
    tag = desk.admin.etag(f"/rights/song/{song_id}")
    return desk.admin.put(f"/rights/song/{song_id}/{right}", said, status, tag)


def on(desk: Desk, song_id: str, day: str, right: str = "performance") -> dict[str, Any]:
    found = desk.admin.get(f"/rights/song/{song_id}?day={day}")["rights"]
    return next(each for each in found if each["right_type"] == right)


def test_a_division_is_whole_and_takes_only_its_days(desk: Desk) -> None:
    song = desk.song().song_id
    one, two = holders(desk)
    assert on(desk, song, "2026-06-01") == {"right_type": "performance", "state": "missing", "parts": []}
    divide(desk, song, division({one: WHOLE}))
    divide(desk, song, division({one: 400_000, two: 600_000}, "2026-03-01", "2026-04-01"))
    shares = {
        day: [(each["holder_id"], each["parts_per_million"]) for each in on(desk, song, day)["parts"]]
        for day in ("2025-12-31", "2026-02-28", "2026-03-01", "2026-03-31", "2026-04-01", "2030-01-01")
    }
    both = [(two, 600_000), (one, 400_000)]
    assert list(shares.values()) == [[], [(one, WHOLE)], both, both, [(one, WHOLE)], [(one, WHOLE)]]
    history = desk.admin.get(f"/rights/song/{song}/history")["divisions"]
    assert len(history) == 4
    assert sum(each["withdrawn_at"] is not None for each in history) == 1


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (lambda said: said["parts"][0].update(parts_per_million=999_999), "not-whole"),
        (lambda said: said["parts"].append(said["parts"][0]), "holder-twice"),
        (lambda said: said["parts"][0].update(holder_id=str(uuid4())), "no-such-holder"),
        (lambda said: said.update(until="2026-01-01"), "bad-days"),
        (lambda said: said["parts"][0].update(parts_per_million=0), "bad-request"),
        (lambda said: said.update(parts=[]), "bad-request"),
        (lambda said: said.update(made_by="somebody"), "bad-request"),
    ],
)
def test_what_is_not_whole_is_refused(desk: Desk, change: Any, kind: str) -> None:
    song, (one, _) = desk.song().song_id, holders(desk)
    said = division({one: WHOLE})
    change(said)
    assert divide(desk, song, said, 422)["type"] == f"urn:injyana:problem:{kind}"
    assert desk.rows("SELECT FROM rights_splits") == []


def test_works_have_their_rights_and_songs_show_them(desk: Desk) -> None:
    song, (one, _) = desk.song(), holders(desk)
    work = desk.admin.post("/works", {"title": "Naremeye", "iswc": "T-034.524.680-1"}, 201)
    desk.admin.post("/works", {"title": "Wrong", "iswc": "T-034.524.680-2"}, 422)
    desk.admin.post("/works", {"title": "Same", "iswc": "T0345246801"}, 409)
    said = {"title": song.title, "artist_id": song.artist_id, "work_id": work["work_id"]}
    desk.admin.put(f"/songs/{song.song_id}", said)
    tag = desk.admin.etag(f"/rights/work/{work['work_id']}")
    desk.admin.put(f"/rights/work/{work['work_id']}/composition", division({one: WHOLE}), 200, tag)
    assert on(desk, song.song_id, "2026-02-01", "composition")["state"] == "clear"
    desk.admin.put(f"/rights/work/{work['work_id']}/producer", division({one: WHOLE}), 422, tag)
    [right] = desk.admin.get(f"/rights/work/{work['work_id']}?day=2026-02-01")["rights"]
    assert right["right_type"] == "composition"
    assert desk.admin.get("/works?iswc=T0345246801")["works"][0]["songs"] == 1


def test_whoever_did_not_see_the_last_division_changes_nothing(desk: Desk) -> None:
    song, (one, two) = desk.song().song_id, holders(desk)
    tag = desk.admin.etag(f"/rights/song/{song}")
    desk.admin.put(f"/rights/song/{song}/performance", division({one: WHOLE}), 200, tag)
    desk.admin.put(f"/rights/song/{song}/performance", division({two: WHOLE}), 412, tag)
    assert on(desk, song, "2026-02-01")["parts"][0]["holder_id"] == one


def test_a_dispute_holds_until_it_is_closed(desk: Desk) -> None:
    ben, other = desk.artist("The Ben"), desk.artist("Meddy")
    [song] = ben.get("/songs")["songs"]
    [one] = holders(desk, 1)
    divide(desk, song["song_id"], division({one: WHOLE}))
    divide(desk, song["song_id"], division({one: WHOLE}), right="producer")
    said = {"kind": "song", "id": song["song_id"], "right_type": "performance", "reason": "I sang it."}
    made = other.post("/disputes", said, 201)
    other.post("/disputes", said, 409)
    other.post("/disputes", said | {"id": str(uuid4())}, 404)
    other.post("/disputes", said | {"right_type": "composition"}, 422)
    assert on(desk, song["song_id"], "2026-02-01")["state"] == "disputed"
    assert on(desk, song["song_id"], "2026-02-01", "producer")["state"] == "clear"
    assert [(each["mine"], each["state"]) for each in ben.get("/disputes")["disputes"]] == [(False, "open")]
    assert desk.artist("Third").get("/disputes")["disputes"] == []
    ben.post(f"/disputes/{made['dispute_id']}/withdraw", None, 404)
    ben.post(f"/disputes/{made['dispute_id']}/settle", {"resolution": "Mine."}, 403)
    desk.admin.post(f"/disputes/{made['dispute_id']}/settle", {"resolution": "The contract says so."}, 200)
    assert on(desk, song["song_id"], "2026-02-01")["state"] == "clear"
    other.post(f"/disputes/{made['dispute_id']}/withdraw", None, 409)
    [told] = other.get("/disputes?state=settled")["disputes"]
    assert told["resolution"] == "The contract says so."
    again = other.post("/disputes", said, 201)
    assert other.post(f"/disputes/{again['dispute_id']}/withdraw", None, 200)["state"] == "withdrawn"


def test_artists_see_the_rights_of_their_own_songs_alone(desk: Desk) -> None:
    ben, other = desk.artist("The Ben"), desk.artist("Meddy")
    [song] = ben.get("/songs")["songs"]
    assert len(ben.get(f"/rights/song/{song['song_id']}")["rights"]) == 3
    other.get(f"/rights/song/{song['song_id']}", 404)
    other.get(f"/rights/song/{song['song_id']}/history", 404)
    ben.put(f"/rights/song/{song['song_id']}/performance", division({str(uuid4()): WHOLE}), 403, '"1"')
    holder = {"name": "Ben", "kind": "person", "user_id": ben.subject, "ipi": "00014107338", "isni": "0000000121032683"}
    made = desk.admin.post("/rights-holders", holder, 201)
    assert [each["holder_id"] for each in ben.get("/rights-holders")["holders"]] == [made["holder_id"]]
    other.get(f"/rights-holders/{made['holder_id']}", 404)
    desk.admin.post("/rights-holders", holder | {"isni": None}, 409)
    desk.admin.post("/rights-holders", holder | {"ipi": "00014107339"}, 422)


def test_the_rights_of_a_removed_song_stay(desk: Desk) -> None:
    song, [one] = desk.song(), holders(desk, 1)
    divide(desk, song.song_id, division({one: WHOLE}))
    path = f"/songs/{song.song_id}"
    assert desk.admin.send("DELETE", path, If_Match=desk.admin.etag(path)).status_code == 204
    desk.admin.get(path, 404)
    assert on(desk, song.song_id, "2026-02-01")["state"] == "clear"
    assert desk.published()[-1] == (song.song_id, None)


def test_the_database_itself_refuses_what_is_not_whole_or_changed(desk: Desk) -> None:
    song, (one, two) = desk.song().song_id, holders(desk)
    divide(desk, song, division({one: WHOLE}))
    put = "INSERT INTO rights_splits (split_id, song_id, right_type, valid, made_by) VALUES (%s, %s, %s, %s, 'x')"
    part = "INSERT INTO rights_parts (split_id, holder_id, parts_per_million) VALUES (%s, %s, %s)"
    with psycopg.connect(desk.database) as db:
        [(split,)] = db.execute("SELECT split_id FROM rights_splits").fetchall()
        db.commit()
        for refused, statement, values in (
            (errors.CheckViolation, part, (split, two, 1)),
            (errors.CheckViolation, put, (uuid4(), song, "producer", "[2026-01-01,)")),
            (errors.ExclusionViolation, put, (uuid4(), song, "performance", "[2027-01-01,2027-02-01)")),
            (errors.RestrictViolation, "DELETE FROM rights_parts", ()),
            (errors.RestrictViolation, "UPDATE rights_parts SET parts_per_million = 1", ()),
            (errors.RestrictViolation, "UPDATE rights_splits SET valid = '[2026-01-02,)'", ()),
            (errors.RestrictViolation, "DELETE FROM rights_splits", ()),
        ):
            with pytest.raises(refused), db.transaction():
                db.execute(statement, values)


def test_of_edits_at_once_each_is_whole_or_refused(desk: Desk) -> None:
    song, (one, two) = desk.song().song_id, holders(desk)
    path = f"/rights/song/{song}"
    divide(desk, song, division({one: WHOLE}))
    tag = desk.admin.etag(path)

    def edit(number: int, etag: str | None) -> int:
        said = division({one: WHOLE - number, two: number}, str(BEGIN + timedelta(number)), None)
        return desk.admin.send("PUT", f"{path}/performance", said, If_Match=etag or desk.admin.etag(path)).status_code

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(lambda number: edit(number, tag), range(1, 9))) == [200] + [412] * 7
        again = list(pool.map(lambda number: edit(number, None), range(11, 31)))
    assert set(again) <= {200, 412}
    assert 200 in again
    found = desk.rows(
        "SELECT d, sum(parts_per_million) FROM generate_series(date '2026-01-01', date '2026-03-01', '1 day') AS d,"
        " rights_on(%s, NULL, d::date) WHERE right_type = 'performance' GROUP BY d",
        song,
    )
    assert len(found) == 60
    assert {whole for _, whole in found} == {WHOLE}


days = st.integers(0, 20)
edits = st.lists(
    st.tuples(days, st.one_of(st.none(), st.integers(1, 20)), st.integers(0, 1), st.integers(1, WHOLE - 1)),
    min_size=1,
    max_size=8,
)


@pytest.fixture
def edited(desk: Desk) -> tuple[Desk, list[str]]:
    return desk, holders(desk)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(edits=edits)
def test_random_edits_leave_every_day_whole_and_as_the_last_edit_said(
    edited: tuple[Desk, list[str]], edits: list[tuple[int, int | None, int, int]]
) -> None:
    desk, (one, two) = edited
    song = desk.song(str(uuid4())).song_id
    wanted: dict[int, dict[str, int]] = {}
    for since, length, right, share in edits:
        until = None if length is None else BEGIN + timedelta(since + length)
        parts = {one: share, two: WHOLE - share}
        said = division(parts, str(BEGIN + timedelta(since)), None if until is None else str(until))
        divide(desk, song, said, right=("performance", "producer")[right])
        if right == 0:
            wanted |= dict.fromkeys(range(since, 50 if length is None else since + length), parts)
    found = desk.rows(
        "SELECT d::date - %s::date, holder_id::text, parts_per_million, right_type"
        " FROM generate_series(%s::date, %s::date, '1 day') AS d, rights_on(%s, NULL, d::date)"
        " WHERE parts_per_million IS NOT NULL",
        BEGIN,
        BEGIN,
        BEGIN + timedelta(49),
        song,
    )
    sums: dict[tuple[int, str], int] = {}
    shown: dict[int, dict[str, int]] = {}
    for day, holder, share, right_type in found:
        sums[day, right_type] = sums.get((day, right_type), 0) + share
        if right_type == "performance":
            shown.setdefault(day, {})[holder] = share
    assert set(sums.values()) <= {WHOLE}
    assert shown == wanted
