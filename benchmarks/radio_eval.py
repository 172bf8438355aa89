"""How well a station's plays are found: `make eval-radio`.

Made-up programmes of real music (radio_programme.py) go through the detector's own code, faster than on air. What is
found must be what was played: once, with its beginning and end.
"""

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import numpy as np
from rich.progress import track
from scipy.stats import binomtest

from benchmarks import music
from benchmarks.radio_programme import Played, programme
from benchmarks.recognition_eval import index_of
from benchmarks.report import Row, report
from detectors.radio.listening import Listening
from detectors.radio.on_air import on_air
from detectors.radio.plays import Play, continued, over
from fingerprinting.audio import SAMPLE_RATE, Pcm, decode
from fingerprinting.lookup.index import Index
from kernel.events.detections import Profile
from kernel.ids import SongId, StationId

SEED = 20_260_305
PROGRAMMES = 5
PROGRAMME_S = 1_440.0
STRANGERS = ("Apex Aleph", "Nebula", "frontiers")
"""Played, and not in the catalogue."""

STEP_S = 5.0
MEETS_S = 3.0
LEAST_FOUND = 98.0
MOST_OFF_S = 0.5
ZERO = datetime(2026, 3, 2, 6, tzinfo=UTC)
STATION = StationId("made-up")


@dataclass
class Counts:
    """What became of what was played; seconds by which beginnings and ends were off, and whether a voice hid them."""

    played: int = 0
    found: int = 0
    false: list[str] = field(default_factory=list)
    twice: int = 0
    missed: list[str] = field(default_factory=list)
    starts: list[tuple[float, bool]] = field(default_factory=list)
    ends: list[tuple[float, bool]] = field(default_factory=list)


def detected(index: Index, pcm: Pcm) -> list[Play]:
    """The plays that the detector makes of a programme."""
    listening = Listening(index)
    plays: tuple[Play, ...] = ()
    done: list[Play] = []
    step = round(STEP_S * SAMPLE_RATE)
    for at in range(0, len(pcm), step):
        heard = listening.feed(pcm[at : at + step])
        plays = continued(plays, STATION, [on_air(each, ZERO) for each in heard])
        now = ZERO + timedelta(seconds=listening.seconds)
        ended = over(plays, now, ZERO, now)
        done += ended
        plays = tuple(play for play in plays if play not in ended)
    return done + list(plays)


def compare(counts: Counts, played: Sequence[Played], found: Sequence[Play]) -> None:
    """Adds one programme to the counts."""
    left = list(found)
    for each in played:
        counts.played += 1
        mine = [play for play in left if play.sounded.song == each.song and _common(each, play) > MEETS_S]
        left = [play for play in left if play not in mine]
        if not mine:
            counts.missed.append(f"{each.song}, {each.to_s - each.from_s:.0f} s at {100 * each.speed:.1f} %")
            continue
        counts.found += 1
        counts.twice += len(mine) - 1
        begins, ends = _seconds(mine[0].sounded.began), _seconds(mine[-1].sounded.ended)
        counts.starts.append((abs(begins - each.from_s), each.voice_at_beginning))
        counts.ends.append((abs(ends - each.to_s), each.voice_at_end))
    counts.false += [
        f"{play.sounded.song} {_seconds(play.sounded.began):.0f}-{_seconds(play.sounded.ended):.0f} s" for play in left
    ]


def _common(each: Played, play: Play) -> float:
    return min(each.to_s, _seconds(play.sounded.ended)) - max(each.from_s, _seconds(play.sounded.began))


def _seconds(at: datetime) -> float:
    return (at - ZERO).total_seconds()


def rows(counts: Counts, minutes: float, realtime: float) -> list[Row]:
    """All figures."""
    share = 100 * counts.found / counts.played
    low, high = binomtest(counts.found, counts.played).proportion_ci(0.95, "wilson")
    against = f"{counts.found} of {counts.played} plays in {minutes:.0f} min; 95 %: {100 * low:.1f} to {100 * high:.1f}"
    missed = counts.played - counts.found
    return [
        Row("found", share, "%", against, None, f">= {LEAST_FOUND:.0f}", share >= LEAST_FOUND),
        Row("missed", missed, "plays", "; ".join(counts.missed) or None),
        Row("false", len(counts.false), "plays", "; ".join(counts.false) or None, None, "0", not counts.false),
        Row("found in two", counts.twice, "plays", None, None, "0", not counts.twice),
        *_off("beginning", counts.starts),
        *_off("end", counts.ends),
        Row("speed on one core", realtime, "x real time"),
    ]


def _off(what: str, seconds: Sequence[tuple[float, bool]]) -> list[Row]:
    found = [_spread(what, [off for off, _ in seconds], MOST_OFF_S)]
    for name, hidden in ((f"{what} in the clear", False), (f"{what} under a voice", True)):
        some = [off for off, under in seconds if under is hidden]
        found += [_spread(name, some, None)] if some else []
    return found


def _spread(what: str, seconds: Sequence[float], target: float | None) -> Row:
    middle, most, worst = np.percentile(seconds, [50, 95, 100])
    within = sum(each <= 1 for each in seconds)
    against = f"{len(seconds)} plays, {within} within 1 s; p95 {most:.2f} s, worst {worst:.2f} s"
    wanted, holds = (None, None) if target is None else (f"<= {target}", bool(middle <= target))
    return Row(what, float(middle), "s off", against, None, wanted, holds)


def main() -> None:
    """Prints and writes all figures; exits 1 where a target was missed."""
    pieces = {SongId(path.stem): decode(path) for path in track(music.files(), "Decoding music")}
    songs = {song: pcm for song, pcm in pieces.items() if song not in STRANGERS}
    strangers = [pieces[SongId(name)] for name in STRANGERS]
    index = index_of(songs, Profile.LINE)
    counts, seconds, spent = Counts(), 0.0, 0.0
    for number in track(range(PROGRAMMES), "Listening"):
        pcm, played = programme(songs, strangers, PROGRAMME_S, np.random.default_rng((SEED, number)))
        began = time.process_time()
        found = detected(index, pcm)
        spent += time.process_time() - began
        seconds += len(pcm) / SAMPLE_RATE
        compare(counts, played, found)
    sys.exit(not report("radio_eval", rows(counts, seconds / 60, seconds / spent)))


if __name__ == "__main__":
    main()
