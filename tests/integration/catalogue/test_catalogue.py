"""Songs in PostgreSQL and their way into the outbox."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from pydantic import SecretStr

from catalogue import session
from catalogue.audio_files import Recording, Tags
from catalogue.songs.registration import Outcome
from fingerprinting.audio import SAMPLE_RATE
from fingerprinting.chroma import fingerprint, from_bytes
from injyana.commands.catalogue import add
from injyana.local.settings import LocalSettings
from kernel.codec import Codecs
from kernel.errors import Refused
from kernel.events.detections import Profile
from kernel.events.songs import Song
from kernel.registry import Registry
from kernel.settings import Settings
from kernel.topics import CATALOGUE_SONGS
from tests.unit.fingerprinting.test_audio import melody, write_wave

CODE = "RW-ABC-24-00001"


@pytest.fixture(scope="module")
def codecs(stack: LocalSettings) -> Iterator[Codecs]:
    with closing(Registry(stack.registry)) as registry:
        yield Codecs(registry)


def recording(name: str) -> Recording:
    return Recording(duration_ms=180_000, line=name.encode() * 4, mic=b"mic " + name.encode(), tags=Tags())


def published(database: str, codecs: Codecs) -> list[tuple[str, Song | None]]:
    with psycopg.connect(database) as connection:
        rows = connection.execute("SELECT topic, key, value FROM outbox ORDER BY id").fetchall()
    assert all(topic == CATALOGUE_SONGS.name for topic, _, _ in rows)
    codec = codecs.get(CATALOGUE_SONGS)
    return [(key, None if value is None else codec.decode(value)) for _, key, value in rows]


def listed(database: str) -> list[Song]:
    with session.reader(database) as catalogue:
        return catalogue.every()


def test_a_song_is_stored_and_published_at_once(database: str, codecs: Codecs) -> None:
    with session.opened(database, codecs) as catalogue:
        done = catalogue.add(recording("a"), " Naremeye  ", "The Ben", CODE.lower())
    assert done.outcome is Outcome.ADDED
    song = done.song
    assert (song.title, song.artist, song.isrc, song.version) == ("Naremeye", "The Ben", "RWABC2400001", 1)
    assert published(database, codecs) == [(song.song_id, song)]
    assert listed(database) == [song.evolve(line=b"", mic=b"")]


def test_adding_again_adds_nothing_and_changes_count(database: str, codecs: Codecs) -> None:
    with session.opened(database, codecs) as catalogue:
        first = catalogue.add(recording("a"), "Naremeye", "The Ben", CODE).song
        for code in (CODE, None):
            again = catalogue.add(recording("a"), "Naremeye", "the  ben", code)
            assert (again.outcome, again.song) == (Outcome.ALREADY, first)
        changed = catalogue.add(recording("a"), "Naremeye", "Meddy", None)
        assert (changed.outcome, changed.song.song_id, changed.song.version) == (Outcome.CHANGED, first.song_id, 2)
        assert changed.song.isrc == first.isrc
        master = catalogue.add(recording("b"), "Naremeye", "Meddy", CODE)
        assert (master.outcome, master.song.song_id, master.song.version) == (Outcome.CHANGED, first.song_id, 3)
    assert [song and song.version for _, song in published(database, codecs)] == [1, 2, 3]


def test_ids_are_the_same_after_a_reset(database: str, codecs: Codecs) -> None:
    with session.opened(database, codecs) as catalogue:
        by_code = catalogue.add(recording("a"), "One", "The Ben", CODE).song
        by_audio = catalogue.add(recording("b"), "Two", "THE BEN", None).song
        assert by_code.artist_id == by_audio.artist_id
        assert by_audio.artist == "The Ben"
        for song in (by_code, by_audio):
            catalogue.remove(song.song_id)
        assert catalogue.add(recording("other"), "One", "The Ben", CODE).song.song_id == by_code.song_id
        assert catalogue.add(recording("b"), "Two", "The Ben", None).song.song_id == by_audio.song_id


def test_a_removed_song_leaves_a_tombstone(database: str, codecs: Codecs) -> None:
    with session.opened(database, codecs) as catalogue:
        song = catalogue.add(recording("a"), "Naremeye", "The Ben", None).song
        assert catalogue.remove(song.song_id).title == "Naremeye"
    assert published(database, codecs)[1:] == [(song.song_id, None)]
    assert listed(database) == []
    with session.opened(database, codecs) as catalogue, pytest.raises(Refused, match="no song has the id"):
        catalogue.remove(song.song_id)


@pytest.mark.parametrize(
    ("title", "artist", "code", "reason"),
    [
        ("T", "A", "RW-ABC-24-1", "is no ISRC"),
        (" ", "A", None, "the title has 0 characters"),
        ("T", "A" * 301, None, "the artist has 301 characters"),
    ],
)
def test_what_cannot_be_registered_is_refused(
    database: str, codecs: Codecs, title: str, artist: str, code: str | None, reason: str
) -> None:
    with session.opened(database, codecs) as catalogue, pytest.raises(Refused, match=reason):
        catalogue.add(recording("a"), title, artist, code)


def test_one_recording_is_one_song(database: str, codecs: Codecs) -> None:
    with session.opened(database, codecs) as catalogue:
        catalogue.add(recording("a"), "One", "A", CODE)
        catalogue.add(recording("b"), "Two", "A", "RWABC2400002")
        with pytest.raises(Refused, match="the audio is that of 'Two'"):
            catalogue.add(recording("b"), "One", "A", CODE)
        with pytest.raises(Refused, match="whose ISRC is RWABC2400002"):
            catalogue.add(recording("b"), "Three", "A", "RWABC2400003")


def test_a_failed_transaction_publishes_nothing(database: str, codecs: Codecs) -> None:
    def add_and_fail() -> None:
        with session.opened(database, codecs) as catalogue:
            catalogue.add(recording("a"), "One", "A", None)
            raise RuntimeError("cut")

    with pytest.raises(RuntimeError, match="cut"):
        add_and_fail()
    assert published(database, codecs) == []
    assert listed(database) == []


def test_the_command_registers_what_is_audio_and_names_what_is_not(
    stack: LocalSettings, database: str, codecs: Codecs, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pcm = melody(12)
    good = write_wave(tmp_path / "Good Song.wav", pcm)
    bad = tmp_path / "bad.mp3"
    bad.write_bytes(b"no music")
    settings = Settings(database=SecretStr(database), registry=stack.registry)
    for outcome in ("added", "already there"):
        with pytest.raises(Refused, match="1 of 2 files"):
            add(settings, [good, bad], None, "The Ben", None)
        said = capsys.readouterr().out
        assert f"{outcome:<13}  The Ben - Good Song" in said
        assert "is not audio" in said
    [(_, song)] = published(database, codecs)
    assert song is not None
    assert song.duration_ms == len(pcm) * 1000 // SAMPLE_RATE
    for profile, items in ((Profile.LINE, song.line), (Profile.MIC, song.mic)):
        assert from_bytes(items).tolist() == fingerprint(pcm, profile).items.tolist()
