"""Edits of one song by many at once, while the relay is killed: each version is in Kafka once, in order."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import uuid4

from injyana.local.settings import LocalSettings
from kernel.topics import CATALOGUE_SONGS
from tests.integration.catalogue.desk import Desk
from tests.integration.topics import Reader
from tests.waiting import wait_until

EDITS = 24
KILLS = 3


def test_every_version_is_published_once_and_in_order(desk: Desk, stack: LocalSettings, tmp_path: Path) -> None:
    song, admin = desk.song(str(uuid4())), desk.admin
    path, codec = f"/songs/{song.song_id}", desk.codecs.get(CATALOGUE_SONGS)
    told = {**os.environ, **stack.environment(), "INJYANA_DATABASE": desk.database, "INJYANA_OUTBOX": f"o-{uuid4()}"}
    reader = Reader(stack.kafka, CATALOGUE_SONGS.name)

    def relay() -> "subprocess.Popen[bytes]":
        with (tmp_path / "relay.log").open("ab") as log:
            command = [sys.executable, "-c", "from kernel.relay import main; main()"]
            return subprocess.Popen(command, env=told, stderr=log)

    def edit(number: int) -> None:
        said: dict[str, Any] = {"title": f"Title {number}", "artist_id": song.artist_id}
        while admin.send("PUT", path, said, If_Match=admin.etag(path)).status_code != 200:
            pass

    def versions() -> list[int | None]:
        reader.read()
        mine = [each for each in reader.records if each.key == song.song_id.encode()]
        return [None if each.value is None else codec.decode(each.value).version for each in mine]

    running = relay()
    try:
        for kill in range(KILLS):
            with ThreadPoolExecutor(4) as pool:
                edits = list(pool.map(edit, range(kill * EDITS // KILLS, (kill + 1) * EDITS // KILLS)))
            assert len(edits) == EDITS // KILLS
            wait_until(versions, 60, "something was published")
            running.kill()
            running.wait()
            running = relay()
        assert admin.send("DELETE", path, If_Match=admin.etag(path)).status_code == 204
        wait_until(lambda: versions()[-1:] == [None], 60, "the end of the song is published")
        assert versions() == [*range(1, EDITS + 2), None]
    finally:
        running.kill()
        running.wait()
        reader.close()
