"""Artists: names, claims, merges that can be undone, figures that follow."""

from uuid import uuid4

from tests.integration.catalogue.desk import Desk


def test_an_artist_is_registered_renamed_and_found_by_every_name(desk: Desk) -> None:
    admin = desk.admin
    made = admin.post("/artists", {"name": "  The   Ben ", "aliases": ["Ben Mugisha"]}, 201)
    assert (made["name"], made["aliases"], made["version"], made["songs"]) == ("The Ben", ["Ben Mugisha"], 1, 0)
    song = desk.song(artist="ben mugisha")
    assert song.artist_id == made["artist_id"]
    path = f"/artists/{made['artist_id']}"
    renamed = admin.put(path, {"name": "Ben 10", "aliases": ["Ben Mugisha"]})
    assert (renamed["name"], renamed["aliases"]) == ("Ben 10", ["Ben Mugisha", "The Ben"])
    assert [each and (each.artist, each.version) for _, each in desk.published()] == [("The Ben", 1), ("Ben 10", 2)]
    assert desk.song("Other", artist="BEN 10").artist_id == made["artist_id"]
    assert desk.song("Third", artist="the ben").artist_id == made["artist_id"]
    assert [each["name"] for each in admin.get("/artists?name=the%20b")["artists"]] == ["Ben 10"]
    taken = admin.post("/artists", {"name": "BEN  mugisha"}, 409)
    assert (taken["type"], taken["artist_id"]) == ("urn:injyana:problem:name-taken", made["artist_id"])
    other = admin.post("/artists", {"name": "Meddy"}, 201)
    admin.put(f"/artists/{other['artist_id']}", {"name": "Meddy", "aliases": ["The Ben"]}, 409)
    actions = desk.rows("SELECT action FROM audit_log WHERE object_id = %s ORDER BY entry_id", made["artist_id"])
    assert actions == [("artist.registered",), ("artist.changed",)]


def test_whoever_read_an_old_version_changes_nothing(desk: Desk) -> None:
    admin = desk.admin
    path = f"/artists/{desk.song().artist_id}"
    tag = admin.etag(path)
    admin.put(path, {"name": "The Ben", "aliases": ["Tiger B"]}, 200, tag)
    late = admin.send("PUT", path, {"name": "Late"}, If_Match=tag)
    assert (late.status_code, late.headers["etag"]) == (412, '"2"')
    assert admin.send("PUT", path, {"name": "Late"}).status_code == 428
    assert admin.send("PUT", path, {"name": "Late"}, If_Match="*").status_code == 412
    assert admin.get(path)["name"] == "The Ben"


def test_a_claim_is_verified_by_an_admin_and_then_sees_its_songs(desk: Desk) -> None:
    song, other = desk.song(), desk.song("Slowly", "Meddy")
    ben, liar = desk.person("Ben", "artist"), desk.person("Liar", "artist")
    desk.execute(
        "INSERT INTO devices (source_id, source_type, name, owner_id) VALUES ('dj-1', 'dj', 'd', %s)", ben.subject
    )
    assert ben.get("/songs")["songs"] == []
    claims = [each.post(f"/artists/{song.artist_id}/claims", {"evidence": "It is me."}, 201) for each in (ben, liar)]
    ben.post(f"/artists/{song.artist_id}/claims", {"evidence": "Again."}, 409)
    assert [each["claim_id"] for each in ben.get("/artist-claims")["claims"]] == [claims[0]["claim_id"]]
    assert len(desk.admin.get("/artist-claims?state=open")["claims"]) == 2
    ben.post(f"/artist-claims/{claims[0]['claim_id']}/verify", {"reason": "I say so."}, 403)
    liar.post(f"/artist-claims/{claims[0]['claim_id']}/withdraw", None, 404)
    done = desk.admin.post(f"/artist-claims/{claims[0]['claim_id']}/verify", {"reason": "The label confirms it."}, 200)
    assert done["state"] == "verified"
    desk.admin.post(f"/artist-claims/{claims[1]['claim_id']}/verify", {"reason": "Also."}, 409)
    desk.admin.post(f"/artist-claims/{claims[1]['claim_id']}/decline", {"reason": "No."}, 200)
    assert [each["song_id"] for each in ben.get("/songs")["songs"]] == [song.song_id]
    ben.get(f"/songs/{other.song_id}", 404)
    assert desk.admin.get(f"/artists/{song.artist_id}")["claimed"]
    assert desk.rows("SELECT key FROM outbox WHERE topic = 'sources'") == [("dj-1",)]
    ben.post(f"/artists/{other.artist_id}/claims", {"evidence": "Also me."}, 409)


