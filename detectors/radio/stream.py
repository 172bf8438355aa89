"""A live stream as blocks of PCM, by an ffmpeg beside us that fetches and decodes it."""

import os
import selectors
import subprocess
import tempfile
import time
from collections.abc import Generator
from typing import IO

import numpy as np

from fingerprinting.audio import SAMPLE_RATE, Pcm
from kernel.errors import Misconfigured, Refused

PROTOCOLS = "http,https,tcp,tls,crypto,hls,httpproxy"
"""Nothing of this machine is opened, whatever a playlist or a redirection names."""

SCHEMES = ("http://", "https://")

STALL_SECONDS = 20.0
"""Without audio for so long, a connection is given up; a piece of HLS lasts ten seconds at most."""

TICK_SECONDS = 1.0
"""A caller hears from us so often, also without audio."""

BLOCK_BYTES = 1 << 16
LAST_WORDS = 2_000
"""Bytes."""

NOTHING: Pcm = np.empty(0, np.int16)


def is_stream(text: str) -> bool:
    """Whether it is the address of a stream, rather than a file."""
    return text.startswith(SCHEMES)


def command(url: str) -> list[str]:
    """ffmpeg writes mono samples of 16 bits at SAMPLE_RATE as they come."""
    return [
        *("ffmpeg", "-nostdin", "-hide_banner", "-v", "error", "-protocol_whitelist", PROTOCOLS),
        *("-rw_timeout", str(round(STALL_SECONDS * 1e6)), "-user_agent", "injyana-radio/1"),
        *("-i", url, "-map", "0:a:0", "-vn", "-ac", "1", "-ar", str(SAMPLE_RATE), "-f", "s16le", "pipe:1"),
    ]


def blocks(url: str) -> Generator[Pcm, None, None]:
    """The samples of one connection as they come; an empty block where none came for TICK_SECONDS.

    Ends never by itself: Refused, with the reason, where the stream ends, cannot be decoded or stalls. Misconfigured
    without ffmpeg. Closing the iterator ends ffmpeg.
    """
    with tempfile.TemporaryFile() as said:
        try:
            process = subprocess.Popen(command(url), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=said)
        except FileNotFoundError as error:
            raise Misconfigured("ffmpeg is not installed: apt-get install ffmpeg") from error
        try:
            if process.stdout is None:
                raise LookupError("ffmpeg was started with a pipe")
            with process.stdout as out:
                yield from _samples(out)
        finally:
            process.kill()
            process.wait()
        raise Refused(f"the stream ended: {_last_words(said) or 'nothing was said why'}")


def _samples(out: IO[bytes]) -> Generator[Pcm, None, None]:
    """Up to the end of what ffmpeg writes. Refused where it stalls."""
    left = b""
    last = time.monotonic()
    with selectors.DefaultSelector() as ready:
        ready.register(out, selectors.EVENT_READ)
        while True:
            if not ready.select(TICK_SECONDS):
                if time.monotonic() - last > STALL_SECONDS:
                    raise Refused(f"no audio came for {STALL_SECONDS:.0f} s")
                yield NOTHING
                continue
            data = os.read(out.fileno(), BLOCK_BYTES)
            if not data:
                return
            last = time.monotonic()
            data = left + data
            even = len(data) - len(data) % 2
            left = data[even:]
            yield np.frombuffer(data[:even], "<i2").astype(np.int16, copy=False)


def _last_words(said: IO[bytes]) -> str:
    size = said.seek(0, os.SEEK_END)
    said.seek(max(size - LAST_WORDS, 0))
    lines = said.read().decode("utf-8", "replace").strip().splitlines()
    return lines[-1].strip() if lines else ""
