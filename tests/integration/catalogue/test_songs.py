"""Songs, venues and stations: owners, concurrent edits, hostile text, addresses that lead inside."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest

from tests.integration.catalogue.desk import Desk

NASTY = (
    "'; DROP TABLE songs; --",
    '" OR 1=1 --',
    "%(own)s %s {} ${jndi:ldap://x}",
    "<script>alert(1)</script>",
    "Ñandú \u202e\u0301 🎵 '' \\",
)
VENUE = {
    "name": "Inyange Bar",
    "kind": "bar",
    "district": "Gasabo",
    "sector": "Remera",
    "street": "KG 11 Ave",
    "place": {"lat": -1.95, "lon": 30.11},
    "capacity": 120,
    "hours": [{"weekday": 5, "opens": "17:00", "closes": "02:00"}, {"weekday": 6, "opens": "12:00", "closes": "23:00"}],
}
STATION = {
    "name": "Radio Imirasire",
    "kind": "radio",
    "frequency_mhz": 101.9,
    "streams": ["HTTPS://Stream.Example.org/live"],
}


def test_artists_change_titles_of_their_own_songs(desk: Desk) -> None:
    ben, other = desk.artist("The Ben"), desk.artist("Meddy")
    [song] = ben.get("/songs")["songs"]
    path, said = f"/songs/{song['song_id']}", {"title": "Naremeye (live)", "artist_id": song["artist_id"]}
    assert ben.put(path, said | {"isrc": "rw-abc-24-00001"})["isrc"] == "RWABC2400001"
    tag = ben.etag(path)
    other.put(path, said, 404, tag)
    ben.put(path, said | {"isrc": "RWABC2400002"}, 403, tag)
    ben.put(path, said, 403, tag)
    [theirs] = other.get("/songs")["songs"]
    ben.put(path, said | {"isrc": "RWABC2400001", "artist_id": theirs["artist_id"]}, 403, tag)
    assert ben.send("DELETE", path, If_Match=tag).status_code == 403
    desk.person("a dj", "dj").put(path, said, 403, tag)
    desk.admin.put(
        f"/songs/{theirs['song_id']}", {"title": "T", "artist_id": theirs["artist_id"], "isrc": "RWABC2400001"}, 409
    )
    desk.admin.put(path, said | {"artist_id": "nobody"}, 422, tag)
    desk.admin.put(path, said | {"work_id": "nothing"}, 422, tag)


@pytest.mark.parametrize("more", ["song_id", "version", "user_id", "merged_into", "created_at", "line", "owner_id"])
def test_nothing_is_set_that_is_not_described(desk: Desk, more: str) -> None:
    song = desk.song()
    said = {"title": "T", "artist_id": song.artist_id, more: "x"}
    desk.admin.put(f"/songs/{song.song_id}", said, 422)
    desk.admin.post("/artists", {"name": "N", more: "x"}, 422)
    desk.admin.post("/venues", VENUE | {more: "x"}, 422)
    desk.admin.post("/stations", STATION | {more: "x"}, 422)
    assert desk.admin.get(f"/songs/{song.song_id}")["version"] == 1


@pytest.mark.parametrize("text", NASTY)
def test_hostile_text_is_text(desk: Desk, text: str) -> None:
    admin = desk.admin
    shown = " ".join(text.split())
    artist = admin.post("/artists", {"name": text, "aliases": [f"{text} II"]}, 201)
    song = desk.song("T", text)
    assert admin.put(f"/songs/{song.song_id}", {"title": text, "artist_id": artist["artist_id"]})["title"] == shown
    assert admin.post("/works", {"title": text}, 201)["title"] == shown
    assert admin.post("/rights-holders", {"name": text, "kind": "person"}, 201)["name"] == shown
    assert admin.post("/venues", VENUE | {"name": text, "street": text}, 201)["street"] == shown
    assert admin.post("/stations", STATION | {"name": text}, 201)["name"] == shown
    for path in (
        "artists?name=",
        "songs?title=",
        "works?title=",
        "rights-holders?name=",
        "venues?name=",
        "stations?name=",
    ):
        found = desk.client.build_request(
            "GET", f"/x?{path.partition('?')[2]}", params={path.partition("?")[2][:-1]: text}
        )
        [listed] = [
            each for each in admin.get(f"/{path.partition('?')[0]}?{found.url.query.decode()}").values() if each
        ]
        assert len(listed) == 1
    for path in ("songs", "artists", "works", "venues", "stations", "rights/song"):
        assert admin.send("GET", f"/{path}/{uuid4()}'--").status_code == 404


def test_what_postgresql_cannot_hold_is_refused(desk: Desk) -> None:
    assert desk.admin.send("GET", "/songs?title=a%00b").status_code == 422
    assert desk.admin.send("GET", "/songs/a%00b").status_code == 422
    assert desk.admin.send("POST", "/artists", {"name": "a\0b"}).status_code == 422
    body = b'{"name": "\\ud800"}'
    assert desk.admin.send("POST", "/artists", body, Content_Type="application/json").status_code == 422
    large = {"name": "N", "aliases": ["x" * 300] * 2_000}
    assert desk.admin.send("POST", "/artists", large).status_code == 413


def test_managers_see_and_change_their_own_venue(desk: Desk) -> None:
    manager, other = desk.person("manager", "venue_manager"), desk.person("other", "venue_manager")
    made = desk.admin.post("/venues", VENUE | {"manager_id": manager.subject}, 201)
    path = f"/venues/{made['venue_id']}"
    desk.execute(
        "INSERT INTO devices (source_id, source_type, name, venues) VALUES ('v-1', 'venue', 'v', ARRAY[%s])",
        made["venue_id"],
    )
    assert [each["venue_id"] for each in manager.get("/venues")["venues"]] == [made["venue_id"]]
    assert other.get("/venues")["venues"] == []
    for each in (path, f"{path}/speakers"):
        other.get(each, 404)
    assert [each["source_id"] for each in manager.get(f"{path}/speakers")["sources"]] == ["v-1"]
    said = VENUE | {"manager_id": manager.subject}
    hours = [{"weekday": 1, "opens": "08:00", "closes": "20:00"}]
    changed = manager.put(path, said | {"name": "New", "hours": hours}, 200)
    assert (changed["name"], changed["hours"][0]["opens"], changed["version"]) == ("New", "08:00:00", 2)
    assert desk.rows("SELECT key FROM outbox WHERE topic = 'sources'") == [("v-1",)]
    for more in (
        {"capacity": 1},
        {"manager_id": other.subject},
        {"kind": "shop"},
        {"district": "Huye", "sector": "Tumba"},
    ):
        manager.put(path, said | more, 403)
    tag = manager.etag(path)
    other.put(path, said, 404, tag)
    desk.person("a dj", "dj").get(path, 403)
    for wrong in (
        {"district": "Atlantis", "sector": None},
        {"sector": "Tumba"},
        {"place": {"lat": 48.0, "lon": 2.0}},
        {"hours": hours + hours},
        {"hours": [{"weekday": 1, "opens": "08:00", "closes": "08:00"}]},
        {"manager_id": str(uuid4())},
        {"capacity": 0},
    ):
        desk.admin.put(path, said | wrong, 422, tag)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost:8000/",
        "http://169.254.169.254/latest/meta-data",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://2130706433/",
        "http://0x7f.1/",
        "file:///etc/passwd",
        "gopher://example.org/",
        "http://user:secret@example.org/",
        "http://kafka:9092/",
    ],
)
def test_streams_that_lead_inside_are_refused(desk: Desk, url: str) -> None:
    assert desk.admin.post("/stations", STATION | {"streams": [url]}, 422)["type"].endswith("bad-address")


def test_operators_see_and_change_their_own_station(desk: Desk) -> None:
    operator, other = desk.person("operator", "station_operator"), desk.person("other", "station_operator")
    said = STATION | {"operator_id": operator.subject}
    made = desk.admin.post("/stations", said, 201)
    assert made["streams"] == ["https://stream.example.org/live"]
    path = f"/stations/{made['station_id']}"
    assert operator.put(path, said | {"streams": ["http://1.1.1.1:8000/a"]})["streams"] == ["http://1.1.1.1:8000/a"]
    operator.put(path, said | {"operator_id": other.subject}, 403)
    operator.put(path, said | {"kind": "streaming"}, 403)
    other.get(path, 404)
    other.put(path, said, 404, '"1"')
    assert other.get("/stations")["stations"] == []


def test_a_request_is_done_once_for_each_key(desk: Desk) -> None:
    answers = [desk.admin.post("/stations", STATION, 201, Idempotency_Key="k")["station_id"] for _ in range(2)]
    assert len(set(answers)) == 1
    desk.admin.post("/stations", STATION | {"name": "Other"}, 422, Idempotency_Key="k")
    assert len(desk.admin.get("/stations")["stations"]) == 1


def test_concurrent_edits_of_one_song_are_published_in_their_order(desk: Desk) -> None:
    """Each says which version it read: those that lose try again, and every version is published once, in order."""
    song, admin = desk.song(), desk.admin
    path = f"/songs/{song.song_id}"

    def edit(number: int) -> None:
        said: dict[str, Any] = {"title": f"Title {number}", "artist_id": song.artist_id}
        while admin.send("PUT", path, said, If_Match=admin.etag(path)).status_code != 200:
            pass

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(edit, range(12)))
    versions = [each and each.version for key, each in desk.published() if key == song.song_id]
    assert versions == list(range(1, 14))
    assert admin.get(path)["version"] == 13
