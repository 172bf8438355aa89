"""Folders into the catalogue, duplicates kept out of it, and the catalogue written out."""

import json
import shutil
from contextlib import closing
from pathlib import Path

import pytest
from pydantic import SecretStr

from catalogue import session
from catalogue.export import Format
from fingerprinting.audio import run
from injyana.commands.catalogue import add, duplicates, export, import_folder
from injyana.listening.known import of_catalogue
from injyana.local.settings import LocalSettings
from kernel.codec import Codecs
from kernel.errors import Refused
from kernel.events.detections import Profile
from kernel.registry import Registry
from kernel.settings import Settings
from tests.unit.fingerprinting.test_audio import melody, write_wave

SECONDS = 20


@pytest.fixture
def settings(stack: LocalSettings, database: str, tmp_path: Path) -> Settings:
    return Settings(database=SecretStr(database), registry=stack.registry, state_dir=tmp_path / "state")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two songs, one of them a second time as MP3, a file that is none, and a picture."""
    found = tmp_path / "music"
    (found / "album").mkdir(parents=True)
    write_wave(found / "Meddy - Slowly.wav", melody(SECONDS, seed=2))
    plain = write_wave(tmp_path / "plain.wav", melody(SECONDS))
    encode(plain, found / "album" / "one.flac", title="Naremeye", artist="The Ben", isrc="RWABC2400001")
    encode(plain, found / "album" / "two.mp3", title="Naremeye again", artist="The Ben")
    (found / "broken.ogg").write_bytes(b"no music")
    (found / "cover.jpg").write_bytes(b"no music either")
    return found


def encode(plain: Path, to: Path, **tags: str) -> None:
    options = [word for name, text in tags.items() for word in ("-metadata", f"{name}={text}")]
    run(["ffmpeg", "-nostdin", "-v", "error", "-i", str(plain), *options, str(to)], "the test's audio")


def named(settings: Settings) -> list[tuple[str, str, str | None]]:
    with session.reader(settings.database.get_secret_value()) as catalogue:
        return [(song.artist, song.title, song.isrc) for song in catalogue.every()]


IMPORTED = [("Meddy", "Slowly", None), ("The Ben", "Naremeye", "RWABC2400001")]


def test_a_folder_is_imported_once_however_often(
    settings: Settings, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Refused, match="2 of 4 files"):
        import_folder(settings, folder, None, anyway=False, dry=True)
    said = capsys.readouterr().out
    assert "would be added  Meddy - Slowly" in said
    assert "two.mp3 sounds like The Ben - Naremeye" in said
    assert named(settings) == []

    with pytest.raises(Refused, match="2 of 4 files"):
        import_folder(settings, folder, None, anyway=False, dry=False)
    assert "2 added, 2 refused" in capsys.readouterr().out
    assert named(settings) == IMPORTED

    with monkeypatch.context() as unread:
        unread.delattr("catalogue.audio_files.read")
        (folder / "album" / "two.mp3").unlink()
        (folder / "broken.ogg").unlink()
        import_folder(settings, folder, None, anyway=False, dry=False)
    assert capsys.readouterr().out.count("already there") == 2

    shutil.rmtree(settings.state_dir)
    import_folder(settings, folder, None, anyway=False, dry=False)
    assert capsys.readouterr().out.count("already there") == 2
    assert named(settings) == IMPORTED


def test_a_song_that_was_removed_is_imported_again(settings: Settings, folder: Path) -> None:
    (folder / "broken.ogg").unlink()
    with pytest.raises(Refused, match="1 of 3 files"):
        import_folder(settings, folder, None, anyway=False, dry=False)
    with (
        closing(Registry(settings.registry)) as registry,
        session.opened(settings.database.get_secret_value(), Codecs(registry)) as catalogue,
    ):
        gone = next(song for song in catalogue.every() if song.artist == "Meddy")
        catalogue.remove(gone.song_id)
    with pytest.raises(Refused, match="1 of 3 files"):
        import_folder(settings, folder, None, anyway=False, dry=False)
    assert named(settings) == IMPORTED


def test_another_copy_is_added_only_when_told(
    settings: Settings, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, two = folder / "album" / "one.flac", folder / "album" / "two.mp3"
    add(settings, [one])
    with pytest.raises(Refused, match="1 of 1 files were not added"):
        add(settings, [two])
    assert "--duplicate adds it all the same" in capsys.readouterr().out
    add(settings, [two], isrc="RWABC2400001")
    assert "changed" in capsys.readouterr().out
    add(settings, [one])
    capsys.readouterr()

    duplicates(settings, [two, folder / "Meddy - Slowly.wav"], as_json=True)
    [alike] = json.loads(capsys.readouterr().out)
    assert (alike["file"], alike["artist"]) == (str(two), "The Ben")
    assert alike["share"] > 0.9
    with pytest.raises(Refused, match="1 of 1 files could not be read"):
        duplicates(settings, [folder / "broken.ogg"], as_json=False)


def test_duplicate_adds_a_song_of_its_own(settings: Settings, folder: Path) -> None:
    add(settings, [folder / "album" / "one.flac"])
    add(settings, [folder / "album" / "two.mp3"], anyway=True)
    assert [title for _, title, _ in named(settings)] == ["Naremeye", "Naremeye again"]


def test_the_catalogue_is_written_out_and_compared_with(
    settings: Settings, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add(settings, [folder / "album" / "one.flac"])
    capsys.readouterr()
    export(settings, Format.JSONL, None)
    assert json.loads(capsys.readouterr().out)["title"] == "Naremeye"
    export(settings, Format.CSV, tmp_path / "songs.csv")
    assert [line.split(",")[1] for line in (tmp_path / "songs.csv").read_text().splitlines()] == ["title", "Naremeye"]
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("songs")] == ["songs.csv"]
    for profile in Profile:
        known = of_catalogue(settings.database.get_secret_value(), profile)
        assert (len(known.index), len(known.songs)) == (1, 1)
