"""Injyana beside peers that recognise music: the same songs and clips, one run: python -m benchmarks.recognition_peers

The peers are installed by `python -m benchmarks.peers.install`, which says how their sources are had. Songs are real
pieces and composed ones; of each a clip in every condition is asked for, and clips of other composed pieces. Half of
those only say what score Dejavu gives to unknown music, since it believes anything. All are WAV files of 44.1 kHz;
times are of one processor.
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import time
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.signal import resample_poly

from benchmarks import music
from benchmarks.composer.catalogue import sounding, works
from benchmarks.peers.install import FOLDER, NEEDS, OLAF, installed, olaf_program, python_of, source_of
from benchmarks.recognition_conditions import clean, noise, telephone
from benchmarks.recognition_eval import accepted
from benchmarks.report import Row, report
from fingerprinting.audio import SAMPLE_RATE, Pcm, decode
from fingerprinting.chroma import fingerprint
from fingerprinting.lookup.index import Index
from fingerprinting.lookup.search import search
from injyana.demo.audio import cut
from injyana.local.settings import ROOT
from kernel.errors import Misconfigured
from kernel.events.detections import Profile
from kernel.ids import SongId

CONDITIONS = (
    ("clean, 5 s", Profile.LINE, 5, clean),
    ("clean, 10 s", Profile.LINE, 10, clean),
    ("pink noise 10 dB, 10 s", Profile.LINE, 10, noise(10)),
    ("pink noise 5 dB, 15 s", Profile.LINE, 15, noise(5)),
    ("telephone band, noise 5 dB, 15 s", Profile.MIC, 15, telephone(5)),
)
COMPOSED, UNKNOWN = 24, 24
FIRST_SEED = 21_000
TWICE = 2
OLAF_RATE = 16_000


@dataclass(frozen=True, slots=True)
class Clip:
    """A file, what was done to it, and the song that it is of; None where that is not in the catalogue."""

    path: Path
    condition: int
    song: str | None
    pcm: Pcm


@dataclass(frozen=True, slots=True)
class Told:
    """What a peer made of all clips: the songs by their files, in the order of the clips, and what it cost."""

    songs: list[str | None]
    hearing_ms: float
    lookup_ms: float | None
    build_s: float
    bytes_a_song: float
    remark: str = ""


def main() -> None:
    """Prints and writes the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pieces", type=int, help="so many real ones only")
    pieces = parser.parse_args().pieces
    peers = installed()
    if not peers:
        raise Misconfigured("no peer is installed: python -m benchmarks.peers.install --help")
    work = FOLDER / "work"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    songs, clips = _files(work, pieces)
    told = {"Injyana": _ours(songs, clips)}
    told |= {name: _python_peer(name, list(songs), clips) for name in peers if name in NEEDS}
    if OLAF in peers:
        told[OLAF] = _olaf(list(songs), clips, work)
    shutil.rmtree(work)
    report("recognition-peers", [row for name, each in told.items() for row in _rows(name, each, clips, len(songs))])


def _files(work: Path, pieces: int | None) -> tuple[dict[str, Pcm], list[Clip]]:
    heard = [decode(path) for path in music.files()[:pieces]]
    heard = [pcm for pcm in heard if len(pcm) > 30 * SAMPLE_RATE]
    made = [pcm for _, pcm in sounding(works(FIRST_SEED, COMPOSED + UNKNOWN))]
    songs = {str(work / f"song-{number:03}.wav"): pcm for number, pcm in enumerate([*heard, *made[:COMPOSED]])}
    for name, pcm in songs.items():
        _write(Path(name), pcm)
    random = np.random.default_rng(FIRST_SEED)
    clips = list[Clip]()
    for song, pcm in [*songs.items(), *((None, pcm) for pcm in made[COMPOSED:])]:
        for condition, (_, _, seconds, dirty) in enumerate(CONDITIONS):
            at = float(random.uniform(0, len(pcm) / SAMPLE_RATE - seconds - 0.01))
            clip = Clip(work / f"clip-{len(clips):04}.wav", condition, song, dirty(cut(pcm, at, seconds), len(clips)))
            _write(clip.path, clip.pcm)
            clips.append(clip)
    return songs, clips


def _write(path: Path, pcm: Pcm) -> None:
    fine = np.clip(np.rint(resample_poly(pcm.astype(np.float64), TWICE, 1)), -32_768, 32_767).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(TWICE * SAMPLE_RATE)
        file.writeframes(fine.tobytes())


