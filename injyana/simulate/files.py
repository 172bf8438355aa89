"""A simulated country as files: what was reported, the truth about it, songs and sources."""

import csv
from collections.abc import Iterable
from pathlib import Path

import msgspec

from injyana.simulate.detections import detection
from kernel.errors import Refused
from kernel.events.event import Event
from simulation.country import Simulated
from simulation.plays import Arrival, played
from simulation.truth import Truth

DETECTIONS = "detections.jsonl"
LABELS = "labels.csv"
SONGS = "songs.csv"
SOURCES = "sources.jsonl"
LABEL_COLUMNS = (
    "event_id",
    "source_id",
    "received_at",
    "played_at",
    "song_id",
    "artist_id",
    "cohort",
    "label",
    "attack",
    "strength",
    "ring",
    "payee",
    "resend",
)


def write(folder: Path, simulated: Simulated, arrivals: list[Arrival], *, fingerprints: bool) -> list[Path]:
    """Writes the files and gives back their paths. Refused where the folder cannot be written.

    detections.jsonl: one detection a line, in the order of arrival, in the HTTP API's form, with source_id; a resend is
    a line of its own with the same event_id. labels.csv: the truth about each line, in the same order. songs.csv and
    sources.jsonl: the catalogue and the registered sources. The same arguments write the same bytes.
    """
    paths = [folder / name for name in (DETECTIONS, LABELS, SONGS, SOURCES)]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with paths[0].open("wb") as file:
            for arrival in arrivals:
                file.write(msgspec.json.encode(detection(arrival, simulated.songs, fingerprints=fingerprints)) + b"\n")
        _labels(paths[1], played(arrivals, simulated.catalogue))
        with paths[2].open("w", encoding="utf-8", newline="") as text:
            rows = csv.writer(text)
            rows.writerow(("song_id", "artist_id", "title", "artist", "isrc", "duration_ms"))
            rows.writerows((s.song_id, s.artist_id, s.title, s.artist, s.isrc, s.duration) for s in simulated.songs)
        _lines(paths[3], simulated.sources)
    except OSError as error:
        raise Refused(f"{folder} cannot be written: {error}") from error
    return paths


def _labels(path: Path, plays: Iterable[Truth]) -> None:
    with path.open("w", encoding="utf-8", newline="") as text:
        rows = csv.writer(text)
        rows.writerow(LABEL_COLUMNS)
        for truth in plays:
            play = truth.play
            rows.writerow(
                (
                    play.event_id,
                    play.source_id,
                    play.received_at.isoformat(timespec="milliseconds"),
                    play.played_at.isoformat(timespec="milliseconds"),
                    play.song_id,
                    play.artist_id,
                    truth.cohort,
                    truth.label.value,
                    truth.attack or "",
                    truth.strength,
                    truth.ring or "",
                    truth.payee,
                    int(truth.resend),
                )
            )


def _lines(path: Path, events: Iterable[Event]) -> None:
    with path.open("wb") as file:
        for event in events:
            file.write(msgspec.json.encode(event) + b"\n")
