"""CSV: line by line, resumable, once for each file; and out again without formulas."""

import csv
import io

import psycopg
import pytest

from catalogue import export, limits
from catalogue.imports import registering
from catalogue.imports.reading import Row
from catalogue.jobs.queue import Job
from catalogue.songs import reading
from injyana.local.settings import LocalSettings
from kernel.events.songs import Song
from tests.integration.catalogue.desk import Desk
from tests.waiting import wait_until

HEAD = "title,artist,isrc,iswc,duration\n"
COUNTS = ("added", "changed", "unchanged", "repeated", "wrong")


def counts(desk: Desk, import_id: str) -> dict[str, int]:
    found = desk.admin.get(f"/imports/{import_id}")
    assert found["state"] == "done", found
    return {name: found[name] for name in COUNTS if found[name]}


def imported(desk: Desk, text: str | bytes, dry: bool = False, charset: str = "utf-8") -> str:
    sent: str = desk.admin.send_csv(text, dry, charset=charset)["import_id"]
    desk.work()
    return sent


TEXT = (
    HEAD
    + "Naremeye,The Ben,RW-ABC-24-00001,T-034.524.680-1,3:34\n"
    + '"Two\nlines, quoted ""well""",Meddy,RWABC2400002,,200\n'
    + "\n"
    + "Bad code,Meddy,RW-1,,200\n"
    + "Again,Meddy,RWABC2400001,,200\n"
    + "No length,Meddy,RWABC2400003,,\n"
    + ",Meddy,RWABC2400004,,200\n"
    + "Bad work,Meddy,RWABC2400005,T-034.524.680-2,200\n"
    + "Too few,Meddy\n"
    + "Bad length,Meddy,RWABC2400006,,never\n"
    + '=HYPERLINK("http://x"),@artist,RWABC2400007,,61.5\n'
)


def test_what_becomes_of_each_line_is_told(desk: Desk) -> None:
    dry = imported(desk, TEXT, dry=True)
    assert counts(desk, dry) == {"added": 3, "repeated": 1, "wrong": 6}
    assert desk.rows("SELECT FROM songs") == []
    assert desk.published() == []
    told = desk.admin.get(f"/imports/{dry}/errors?limit=4")
    told["errors"] += desk.admin.get(f"/imports/{dry}/errors?cursor={told['next_cursor']}")["errors"]
    assert [(each["line"], each["code"]) for each in told["errors"]] == [
        (6, "bad-isrc"),
        (7, "repeated"),
        (8, "no-duration"),
        (9, "bad-name"),
        (10, "bad-iswc"),
        (11, "bad-row"),
        (12, "bad-duration"),
    ]
    real = imported(desk, TEXT)
    assert counts(desk, real) == {"added": 3, "repeated": 1, "wrong": 6}
    assert {song.title for _, song in desk.published() if song} == {
        "Naremeye",
        'Two lines, quoted "well"',
        '=HYPERLINK("http://x")',
    }
    assert imported(desk, TEXT) == real
    assert len(desk.published()) == 3
    assert counts(desk, imported(desk, TEXT + "\n")) == {"unchanged": 3, "repeated": 1, "wrong": 6}


