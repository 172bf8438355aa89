"""Songs in PostgreSQL and their way into the outbox."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from pydantic import SecretStr

from catalogue import songs
from catalogue.audio_files import Recording, Tags
from catalogue.songs import Connection, Outcome
from fingerprinting.audio import SAMPLE_RATE
from fingerprinting.chroma import fingerprint, from_bytes
from injyana.commands.catalogue import add
from injyana.local.settings import LocalSettings
from kernel.codec import Codec
from kernel.errors import Refused
from kernel.events.detections import Profile
from kernel.events.songs import Song
from kernel.registry import Registry
from kernel.settings import Settings
from kernel.topics import CATALOGUE_SONGS
from tests.unit.fingerprinting.test_audio import melody, write_wave

CODE = "RW-ABC-24-00001"


@pytest.fixture(scope="module")
def codec(stack: LocalSettings) -> Iterator[Codec[Song]]:
    with closing(Registry(stack.registry)) as registry:
        yield Codec(CATALOGUE_SONGS, registry)


def recording(name: str) -> Recording:
    return Recording(duration_ms=180_000, line=name.encode() * 4, mic=b"mic " + name.encode(), tags=Tags())


def published(connection: Connection, codec: Codec[Song]) -> list[tuple[str, Song | None]]:
    rows = connection.execute("SELECT topic, key, value FROM outbox ORDER BY id").fetchall()
    assert all(row["topic"] == CATALOGUE_SONGS.name for row in rows)
    return [(row["key"], None if row["value"] is None else codec.decode(row["value"])) for row in rows]


def test_a_song_is_stored_and_published_at_once(database: str, codec: Codec[Song]) -> None:
    with songs.connected(database) as connection:
        done = songs.add(connection, codec, recording("a"), " Naremeye  ", "The Ben", CODE.lower())
    assert done.outcome is Outcome.ADDED
    song = done.song
    assert (song.title, song.artist, song.isrc, song.version) == ("Naremeye", "The Ben", "RWABC2400001", 1)
    with songs.connected(database) as connection:
        assert published(connection, codec) == [(song.song_id, song)]
        [listed] = songs.every(connection)
        assert listed == song.evolve(line=b"", mic=b"")


def test_adding_again_adds_nothing_and_changes_count(database: str, codec: Codec[Song]) -> None:
    with songs.connected(database) as connection:
        first = songs.add(connection, codec, recording("a"), "Naremeye", "The Ben", CODE).song
        for code in (CODE, None):
            again = songs.add(connection, codec, recording("a"), "Naremeye", "the  ben", code)
            assert (again.outcome, again.song) == (Outcome.ALREADY, first)
        changed = songs.add(connection, codec, recording("a"), "Naremeye", "Meddy", None)
        assert (changed.outcome, changed.song.song_id, changed.song.version) == (Outcome.CHANGED, first.song_id, 2)
        assert changed.song.isrc == first.isrc
        master = songs.add(connection, codec, recording("b"), "Naremeye", "Meddy", CODE)
        assert (master.outcome, master.song.song_id, master.song.version) == (Outcome.CHANGED, first.song_id, 3)
        assert [song and song.version for _, song in published(connection, codec)] == [1, 2, 3]


def test_ids_are_the_same_after_a_reset(database: str, codec: Codec[Song]) -> None:
    with songs.connected(database) as connection:
        by_code = songs.add(connection, codec, recording("a"), "One", "The Ben", CODE).song
        by_audio = songs.add(connection, codec, recording("b"), "Two", "THE BEN", None).song
        assert by_code.artist_id == by_audio.artist_id
        assert by_audio.artist == "The Ben"
        for song in (by_code, by_audio):
            songs.remove(connection, codec, song.song_id)
        assert songs.add(connection, codec, recording("other"), "One", "The Ben", CODE).song.song_id == by_code.song_id
        assert songs.add(connection, codec, recording("b"), "Two", "The Ben", None).song.song_id == by_audio.song_id


def test_a_removed_song_leaves_a_tombstone(database: str, codec: Codec[Song]) -> None:
    with songs.connected(database) as connection:
        song = songs.add(connection, codec, recording("a"), "Naremeye", "The Ben", None).song
        assert songs.remove(connection, codec, song.song_id).title == "Naremeye"
        assert published(connection, codec)[1:] == [(song.song_id, None)]
        assert list(songs.every(connection)) == []
        with pytest.raises(Refused, match="no song has the id"):
            songs.remove(connection, codec, song.song_id)


@pytest.mark.parametrize(
    ("title", "artist", "code", "reason"),
    [
        ("T", "A", "RW-ABC-24-1", "is no ISRC"),
        (" ", "A", None, "the title has 0 characters"),
        ("T", "A" * 301, None, "the artist has 301 characters"),
    ],
)
def test_what_cannot_be_registered_is_refused(
    database: str, codec: Codec[Song], title: str, artist: str, code: str | None, reason: str
) -> None:
    with songs.connected(database) as connection, pytest.raises(Refused, match=reason):
        songs.add(connection, codec, recording("a"), title, artist, code)


def test_one_recording_is_one_song(database: str, codec: Codec[Song]) -> None:
    with songs.connected(database) as connection:
        songs.add(connection, codec, recording("a"), "One", "A", CODE)
        songs.add(connection, codec, recording("b"), "Two", "A", "RWABC2400002")
        with pytest.raises(Refused, match="the audio is that of 'Two'"):
            songs.add(connection, codec, recording("b"), "One", "A", CODE)
        with pytest.raises(Refused, match="whose ISRC is RWABC2400002"):
            songs.add(connection, codec, recording("b"), "Three", "A", "RWABC2400003")


def test_a_failed_transaction_publishes_nothing(database: str, codec: Codec[Song]) -> None:
    def add_and_fail() -> None:
        with songs.connected(database) as connection:
            songs.add(connection, codec, recording("a"), "One", "A", None)
            raise RuntimeError("cut")

    with pytest.raises(RuntimeError, match="cut"):
        add_and_fail()
    with songs.connected(database) as connection:
        assert published(connection, codec) == []
        assert list(songs.every(connection)) == []


def test_the_command_registers_what_is_audio_and_names_what_is_not(
    stack: LocalSettings, database: str, codec: Codec[Song], tmp_path: Path, capsys: pytest.CaptureFixture[str]
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
    with songs.connected(database) as connection:
        [(_, song)] = published(connection, codec)
    assert song is not None
    assert song.duration_ms == len(pcm) * 1000 // SAMPLE_RATE
    for profile, items in ((Profile.LINE, song.line), (Profile.MIC, song.mic)):
        assert from_bytes(items).tolist() == fingerprint(pcm, profile).items.tolist()
