"""Audio that people send: read in the background, compared, published; whatever is hostile is refused with a reason."""

import asyncio
import subprocess
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from catalogue.jobs import queue
from fingerprinting.audio import MAX_SECONDS
from kernel import metrics
from tests.integration.catalogue.desk import API, Desk
from tests.unit.fingerprinting.test_audio import melody, write_wave


def wave(folder: Path, seconds: int = 12, seed: int = 0) -> bytes:
    return write_wave(folder / f"{uuid4()}.wav", melody(seconds, seed)).read_bytes()


def made(folder: Path, name: str, *options: str) -> bytes:
    """What ffmpeg makes."""
    path = folder / name
    subprocess.run(["ffmpeg", "-v", "error", "-y", *options, str(path)], check=True, timeout=60)
    return path.read_bytes()


def test_a_song_is_published_when_its_audio_was_fingerprinted(desk: Desk, tmp_path: Path) -> None:
    ben = desk.artist()
    data = wave(tmp_path)
    sent = ben.upload(data)
    assert (sent["state"], sent["bytes"], sent["media_type"]) == ("waiting", len(data), "audio/wav")
    song = {"upload_id": sent["upload_id"], "title": " Naremeye ", "isrc": "RW-ABC-24-00001"}
    assert ben.post("/songs", song, 409)["type"].endswith("not-fingerprinted")
    desk.work()
    done = ben.get(f"/uploads/{sent['upload_id']}")
    assert (done["state"], done["progress"], done["sounds_like"]) == (
        "done",
        {"step": "done", "done": 100, "total": 100},
        [],
    )
    assert done["duration_ms"] == 12_000
    assert not list(desk.service.storage.every())
    ben.post("/songs", song | {"artist": "Meddy"}, 409)
    ben.post("/songs", song | {"duplicate": True}, 403)
    ben.post("/songs", song | {"isrc": "RW-1"}, 422)
    published = ben.post("/songs", song, 201)
    assert (published["title"], published["artist"], published["audio"]) == ("Naremeye", "The Ben", True)
    assert desk.published()[-1][0] == published["song_id"]
    assert ben.post("/songs", song, 409)["song_id"] == published["song_id"]
    assert ben.get("/uploads")["uploads"][0]["song_id"] == published["song_id"]


def test_another_copy_is_found_before_it_is_published(desk: Desk, tmp_path: Path) -> None:
    """Also where both copies were fingerprinted before either was published."""
    ben, liar = desk.artist("The Ben"), desk.artist("Liar")
    source = tmp_path / "song.wav"
    write_wave(source, melody(30, 5))
    copy = made(tmp_path, "copy.mp3", "-i", str(source), "-t", "27", "-b:a", "96k")
    first, second = ben.upload(source.read_bytes()), liar.upload(copy)
    desk.work()
    assert liar.get(f"/uploads/{second['upload_id']}")["sounds_like"] == []
    song = ben.post("/songs", {"upload_id": first["upload_id"], "title": "Mine"}, 201)
    refused = liar.post("/songs", {"upload_id": second["upload_id"], "title": "No, mine"}, 409)
    assert refused["type"] == "urn:injyana:problem:sounds-like"
    assert [each["song_id"] for each in refused["sounds_like"]] == [song["song_id"]]
    third = liar.upload(copy)
    desk.work()
    [alike] = liar.get(f"/uploads/{third['upload_id']}")["sounds_like"]
    assert (alike["song_id"], alike["share"] > 0.9) == (song["song_id"], True)
    told = {"upload_id": second["upload_id"], "title": "A song of its own", "artist": "Liar", "duplicate": True}
    desk.admin.post("/songs", told, 201)


def test_uploads_are_their_senders(desk: Desk, tmp_path: Path) -> None:
    ben, other = desk.artist("The Ben"), desk.artist("Other")
    sent = ben.upload(wave(tmp_path))
    other.get(f"/uploads/{sent['upload_id']}", 404)
    other.post("/songs", {"upload_id": sent["upload_id"], "title": "Stolen"}, 404)
    assert other.get("/uploads")["uploads"] == []
    assert desk.admin.get(f"/uploads/{sent['upload_id']}")["state"] == "waiting"
    desk.person("a dj", "dj").upload(b"RIFF....WAVE", 403)


