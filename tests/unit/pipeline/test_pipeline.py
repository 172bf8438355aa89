"""The page that shows the wiring, held against what the processes really run and what their steps really write."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from kernel.events.aggregates import Delta, Dimension
from kernel.events.event import Event, Origin
from kernel.events.findings import Sightings
from kernel.events.plays import RecognizedPlay, ScoredPlay, Verdict
from kernel.health import Progress
from kernel.ids import SongId
from kernel.settings import Settings
from kernel.stage import MemoryTables, Output, Received, Stage
from kernel.topics import (
    AGGREGATES_DAY,
    AGGREGATES_DELTAS,
    AGGREGATES_HOUR,
    AGGREGATES_MINUTE,
    DETECTIONS_BACKFILL,
    DETECTIONS_RAW,
    FRAUD_SIGHTINGS,
    PLAYS_RECOGNIZED,
    PLAYS_SCORED,
    Topic,
)
from stream_processors import pipeline
from stream_processors.aggregation import main as aggregation
from stream_processors.fraud import main as fraud
from stream_processors.pipeline import PIPELINE, Wire
from stream_processors.recognition import main as recognition
from stream_processors.recognition.catalogue import Catalogue
from tests.unit.fraud import plays as fraud_plays
from tests.unit.fraud_second_look.seen import NOON, PAYEE, sighting
from tests.unit.recognition import made

MAINS: tuple[ModuleType, ...] = (recognition, fraud, aggregation)


class Reader:
    """In the place of CompactedReader: notes which topic is read, and is ready at once."""

    topics: tuple[Topic[Event], ...] = ()
    ready = True

    def __init__(self, _bootstrap: str, topic: Topic[Event], *_args: object, **_kwargs: object) -> None:
        type(self).topics += (topic,)

    def start(self) -> None:
        pass

    def wait(self, _seconds: float) -> bool:
        return True

    def get(self, _key: str) -> None:
        return None


class Live:
    """In the place of recognition's catalogue: two songs, and no thread."""

    def now(self) -> Catalogue:
        songs = [made.song(1, "Naremeye", "The Ben"), made.song(2, "Ikinyafu", "Bruce Melodie")]
        return Catalogue().changed({song.song_id: song for song in songs})

    def start(self) -> None:
        pass

    def change(self, _changes: object, _reached: object) -> None:
        pass

    def wait_built(self, _seconds: float) -> bool:
        return True


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[[ModuleType], list[tuple[Wire, Stage[Any]]]]:
    """Runs a process's main with everything outside replaced: its stages, and the wires that they are."""

    def running(module: ModuleType) -> list[tuple[Wire, Stage[Any]]]:
        found: list[tuple[Wire, Stage[Any]]] = []

        def run_app(process: str, stages: Sequence[Stage[Any]], _settings: Settings, *_args: Any, **_kw: Any) -> None:
            for stage in stages:
                wire = Wire(process=process, reads=stage.reads, writes=(), keeps=stage.tables, knows=Reader.topics)
                found.append((wire, stage))

        monkeypatch.setattr(Reader, "topics", ())
        for name, value in {
            "begin": lambda _name, _settings: Progress(),
            "Registry": lambda _url: None,
            "outlast": lambda _action, _progress: None,
            "CompactedReader": Reader,
            "held": lambda _settings, _codec, _progress: (Live(), None),
        }.items():
            if hasattr(module, name):
                monkeypatch.setattr(module, name, value)
        monkeypatch.setattr(module, "run_app", run_app)
        module.main()
        return found

    return running


def samples() -> dict[str, list[Event]]:
    """For each topic that is read, events that make a stage write everything that it may."""
    clip = made.items(1)[100:200]
    nothing = np.zeros_like(clip)
    play = fraud_plays.play(1)
    again = fraud_plays.play(2, song_id=SongId("song-1"))
    scored = ScoredPlay(
        **{name: getattr(play, name) for name in RecognizedPlay.__struct_fields__},
        verdict=Verdict.ACCEPTED,
        score=0.0,
        scored_by="test",
    )
    now = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
    delta = Delta(
        dimension=Dimension.SONG, id="song-1", minute=now, made_at=now + timedelta(minutes=1), accepted_plays=1
    )
    return {
        DETECTIONS_RAW.name: [made.detection(clip), made.detection(nothing)],
        DETECTIONS_BACKFILL.name: [made.detection(clip), made.detection(nothing)],
        PLAYS_RECOGNIZED.name: [play, again],
        FRAUD_SIGHTINGS.name: fed_from_a_file(),
        PLAYS_SCORED.name: [scored],
        AGGREGATES_DELTAS.name: [delta],
    }


def fed_from_a_file() -> list[Event]:
    """Plays of four phones with the very same fingerprint."""
    seen = [sighting(number, NOON + timedelta(hours=number), fingerprint_hash=5) for number in range(4)]
    return [Sightings(artist_id=PAYEE, sightings=tuple(seen))]


def written(stage: Stage[Any], wire: Wire) -> tuple[list[Output], set[str]]:
    """What the stage's step puts out and keeps for its samples."""
    tables = MemoryTables()
    records = [
        Received(event, Origin(topic=stage.reads.name, partition=0, offset=offset))
        for offset, event in enumerate(samples()[stage.reads.name])
    ]
    outputs = list(stage.step(records, tables))
    return outputs, {topic.name for topic in wire.keeps if tables[topic].values}


def test_the_page_says_what_the_processes_run(
    run: Callable[[ModuleType], list[tuple[Wire, Stage[Any]]]],
) -> None:
    real = [(wire, stage) for module in MAINS for wire, stage in run(module)]
    assert len(real) == len(PIPELINE)
    for (wire, stage), shown in zip(real, PIPELINE, strict=True):
        assert (wire.process, wire.reads, wire.keeps, wire.knows) == (
            shown.process,
            shown.reads,
            shown.keeps,
            shown.knows,
        )
        outputs, kept = written(stage, shown)
        assert {output.topic.name for output in outputs} == {topic.name for topic in shown.writes}
        assert kept == {topic.name for topic in shown.keeps}


def test_every_topic_that_is_read_or_kept_has_what_that_needs() -> None:
    for wire in PIPELINE:
        assert wire.reads.dead_letters, wire
        assert all("compact" in topic.cleanup for topic in wire.keeps + wire.knows), wire


def test_the_picture_names_every_topic_of_the_page() -> None:
    picture = (pipeline.__doc__ or "").replace(".hour", "aggregates.hour").replace(".day", "aggregates.day")
    totals = (AGGREGATES_MINUTE, AGGREGATES_HOUR, AGGREGATES_DAY)
    shown = {topic for wire in PIPELINE for topic in (wire.reads, *wire.writes, *wire.knows)} | set(totals)
    assert [topic.name for topic in shown if topic.name not in picture] == []
