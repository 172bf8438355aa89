"""Audio of any length as blocks of PCM, by an ffmpeg beside us: memory stays the same however long it is."""

import os
import selectors
import subprocess
import tempfile
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, BinaryIO

import numpy as np

from fingerprinting.audio import SAMPLE_RATE, Pcm, ffmpeg, run
from kernel.errors import Misconfigured, Refused

MAX_SECONDS = 24 * 3_600
"""A day; a fingerprint of it is 2.8 MB."""

STALL_SECONDS = 60
"""An ffmpeg that says nothing for so long hangs, or what it reads from does."""

BLOCK_BYTES = 1 << 18
"""Six seconds."""

LAST_WORDS = 4_096
"""Bytes of what ffmpeg said that are looked at."""


@dataclass
class Decoding:
    """The blocks of one file or stream; `remark` says afterwards what ffmpeg found wrong with it, if anything."""

    source: Path | BinaryIO
    name: str
    remark: str | None = field(default=None, init=False)

    def __iter__(self) -> Iterator[Pcm]:
        """The first audio stream as mono samples at SAMPLE_RATE, as far as it can be decoded.

        Refused, with the reason, where there is no audio, where it is longer than MAX_SECONDS, and where nothing comes
        for STALL_SECONDS. Nothing but the file itself is opened, whatever it refers to. Misconfigured without ffmpeg.
        """
        with tempfile.TemporaryFile() as said:
            process = self._start(said)
            try:
                decoded = yield from self._blocks(process)
                code = process.wait(STALL_SECONDS)
            finally:
                process.kill()
                process.wait()
                if process.stdout is not None:
                    process.stdout.close()
            words = _last_words(said)
        if not decoded:
            raise Refused(f"{self.name} holds no audio that ffmpeg can decode: {words or 'there is nothing in it'}")
        if decoded > MAX_SECONDS * SAMPLE_RATE * 2:
            raise Refused(f"{self.name} is longer than {MAX_SECONDS // 3600} h: cut it")
        if code or words:
            self.remark = f"damaged: {words or f'ffmpeg ended with status {code}'}"

    def length(self) -> float | None:
        """How many seconds the file says that it holds; None where it does not say, and of a stream."""
        if not isinstance(self.source, Path) or not self.source.is_file():
            return None
        command = [
            *("ffprobe", "-v", "error", "-protocol_whitelist", "file,pipe"),
            *("-show_entries", "format=duration", "-of", "csv=p=0", f"file:{self.source.resolve()}"),
        ]
        try:
            return float(run(command, self.name))
        except (Refused, ValueError):
            return None

    def _start(self, said: IO[bytes]) -> "subprocess.Popen[bytes]":
        if isinstance(self.source, Path):
            if self.source.is_dir():
                raise Refused(f"{self.name} is a folder: name an audio file")
            if not self.source.is_file():
                raise Refused(f"{self.name} is not a file")
            given, stdin = f"file:{self.source.resolve()}", subprocess.DEVNULL
        else:
            given, stdin = "pipe:0", self.source.fileno()
        command = ffmpeg(given, MAX_SECONDS)
        try:
            return subprocess.Popen(command, stdin=stdin, stdout=subprocess.PIPE, stderr=said)
        except FileNotFoundError as error:
            raise Misconfigured("ffmpeg is not installed: apt-get install ffmpeg") from error

    def _blocks(self, process: "subprocess.Popen[bytes]") -> Generator[Pcm, None, int]:
        """The samples as they come; returns how many bytes they were."""
        out = process.stdout
        if out is None:
            raise LookupError("ffmpeg was started with a pipe")
        total = 0
        left = b""
        with selectors.DefaultSelector() as ready:
            ready.register(out, selectors.EVENT_READ)
            while True:
                if not ready.select(STALL_SECONDS):
                    raise Refused(f"no audio came of {self.name} for {STALL_SECONDS} s")
                data = os.read(out.fileno(), BLOCK_BYTES)
                if not data:
                    return total
                total += len(data)
                whole = left + data
                even = len(whole) - len(whole) % 2
                left = whole[even:]
                yield np.frombuffer(whole[:even], "<i2").astype(np.int16, copy=False)


def _last_words(said: IO[bytes]) -> str:
    size = said.seek(0, os.SEEK_END)
    said.seek(max(size - LAST_WORDS, 0))
    lines = said.read().decode("utf-8", "replace").strip().splitlines()
    return lines[-1].strip() if lines else ""
