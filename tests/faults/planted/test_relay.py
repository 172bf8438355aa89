"""A defect of the relay, and the check that catches it: each row of the outbox once, in the order of commits."""

import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from injyana.local.settings import LocalSettings
from kernel import outbox
from kernel.codec import Codec
from kernel.events.aggregates import Delta, Dimension
from kernel.registry import Registry
from tests.faults.planted import DEFECT, MOMENT, caught
from tests.integration.kernel.toy import KILLED, NOW
from tests.integration.kernel.toy_stage import deltas
from tests.integration.topics import Reader, own_topics, register

ROWS = 20
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.mark.parametrize("defect", ["", "position_outside"])
def test_each_row_once_though_the_relay_dies(stack: LocalSettings, database: str, tmp_path: Path, defect: str) -> None:
    topic = deltas(f"outbox-{uuid4().hex[:8]}")
    environment = os.environ | stack.environment()
    environment |= {"INJYANA_DATABASE": database, "INJYANA_OUTBOX": topic.name}
    environment |= {DEFECT: defect, MOMENT: str(tmp_path / "moment")}
    command = [sys.executable, "-m", "tests.faults.planted.relay_program"]
    with own_topics(stack.kafka, [topic.name], [], 1), closing(Registry(stack.registry)) as registry:
        register(stack.registry, topic)
        codec: Codec[Delta] = Codec(topic, registry)
        causes = [str(number) for number in range(ROWS)]
        with psycopg.connect(database) as connection:
            for cause in causes:
                event = Delta(dimension=Dimension.SONG, id="song", minute=NOW, made_at=NOW, cause=cause)
                outbox.put(connection, topic, "song", event, codec, TRACE)
        with (tmp_path / "log").open("wb") as log:
            assert subprocess.run(command, env=environment, stderr=log, timeout=90, check=False).returncode == KILLED
            second = subprocess.Popen(command, env=environment, stderr=log)
        with psycopg.connect(database) as connection:
            event = Delta(dimension=Dimension.SONG, id="song", minute=NOW, made_at=NOW, cause="last")
            outbox.put(connection, topic, "song", event, codec, TRACE)
        reader = Reader(stack.kafka, topic.name)
        try:
            reader.until(ROWS + 1, 90)
            with caught(defect):
                assert [codec.decode(record.value).cause for record in reader.records] == [*causes, "last"]
        finally:
            reader.close()
            second.kill()
            second.wait(10)