def test_an_upload_is_taken_once_for_each_key(desk: Desk, tmp_path: Path) -> None:
    ben, data = desk.artist(), wave(tmp_path)
    answers = [ben.upload(data, Idempotency_Key="k1")["upload_id"] for _ in range(2)]
    assert len(set(answers)) == 1
    ben.upload(data + b"\0", 422, Idempotency_Key="k1")
    assert desk.rows("SELECT count(*) FROM catalogue_jobs") == [(1,)]
    assert len(list(desk.service.storage.every())) == 1


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"", 400),
        (b"#EXTM3U\nhttp://127.0.0.1/secret\n", 415),
        (b"ffconcat version 1.0\nfile /etc/passwd\n", 415),
        (b"<?xml version='1.0'?><MPD></MPD>", 415),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, 415),
        (b"\0" * 4096, 415),
    ],
)
def test_what_is_no_audio_is_refused_at_once(desk: Desk, data: bytes, status: int) -> None:
    desk.admin.upload(data, status)
    assert desk.rows("SELECT count(*) FROM catalogue_jobs") == [(0,)]
    assert not [path for path in desk.service.storage._folder.rglob("*") if path.is_file()]


@pytest.mark.timeout(400)
def test_hostile_audio_is_refused_with_a_reason(desk: Desk, tmp_path: Path) -> None:
    whole = wave(tmp_path, 20)
    flac = made(tmp_path, "a.flac", "-f", "lavfi", "-i", "sine=duration=20")
    bomb = made(tmp_path, "b.flac", "-f", "lavfi", "-i", f"anullsrc=r=8000:cl=mono:d={MAX_SECONDS + 60}")
    cases = {
        "a playlist behind an ID3 tag": (b"ID3\x04\0\0\0\0\0\0#EXTM3U\nhttp://127.0.0.1:1/x.ts\n", "no audio"),
        "a wave header and nothing": (whole[:44], "no audio|holds 0.0 s"),
        "a second": (whole[:44_144], "at least 3 s"),
        "truncated": (flac[: len(flac) // 2], "damaged|at least"),
        "half an hour and more": (bomb, "longer than 30 minutes"),
        "garbage after a good beginning": (b"fLaC" + bytes(range(256)) * 40, "no audio|damaged"),
        "a film without sound": (
            made(tmp_path, "d.mp4", "-f", "lavfi", "-i", "color=size=16x16:duration=5", "-c:v", "mpeg4"),
            "no audio",
        ),
    }
    sent = {name: desk.admin.upload(data)["upload_id"] for name, (data, _) in cases.items()}
    desk.work()
    for name, (_, reason) in cases.items():
        found = desk.admin.get(f"/uploads/{sent[name]}")
        assert found["state"] == "refused", (name, found)
        assert any(each in found["reason"] for each in reason.split("|")), (name, found["reason"])
        assert str(desk.service.storage._folder) not in found["reason"]
        desk.admin.post("/songs", {"upload_id": sent[name], "title": "T", "artist": "A"}, 409)
    assert not list(desk.service.storage.every())


def test_a_body_that_is_too_large_is_refused_while_it_is_read(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("catalogue.limits.UPLOAD_BYTES", 100_000)

    def blocks() -> Iterator[bytes]:
        for _ in range(1_000):
            yield b"fLaC" * 1_000

    ben = desk.artist()
    headers = {"Authorization": f"Bearer {ben.token}", "Idempotency-Key": "k", "Content-Type": "audio/flac"}
    try:
        answer = desk.client.post(f"{API}/uploads", content=blocks(), headers=headers)
        assert answer.status_code == 413
    except httpx.WriteError:
        pass
    assert not [path for path in desk.service.storage._folder.rglob("*") if path.is_file()]
    assert ben.send("POST", "/uploads", b"f" * 100_001, Content_Type="audio/flac").status_code == 413


def test_a_job_whose_worker_was_killed_is_done_by_the_next(desk: Desk, tmp_path: Path) -> None:
    sent = desk.admin.upload(wave(tmp_path))["upload_id"]
    desk.execute("UPDATE catalogue_jobs SET state = 'running', attempts = 1, leased_until = now() + interval '1 hour'")
    desk.work()
    assert desk.admin.get(f"/uploads/{sent}")["state"] == "running"
    desk.execute("UPDATE catalogue_jobs SET leased_until = now() - interval '1 second'")
    desk.work()
    assert desk.admin.get(f"/uploads/{sent}")["state"] == "done"


def test_a_file_that_ends_its_worker_again_and_again_is_refused(desk: Desk, tmp_path: Path) -> None:
    sent = desk.admin.upload(wave(tmp_path))["upload_id"]
    desk.execute("UPDATE catalogue_jobs SET state = 'running', attempts = 3, leased_until = now() - interval '1 s'")
    desk.work()
    assert "3 times" in desk.admin.get(f"/uploads/{sent}")["reason"]


def test_the_metrics_tell_what_waits(desk: Desk, tmp_path: Path) -> None:
    desk.admin.upload(wave(tmp_path))
    count = asyncio.run_coroutine_threadsafe(queue.count(desk.service.database), desk.loop)
    count.result(30)
    assert metrics.CATALOGUE_JOBS.labels("upload")._value.get() == 1
    assert metrics.CATALOGUE_JOBS.labels("import")._value.get() == 0
    assert metrics.CATALOGUE_OLDEST.labels("upload")._value.get() >= 0
