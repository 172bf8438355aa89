"""What kind of audio a file is, by its first bytes. Its name and what the sender says of it count for nothing."""

from typing import Final, NamedTuple

from kernel.problems import Problem


class Kind(NamedTuple):
    """`demuxer` is the one of ffmpeg's that may read it, and no other: a playlist is never followed."""

    media_type: str
    demuxer: str


MP3: Final = Kind("audio/mpeg", "mp3")
AAC: Final = Kind("audio/aac", "aac")
FLAC: Final = Kind("audio/flac", "flac")
OGG: Final = Kind("audio/ogg", "ogg")
WAV: Final = Kind("audio/wav", "wav")
AIFF: Final = Kind("audio/aiff", "aiff")
MP4: Final = Kind("audio/mp4", "mov")
ASF: Final = Kind("audio/x-ms-wma", "asf")
KINDS: Final = (MP3, AAC, FLAC, OGG, WAV, AIFF, MP4, ASF)
_ASF: Final = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c")


def kind_of(head: bytes) -> Kind:
    """The kind of a file that begins so. Problem 415 where it is no audio that is taken."""
    if head.startswith(b"ID3"):
        return MP3
    if head.startswith(b"fLaC"):
        return FLAC
    if head.startswith(b"OggS"):
        return OGG
    if head[:4] in (b"RIFF", b"RF64") and head[8:12] == b"WAVE":
        return WAV
    if head[:4] == b"FORM" and head[8:12] in (b"AIFF", b"AIFC"):
        return AIFF
    if head[4:8] == b"ftyp":
        return MP4
    if head.startswith(_ASF):
        return ASF
    return _frame(head)


def by_type(media_type: str) -> Kind:
    """The kind of a media type that `kind_of` gave."""
    return next(kind for kind in KINDS if kind.media_type == media_type)


def _frame(head: bytes) -> Kind:
    """MPEG audio without a tag: eleven bits of synchronisation, then version and layer; layer 0 is ADTS."""
    if len(head) > 2 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0:
        layer = head[1] >> 1 & 3
        if layer == 0 and head[1] & 0xF0 == 0xF0:
            return AAC
        if layer and head[2] >> 4 != 0xF:
            return MP3
    title = "This is no audio that is taken."
    raise Problem(415, "no-audio", title, "MP3, AAC, FLAC, Ogg, Opus, WAV, AIFF, MP4 and WMA are, by their content.")