def test_what_comes_out_holds_no_formula_and_goes_in_again(desk: Desk) -> None:
    for number, title in enumerate(("=1+1", "+1", "-1", "@SUM(A1)", "'quoted", "plain, with comma")):
        desk.song(title, "The Ben", f"RWABC240000{number}")
    answer = desk.admin.send("GET", "/exports/songs.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    lines = list(csv.DictReader(io.StringIO(answer.text)))
    assert [each["title"] for each in lines if each["title"][0] in "=+-@"] == []
    assert {"'=1+1", "'@SUM(A1)"} <= {each["title"] for each in lines}
    assert counts(desk, imported(desk, answer.content)) == {"unchanged": 6}


def test_an_export_whose_database_goes_away_is_a_503_and_no_table_that_is_cut_off(
    desk: Desk, stack: LocalSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        desk.song(f"Song {number}")
    whole = desk.admin.send("GET", "/exports/songs.csv")
    assert int(whole.headers["content-length"]) == len(whole.content)
    assert len(list(csv.DictReader(io.StringIO(whole.text)))) == 5
    written: list[Song] = []
    line = export.line

    def cut(song: Song) -> str:
        written.append(song)
        if len(written) == 3:
            with psycopg.connect(stack.database_of("postgres"), autocommit=True) as server:
                name = desk.database.rpartition("/")[2]
                server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        return line(song)

    with monkeypatch.context() as patched:
        patched.setattr(reading, "AT_ONCE", 2)
        patched.setattr(export, "line", cut)
        answer = desk.admin.send("GET", "/exports/songs.csv")
    assert (answer.status_code, answer.headers["content-type"]) == (503, "application/problem+json")
    assert (answer.json()["type"], answer.headers["retry-after"]) == ("urn:injyana:problem:unavailable", "2")
    assert len(written) == 4
    wait_until(lambda: desk.admin.send("GET", "/exports/songs.csv").status_code == 200, 30, "it is back")
    assert desk.admin.send("GET", "/exports/songs.csv").content == whole.content


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("title,artist\nA,B\n", "no column isrc"),
        ("title,artist,isrc,colour\n", "colour"),
        ("title,artist,isrc,isrc\n", "twice"),
        (b"\xff\xfet\0i\0", "UTF-8"),
    ],
)
def test_a_file_that_is_no_table_of_songs_is_refused(desk: Desk, text: str | bytes, reason: str) -> None:
    sent = desk.admin.send_csv(text)["import_id"]
    desk.work()
    found = desk.admin.get(f"/imports/{sent}")
    assert found["state"] == "refused"
    assert reason in found["reason"]
    assert desk.admin.send_csv(text)["import_id"] != sent


def test_other_charsets_and_delimiters(desk: Desk) -> None:
    text = "Title;Artist;ISRC;Duration\nUmwana wa Zoé;Cécile;RWABC2400001;100\n"
    assert counts(desk, imported(desk, text.encode("cp1252"), charset="windows-1252")) == {"added": 1}
    assert counts(desk, imported(desk, b"\xef\xbb\xbf" + text.encode())) == {"unchanged": 1}
    wrong = imported(desk, text.encode("cp1252"))
    assert counts(desk, wrong) == {"wrong": 1}
    assert desk.admin.send_csv(text, status=415, charset="utf-7")["status"] == 415
    assert desk.admin.send("POST", "/imports", b"x", Content_Type="application/json").status_code == 415


def test_an_import_that_was_killed_goes_on_where_it_was(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [f"Song {number},Artist {number % 7},RWABC24{number:05},,{100 + number}" for number in range(350)]
    sent = desk.admin.send_csv(HEAD + "\n".join(rows))["import_id"]
    whole, batches = registering.Registering._register, []

    async def killed(self: registering.Registering, job: Job, batch: list[Row], dry: bool) -> None:
        await whole(self, job, batch, dry)
        batches.append(len(batch))
        if len(batches) == 2:
            raise RuntimeError("killed")

    monkeypatch.setattr(registering.Registering, "_register", killed)
    with pytest.raises(RuntimeError, match="killed"):
        desk.work()
    half = desk.admin.get(f"/imports/{sent}")
    assert (half["state"], half["added"], half["line"]) == ("running", 200, 201)
    assert half["progress"]["done"] < half["progress"]["total"]
    desk.execute("UPDATE catalogue_jobs SET leased_until = now() - interval '1 second'")
    desk.work()
    assert counts(desk, sent) == {"added": 350}
    assert batches == [100, 100, 100, 50]
    assert [song and song.version for _, song in desk.published()] == [1] * 350
    assert desk.rows("SELECT FROM catalogue_import_lines") == []


def test_a_large_file_is_refused_while_it_is_read(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "IMPORT_BYTES", 1_000)
    desk.admin.send_csv(HEAD + "x" * 1_000, status=413)
    desk.admin.send_csv("", status=400)
    desk.artist().send_csv(HEAD, status=403)
