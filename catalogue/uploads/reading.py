"""Reading a hostile audio file in a process that may take so much time, memory and disk, and no more."""

import asyncio
import base64
import contextlib
import json
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from kernel.errors import Misconfigured, Refused

MEMORY_BYTES: Final = 2 << 30
"""Address space of the reader and of ffmpeg each (RLIMIT_AS): libraries are 1 GiB of it, sound 100 MB."""
CPU_SECONDS: Final = 180
"""Of each (RLIMIT_CPU): half an hour of sound takes 20 s."""
SECONDS: Final = 300.0
"""From beginning to end."""
LINE_BYTES: Final = 1 << 20
"""Of what the reader says: the fingerprints of half an hour are 160 KB."""
LIMITS: Final = (f"--as={MEMORY_BYTES}", f"--cpu={CPU_SECONDS}", "--fsize=0", "--core=0", "--nofile=64")
"""It can write no file at all; its output is a pipe."""

ROOT: Final = Path(__file__).resolve().parents[2]

Heard = Callable[[int], Awaitable[None]]
"""Is told how many percent were heard, of a file that says how long it is."""


@dataclass(frozen=True, slots=True)
class Sound:
    """What was found in a file."""

    duration_ms: int
    line: bytes
    mic: bytes
    tags: dict[str, str | None]


async def read(path: Path, demuxer: str, heard: Heard) -> Sound:
    """Reads a file; `heard` is told how far it is. Refused, with the reason, for people."""
    command = ["prlimit", *LIMITS, sys.executable, "-B", "-m", "catalogue.uploads.reader", str(path), demuxer]
    environment = {"PATH": os.environ.get("PATH", os.defpath), "OPENBLAS_NUM_THREADS": "1", "LC_ALL": "C.UTF-8"}
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=environment,
            cwd=ROOT,
            limit=LINE_BYTES,
            start_new_session=True,
        )
    except FileNotFoundError as error:
        raise Misconfigured("prlimit is not installed: apt-get install util-linux") from error
    try:
        async with asyncio.timeout(SECONDS):
            return _sound(await _said(process, heard))
    except TimeoutError:
        raise Refused(f"it could not be read in {SECONDS:.0f} s") from None
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


async def _said(process: asyncio.subprocess.Process, heard: Heard) -> dict[str, Any]:
    if process.stdout is None:
        raise LookupError("the reader was started with a pipe")
    async for line in process.stdout:
        said: dict[str, Any] = json.loads(line)
        if "seconds" not in said:
            return said
        if said["of"]:
            await heard(min(100 * said["seconds"] // said["of"], 99))
    raise Refused("it takes more memory or time than a song needs, or makes its decoder crash")


def _sound(said: dict[str, Any]) -> Sound:
    if "refused" in said:
        raise Refused(said["refused"])
    line, mic = (base64.b64decode(said[name]) for name in ("line", "mic"))
    return Sound(said["duration_ms"], line, mic, said["tags"])
