"""What the catalogue keeps of an audio file: both fingerprints, how long it is, and what its tags say."""

import json
from dataclasses import dataclass
from pathlib import Path

from fingerprinting.audio import SAMPLE_RATE, decode, run
from fingerprinting.chroma import fingerprint, to_bytes
from kernel.errors import Refused
from kernel.events.detections import Profile


@dataclass(frozen=True, slots=True)
class Tags:
    """What a file says of itself, as far as it does."""

    title: str | None = None
    artist: str | None = None
    isrc: str | None = None


@dataclass(frozen=True, slots=True)
class Recording:
    """A whole audio file. `line` and `mic` are chromaprint items, unsigned, 32 bits, little-endian."""

    duration_ms: int
    line: bytes
    mic: bytes
    tags: Tags


def read(path: Path) -> Recording:
    """Decodes and fingerprints a whole file; about two seconds for a song. Refused where it is no such audio."""
    pcm = decode(path)
    return Recording(
        duration_ms=round(len(pcm) * 1000 / SAMPLE_RATE),
        line=to_bytes(fingerprint(pcm, Profile.LINE).items),
        mic=to_bytes(fingerprint(pcm, Profile.MIC).items),
        tags=tags(path),
    )


def tags(path: Path) -> Tags:
    """The file's tags; none where it has none that ffprobe understands."""
    command = ["ffprobe", "-v", "error", "-protocol_whitelist", "file,pipe", "-show_entries"]
    command += ["format_tags:stream_tags", "-of", "json", f"file:{path.resolve()}"]
    try:
        found = json.loads(run(command, str(path)))
    except (Refused, ValueError):
        return Tags()
    parts = [*found.get("streams", ()), found.get("format", {})]
    said = {name.lower(): text.strip() for part in parts for name, text in part.get("tags", {}).items() if text.strip()}
    return Tags(said.get("title"), said.get("artist"), said.get("isrc") or said.get("tsrc"))
