"""A ledger in which detections wait, songs that are registered, and late matching between them; without Kafka."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import psycopg

from catalogue import session
from catalogue.audio_files import Recording, Tags
from fingerprinting.compressed import Items
from kernel import outbox
from kernel.clock import system_clock
from kernel.codec import Codecs
from kernel.events.detections import Detection
from kernel.events.plays import RecognizedPlay, ScoredPlay, UnrecognizedPlay, Verdict
from kernel.events.songs import Song
from kernel.stage import MemoryTables
from kernel.topics import PLAYS_RECOGNIZED
from kernel.tracing import header, trace_id
from stream_processors.recognition.catalogue import Catalogue
from stream_processors.recognition.late.detections import Detections
from stream_processors.recognition.late.songs import NEVER, Songs
from stream_processors.recognition.step import make_step
from tests.integration.timescale.ledger import Ledger, event_id
from tests.unit.recognition.made import detection, items, received, song

NOW = system_clock().replace(microsecond=0)


def heard(name: object, clip: Items | None = None, **changed: object) -> Detection:
    """A detection whose id follows from `name`: 15 s of song 1, unless another clip is given."""
    return detection(items(1)[100:220] if clip is None else clip).evolve(
        event_id=event_id(name), played_at=NOW - timedelta(hours=3), received_at=NOW - timedelta(hours=2), **changed
    )


class World:
    """The sink's ledger, the catalogue's tables, and a worker that matches late."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.codecs = Codecs(ledger.ids)

    def store(self, *detections: Detection) -> list[UnrecognizedPlay]:
        """What recognition makes of them with an empty catalogue, as the sink keeps it."""
        outputs = list(make_step(Catalogue)([received(each) for each in detections], MemoryTables()))
        events = [output.event for output in outputs]
        unrecognised = [event for event in events if isinstance(event, UnrecognizedPlay)]
        self.ledger.write(*unrecognised)
        return unrecognised

    def recognised(self, detection: Detection) -> RecognizedPlay:
        """What recognition makes of it with the catalogue as it is."""
        with self.worker() as worker:
            catalogue = worker.songs.since(NEVER).now
        (output,) = make_step(lambda: catalogue)([received(detection)], MemoryTables())
        assert isinstance(output.event, RecognizedPlay)
        return output.event

    def add(self, number: int, sound: int | None = None) -> Song:
        """Registers song `number`, or another one of the sound of song `sound`."""
        made = song(number if sound is None else sound)
        recording = Recording(made.duration_ms, made.line, made.mic, Tags())
        if sound is not None:
            recording = Recording(made.duration_ms, made.line + made.line[-4:], made.mic, Tags())
        with session.opened(self.ledger.database, self.codecs) as catalogue:
            return catalogue.add(recording, song(number).title, "The Ben", None).song

    def remove(self, song_id: str) -> None:
        with session.opened(self.ledger.database, self.codecs) as catalogue:
            catalogue.remove(song_id)

    @contextmanager
    def worker(self, at_once: int = 200) -> Iterator[Detections]:
        """A worker that has read the catalogue as it is."""
        with psycopg.connect(self.ledger.database, autocommit=True, options="-c timezone=UTC") as connection:
            found = Songs(connection)
            found.read()
            yield Detections(connection, found, self.codecs.get(PLAYS_RECOGNIZED), system_clock, at_once)

    def match(self) -> int:
        """One worker matches all that is due; how many it was."""
        with self.worker() as worker:
            return sum(iter(worker.match, 0))

    def recovered(self) -> list[RecognizedPlay]:
        """The plays in the outbox, in its order."""
        codec = self.codecs.get(PLAYS_RECOGNIZED)
        with psycopg.connect(self.ledger.database) as connection:
            rows = [row for row in outbox.after(connection, 0, 1_000_000) if row.topic == PLAYS_RECOGNIZED.name]
        return [codec.decode(row.value) for row in rows]

    def traces(self) -> set[str | None]:
        """The traces of the plays in the outbox."""
        with psycopg.connect(self.ledger.database) as connection:
            rows = [row for row in outbox.after(connection, 0, 1_000_000) if row.topic == PLAYS_RECOGNIZED.name]
        return {trace_id(header(row.headers, "traceparent")) for row in rows}


def accepted(play: RecognizedPlay) -> ScoredPlay:
    """What the fraud stage makes of an honest play."""
    fields = {name: getattr(play, name) for name in RecognizedPlay.__struct_fields__}
    return ScoredPlay(**fields, verdict=Verdict.ACCEPTED, score=0.0, scored_by="rules-1")