def _ours(songs: dict[str, Pcm], clips: Sequence[Clip]) -> Told:
    begin = _now()
    indexes = {
        profile: Index(profile).changed({SongId(name): fingerprint(pcm, profile).items for name, pcm in songs.items()})
        for profile in (Profile.LINE, Profile.MIC)
    }
    build = _since(begin)
    found, hearing, lookup = list[str | None](), 0.0, 0.0
    for clip in clips:
        profile = CONDITIONS[clip.condition][1]
        begin = _now()
        items = fingerprint(decode(clip.path), profile).items
        hearing += _since(begin)
        begin = _now()
        [match] = search(indexes[profile], [items])
        lookup += _since(begin)
        found.append(match.song if match is not None and accepted(match) else None)
    parts = [segment for index in indexes.values() for segment in index.segments]
    size = sum(
        each.items.nbytes + each.side_lows.nbytes + each.by_key.positions.nbytes + each.by_sides.positions.nbytes
        for each in parts
    )
    return Told(
        found,
        1000 * hearing / len(clips),
        1000 * lookup / len(clips),
        build,
        size / len(songs),
        "both profiles; and 9 MB of tables",
    )


def _python_peer(name: str, songs: Sequence[str], clips: Sequence[Clip]) -> Told:
    job = json.dumps({"songs": songs, "clips": [str(clip.path) for clip in clips]})
    driver = ROOT / "benchmarks" / "peers" / f"{name}_peer.py"
    command = [str(python_of(name)), str(driver), str(source_of(name))]
    log = FOLDER / name / "log"
    with log.open("w") as said:
        ran = subprocess.run(command, input=job, stdout=subprocess.PIPE, stderr=said, text=True)
    if ran.returncode:
        raise Misconfigured(f"{name} did not answer: {log}")
    done: dict[str, Any] = json.loads(ran.stdout)
    answers = done["answers"]
    found = [each["song"] for each in answers]
    if "score" in answers[0]:
        found = _believed(found, [each["score"] for each in answers], clips)
    fixed = done["fixed_bytes"]
    return Told(
        found,
        1000 * sum(each["hearing_s"] for each in answers) / len(answers),
        1000 * sum(each["lookup_s"] for each in answers) / len(answers),
        done["build_s"],
        done["bytes"] / len(songs),
        f"a table of {fixed / 1e6:.0f} MB, however many songs" if fixed else "",
    )


def _olaf(songs: Sequence[str], clips: Sequence[Clip], work: Path) -> Told:
    home = work / "olaf"
    database = home / ".olaf" / "db"
    database.mkdir(parents=True)
    environment = dict(os.environ) | {"HOME": str(home)}

    def run(word: str, path: str) -> tuple[str, float]:
        raw = home / "raw"
        convert = [
            "ffmpeg",
            "-v",
            "error",
            "-y",
            "-i",
            path,
            "-ar",
            str(OLAF_RATE),
            "-ac",
            "1",
            "-f",
            "f32le",
            str(raw),
        ]
        subprocess.run(convert, check=True)
        begin = _now()
        done = subprocess.run(
            [olaf_program(), word, raw, path], env=environment, check=True, capture_output=True, text=True
        )
        return done.stdout, _since(begin)

    build = sum(run("store", song)[1] for song in songs)
    found, spent = list[str | None](), 0.0
    for clip in clips:
        text, seconds = run("query", str(clip.path))
        spent += seconds
        rows = [line.split(", ") for line in text.splitlines() if line.count(",") >= 6]
        best = max(rows, key=lambda row: int(row[0]), default=None)
        found.append(best[3] if best is not None else None)
    size = (database / "data.mdb").stat().st_size
    remark = "hearing and lookup are one program"
    return Told(found, 1000 * spent / len(clips), None, build, size / len(songs), remark)


def _believed(found: Sequence[str | None], scores: Sequence[float], clips: Sequence[Clip]) -> list[str | None]:
    """What has a better score than every other of the clips of other music, which are not reported."""
    unknown = [score for score, clip in zip(scores, clips, strict=True) if clip.song is None]
    enough = max(unknown[::2], default=0.0)
    return [song if score > enough else None for song, score in zip(found, scores, strict=True)]


def _rows(name: str, told: Told, clips: Sequence[Clip], songs: int) -> list[Row]:
    rows = []
    for number, (label, *_) in enumerate(CONDITIONS):
        of = [place for place, clip in enumerate(clips) if clip.condition == number and clip.song is not None]
        right = sum(told.songs[place] == clips[place].song for place in of)
        wrong = sum(told.songs[place] not in (None, clips[place].song) for place in of)
        rows.append(Row(f"{name}: {label}", 100 * right / len(of), "%", f"{len(of)} clips, {wrong} as another song"))
    unknown = [place for place, clip in enumerate(clips) if clip.song is None][1::2]
    false = sum(told.songs[place] is not None for place in unknown)
    rows += [
        Row(f"{name}: other music accepted", false, f"of {len(unknown)}"),
        Row(f"{name}: hearing a clip", told.hearing_ms, "ms", "file to fingerprint"),
        Row(f"{name}: fingerprints of {songs} songs", told.build_s, "s"),
        Row(f"{name}: memory", told.bytes_a_song / 1024, "KiB a song", told.remark),
    ]
    if told.lookup_ms is not None:
        rows.append(Row(f"{name}: lookup", told.lookup_ms, "ms", f"{songs} songs"))
    return rows


def _since(begin: float) -> float:
    return _now() - begin


def _now() -> float:
    others = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + others.ru_utime + others.ru_stime


if __name__ == "__main__":
    main()
