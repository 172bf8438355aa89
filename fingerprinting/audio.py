"""Any audio file as PCM, by ffmpeg."""

import subprocess
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kernel.errors import Misconfigured, Refused

Pcm = NDArray[np.int16]

SAMPLE_RATE = 22_050
"""Hz, mono: what both profiles are defined on."""

MAX_SECONDS = 1_800
"""Longer audio is a mix or a broadcast, not a song; 1,800 s are 79 MB of PCM."""

MIN_SECONDS = 3.0
"""Chromaprint's first item needs 2.6 s."""

TIME_LIMIT_SECONDS = 120
"""ffmpeg decodes half an hour in a few seconds; more means that it hangs."""


def decode(path: Path, max_seconds: int = MAX_SECONDS) -> Pcm:
    """The first audio stream of a file as mono samples at SAMPLE_RATE.

    Refused, with the reason, where the file is missing, no audio, damaged, shorter than MIN_SECONDS or longer than
    `max_seconds`. Nothing but the file itself is opened, whatever it refers to. Misconfigured without ffmpeg.
    """
    if not path.is_file():
        raise Refused(f"{path} is not a file")
    decoded = run(ffmpeg(f"file:{path.resolve()}", max_seconds), str(path))
    pcm = np.frombuffer(decoded, dtype="<i2").astype(np.int16, copy=False)
    seconds = len(pcm) / SAMPLE_RATE
    if seconds < MIN_SECONDS:
        raise Refused(f"{path} holds {seconds:.1f} s of audio; a fingerprint needs at least {MIN_SECONDS:.0f} s")
    if seconds > max_seconds:
        raise Refused(f"{path} is longer than {max_seconds} s; add songs one by one")
    return pcm


def ffmpeg(given: str, max_seconds: int) -> list[str]:
    """The command that writes the first audio stream of `given` as mono samples of 16 bits, little-endian.

    A second more than `max_seconds` at the most, by which what is too long is known. It opens nothing but `given`.
    """
    return [
        *("ffmpeg", "-nostdin", "-hide_banner", "-v", "error", "-protocol_whitelist", "file,pipe"),
        *("-i", given, "-map", "0:a:0", "-t", str(max_seconds + 1)),
        *("-ac", "1", "-ar", str(SAMPLE_RATE), "-f", "s16le", "pipe:1"),
    ]


def run(command: list[str], what: str, data: bytes | None = None) -> bytes:
    """What ffmpeg writes to its standard output; Refused with ffmpeg's own last words where it fails on `what`."""
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=TIME_LIMIT_SECONDS, check=False)
    except FileNotFoundError as error:
        raise Misconfigured("ffmpeg is not installed: apt-get install ffmpeg") from error
    except subprocess.TimeoutExpired as error:
        raise Refused(f"ffmpeg did not finish with {what} in {TIME_LIMIT_SECONDS} s") from error
    if done.returncode != 0:
        words = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise Refused(f"{what} is not audio that ffmpeg can decode: {words[-1] if words else 'no reason given'}")
    return done.stdout
