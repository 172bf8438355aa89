"""Reads one hostile audio file: python -m catalogue.uploads.reader PATH DEMUXER.

A process of its own with limits on it (reading.py): what kills it kills nothing else. It writes lines of JSON: how many
seconds it heard, and at the end what it found, or why it refuses.
"""

import base64
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import mutagen
import numpy as np

from catalogue.audio_files import tags
from fingerprinting.audio import MAX_SECONDS, MIN_SECONDS, SAMPLE_RATE
from fingerprinting.chroma import Fingerprinter, to_bytes
from kernel.errors import Refused
from kernel.events.detections import Profile

BLOCK_BYTES = 30 * SAMPLE_RATE * 2
"""Half a minute."""
TAG_CHARS = 300


def main(path: Path, demuxer: str) -> None:
    """Reads the file and says what was found."""
    try:
        found = read(path, demuxer)
    except Refused as error:
        found = {"refused": str(error)}
    except MemoryError:
        found = {"refused": "it takes more memory than a song needs"}
    _say(found)


def read(path: Path, demuxer: str) -> dict[str, Any]:
    """duration_ms, both fingerprints in base64, and the tags. Refused."""
    printers = {profile: Fingerprinter(profile) for profile in (Profile.LINE, Profile.MIC)}
    command, length = _ffmpeg(path, demuxer), _length(path)
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as ffmpeg:
        if ffmpeg.stdout is None or ffmpeg.stderr is None:
            raise LookupError("ffmpeg was started with pipes")
        while data := ffmpeg.stdout.read(BLOCK_BYTES):
            pcm = np.frombuffer(data[: len(data) - len(data) % 2], "<i2").astype(np.int16, copy=False)
            for printer in printers.values():
                printer.feed(pcm)
            _say({"seconds": round(printers[Profile.LINE].seconds), "of": length})
            if printers[Profile.LINE].seconds > MAX_SECONDS:
                ffmpeg.kill()
                raise Refused(
                    f"it is longer than {MAX_SECONDS // 60} minutes: that is a mix or a broadcast, not a song"
                )
        said = ffmpeg.stderr.read(4096).decode("utf-8", "replace").strip().splitlines()
    heard = printers[Profile.LINE].seconds
    if ffmpeg.returncode:
        raise Refused(f"it is damaged, or no audio that can be decoded: {_last(said, path)}")
    if said:
        raise Refused(f"it is damaged after {heard:.0f} s: {_last(said, path)}")
    if heard < MIN_SECONDS:
        raise Refused(f"it holds {heard:.1f} s of audio; a song has at least {MIN_SECONDS:.0f} s")
    named = tags(path)
    return {
        "duration_ms": round(heard * 1000),
        "line": base64.b64encode(to_bytes(printers[Profile.LINE].finish().items)).decode(),
        "mic": base64.b64encode(to_bytes(printers[Profile.MIC].finish().items)).decode(),
        "tags": {name: _short(getattr(named, name)) for name in ("title", "artist", "isrc")},
    }


def _ffmpeg(path: Path, demuxer: str) -> list[str]:
    """One demuxer and the file alone: no playlist, no other protocol, one thread."""
    return [
        *("ffmpeg", "-nostdin", "-hide_banner", "-v", "error", "-threads", "1", "-protocol_whitelist", "file"),
        *("-f", demuxer, "-i", f"file:{path.resolve()}", "-map", "0:a:0", "-t", str(MAX_SECONDS + 1), "-threads", "1"),
        *("-ac", "1", "-ar", str(SAMPLE_RATE), "-f", "s16le", "pipe:1"),
    ]


def _length(path: Path) -> int | None:
    """How many seconds the file says that it holds: good for progress alone."""
    try:
        file = mutagen.File(path)
        return round(file.info.length) if file is not None else None
    except (mutagen.MutagenError, AttributeError, ValueError, OverflowError):
        return None


def _last(said: list[str], path: Path) -> str:
    """ffmpeg's last words, without the path of the file."""
    return (
        (said[-1] if said else "no reason given")
        .replace(f"file:{path}", "the file")
        .replace(str(path), "the file")[-200:]
    )


def _short(text: str | None) -> str | None:
    return None if text is None else text.replace("\0", "")[:TAG_CHARS]


def _say(found: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(found) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
