"""What the catalogue keeps of an audio file: both fingerprints, how long it is, and what its tags say."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import mutagen

from fingerprinting.audio import SAMPLE_RATE, decode
from fingerprinting.chroma import fingerprint, to_bytes
from kernel.errors import Refused
from kernel.events.detections import Profile

ENDINGS = frozenset({".aac", ".aif", ".aiff", ".flac", ".m4a", ".mp3", ".mp4", ".oga", ".ogg", ".opus", ".wav", ".wma"})
"""What files of a folder are taken for audio."""

NAMES = {
    "title": ("TIT2", "title", "\N{COPYRIGHT SIGN}nam", "Title"),
    "artist": ("TPE1", "artist", "\N{COPYRIGHT SIGN}ART", "Author"),
    "isrc": ("TSRC", "isrc", "----:com.apple.iTunes:ISRC", "WM/ISRC"),
}
"""What a tag is called in ID3, in Vorbis comments and APE, in MP4, and in ASF."""


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


def below(folder: Path) -> list[Path]:
    """The audio files in and below a folder, by their names' endings, in order. Refused where there are none."""
    if not folder.is_dir():
        raise Refused(f"{folder} is no folder")
    found = sorted(path for path in folder.rglob("*") if path.suffix.lower() in ENDINGS and path.is_file())
    if not found:
        raise Refused(f"{folder} holds no audio files ({', '.join(sorted(ENDINGS))})")
    return found


def tags(path: Path) -> Tags:
    """The file's tags; none where it has none that mutagen understands."""
    try:
        file = mutagen.File(path)
    except mutagen.MutagenError:
        return Tags()
    said = {} if file is None or file.tags is None else file.tags
    return Tags(**{field: _said(said, names) for field, names in NAMES.items()})


def _said(tags: Mapping[str, object], names: tuple[str, ...]) -> str | None:
    """The first of these tags that says something; several values are one text."""
    for name in names:
        value = tags.get(name)
        values = getattr(value, "text", value)
        texts = [
            each.decode("utf-8", "replace") if isinstance(each, bytes) else str(each)
            for each in (values if isinstance(values, list | tuple) else [values])
            if each is not None
        ]
        text = ", ".join(cleaned for each in texts if (cleaned := each.strip("\0 \t\r\n")))
        if text:
            return text
    return None
