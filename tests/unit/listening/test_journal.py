"""What an import remembers of a folder."""

import os
from pathlib import Path

from injyana.listening.journal import Journal
from kernel.ids import SongId


def test_unchanged_files_are_remembered_over_a_cut(tmp_path: Path) -> None:
    folder = tmp_path / "music"
    folder.mkdir()
    one, two = folder / "one.mp3", folder / "two.mp3"
    for path in (one, two):
        path.write_bytes(b"music")
    journal = Journal(tmp_path / "state", folder)
    journal.write(one, SongId("1"))
    journal.write(one, SongId("1"))
    journal.write(two, SongId("2"))
    [file] = (tmp_path / "state" / "imports").iterdir()
    assert len(file.read_text().splitlines()) == 2
    file.write_text(file.read_text()[:-5] + '\n{"other": 1}\nnonsense\n')

    again = Journal(tmp_path / "state", folder)
    assert (again.song(one), again.song(two)) == ("1", None)
    os.utime(one, ns=(1, 1))
    assert again.song(one) is None
    assert Journal(tmp_path / "state", tmp_path).song(two) is None