def test_a_merge_moves_songs_names_account_and_figures_and_can_be_undone(desk: Desk) -> None:
    admin = desk.admin
    first, second = desk.song("One", "The Ben"), desk.song("Two", "The Bin")
    account = desk.person("Bin", "artist", second.artist_id)
    for artist, plays in ((first.artist_id, 3), (second.artist_id, 4)):
        desk.execute(
            "INSERT INTO play_rollups (dimension, period, start, id, accepted_plays, accepted_ms)"
            " VALUES ('artist', 'day', '2026-11-01T00:00+02', %s, %s, 1000)",
            artist,
            plays,
        )
    days = "figures?first=2026-11-01&last=2026-11-30"
    assert account.get(f"/artists/{second.artist_id}/{days}")["accepted_plays"] == 4
    account.get(f"/artists/{first.artist_id}/{days}", 404)
    merge = admin.post(
        f"/artists/{second.artist_id}/merge", {"into": first.artist_id, "reason": "A typing error."}, 201
    )
    assert merge["songs"] == 1
    moved = admin.send("GET", f"/artists/{second.artist_id}")
    assert (moved.status_code, moved.headers["location"]) == (307, f"/api/v1/catalogue/artists/{first.artist_id}")
    assert admin.get(f"/songs/{second.song_id}")["artist"] == "The Ben"
    assert account.get(f"/artists/{second.artist_id}/{days}")["accepted_plays"] == 7
    assert [each["title"] for each in account.get("/songs")["songs"]] == ["One", "Two"]
    third = desk.song("Three", "the bin")
    assert third.artist_id == first.artist_id
    admin.post(f"/artists/{second.artist_id}/merge", {"into": first.artist_id, "reason": "Again."}, 404)
    admin.post(f"/artists/{first.artist_id}/merge", {"into": first.artist_id, "reason": "Itself."}, 422)

    admin.post(f"/artist-merges/{merge['merge_id']}/undo", None, 200)
    admin.post(f"/artist-merges/{merge['merge_id']}/undo", None, 409)
    assert admin.get(f"/songs/{second.song_id}")["artist"] == "The Bin"
    assert admin.get(f"/songs/{third.song_id}")["artist"] == "The Ben"
    assert [each["title"] for each in account.get("/songs")["songs"]] == ["Two"]
    assert account.get(f"/artists/{second.artist_id}/{days}")["accepted_plays"] == 4
    credited = [each and each.artist for key, each in desk.published() if key == second.song_id]
    assert credited == ["The Bin", "The Ben", "The Bin"]
    assert admin.get("/artist-merges")["merges"][0]["undone_at"] is not None


def test_artists_with_two_accounts_are_not_merged(desk: Desk) -> None:
    for name in ("A", "B"):
        desk.artist(name)
    one, two = (each["artist_id"] for each in desk.admin.get("/artists")["artists"])
    desk.admin.post(f"/artists/{one}/merge", {"into": two, "reason": "One."}, 409)


def test_chains_of_merges_lead_to_their_end_and_come_apart_in_any_order(desk: Desk) -> None:
    songs = [desk.song(name, name) for name in "ABC"]
    ids = [song.artist_id for song in songs]
    merges = [
        desk.admin.post(f"/artists/{ids[number]}/merge", {"into": ids[number + 1], "reason": "One."}, 201)
        for number in (0, 1)
    ]
    for number in (0, 1):
        assert desk.admin.send("GET", f"/artists/{ids[number]}").headers["location"].endswith(ids[2])
    desk.admin.post(f"/artist-merges/{merges[0]['merge_id']}/undo", None, 200)
    assert desk.admin.get(f"/songs/{songs[0].song_id}")["artist"] == "A"
    assert desk.admin.get(f"/songs/{songs[1].song_id}")["artist"] == "C"
    desk.admin.post(f"/artist-merges/{merges[1]['merge_id']}/undo", None, 200)
    assert [desk.admin.get(f"/songs/{each.song_id}")["artist"] for each in songs] == ["A", "B", "C"]


def test_pages_meet_without_gaps(desk: Desk) -> None:
    for number in range(7):
        desk.admin.post("/artists", {"name": f"Artist {number % 2} {uuid4()}"}, 201)
    found: list[str] = []
    cursor = ""
    while True:
        page = desk.admin.get(f"/artists?limit=3{cursor}")
        found += [each["name"] for each in page["artists"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert len(found) == len(set(found)) == 7
    assert found == sorted(found)
    desk.admin.get("/artists?cursor=nonsense", 422)
