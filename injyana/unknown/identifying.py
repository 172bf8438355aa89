"""Somebody says which song an unknown recording is."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid5

from catalogue import session
from catalogue.audio_files import Recording as Sound
from catalogue.audio_files import Tags
from fingerprinting.audio import SAMPLE_RATE, decode, ffmpeg, run
from fingerprinting.chroma import fingerprint, to_bytes
from fingerprinting.compressed import decode as items_of
from fingerprinting.lookup.passages import seconds
from injyana.unknown.reading import Connection, Recording
from injyana.unknown.sql import sql
from kernel.codec import Codecs
from kernel.errors import Refused
from kernel.events.detections import Profile
from kernel.events.songs import Song
from kernel.ids import NAMESPACE
from stream_processors.recognition.unknown.assembly import assembled

MOST_PARTS = 500
"""Hearings that a fingerprint is put together from, the longest: a song is covered many times by so many."""
LEAST_SECONDS = 5.0
"""Shorter audio would be recognised everywhere."""
CLIP_SECONDS = 12
"""What AudD wants of a file."""


@dataclass(frozen=True, slots=True)
class Names:
    """What a song is called."""

    title: str
    artist: str
    isrc: str | None = None


def as_song(connection: Connection, of: Sequence[Recording], song_id: str, by: str) -> int:
    """Says that recordings are a song of the catalogue; how many hearings wait to become plays of it. Refused."""
    if connection.execute(sql("song"), {"song_id": song_id}).fetchone() is None:
        raise Refused(f"no song has the id {song_id}: `injyana catalogue list` shows them")
    named = {each.song_id for each in of} - {None, song_id}
    if named:
        raise Refused(f"it was identified as {', '.join(map(str, named))} before: its plays are counted there")
    told = {"song_id": song_id, "by": by, "ids": [each.recording_id for each in of]}
    return sum(row[0] for row in connection.execute(sql("identify"), told))


def as_new_song(connection: Connection, database: str, codecs: Codecs, of: Sequence[Recording], names: Names) -> Song:
    """Registers a song whose sound is that of the recordings, as far as they were heard. Refused, DatabaseAway."""
    profiles = {Profile(each.profile) for each in of}
    if len(profiles) > 1:
        raise Refused("these were heard in two ways, line and mic: identify those of one, then the others as its song")
    (profile,) = profiles
    if profile is Profile.MIC and not names.isrc:
        raise Refused("a song known by microphones alone needs an --isrc, by which it is the same when its file comes")
    told = {"ids": [each.recording_id for each in of], "limit": MOST_PARTS}
    parts = [items_of(data, len(data)) for (data,) in connection.execute(sql("fingerprints"), told)]
    items = assembled(parts, profile)
    length = seconds(len(items))
    if length < LEAST_SECONDS:
        raise Refused(f"only {length:.1f} s of it were heard: a song needs {LEAST_SECONDS:.0f} s")
    sound = to_bytes(items)
    line, mic = (sound, b"") if profile is Profile.LINE else (b"", sound)
    with session.opened(database, codecs) as catalogue:
        return catalogue.add(Sound(round(length * 1000), line, mic, Tags()), names.title, names.artist, names.isrc).song


def link(connection: Connection, song_id: str, mbid: str, by: str) -> None:
    """Says which recording of MusicBrainz a song is. Refused."""
    if connection.execute(sql("song"), {"song_id": song_id}).fetchone() is None:
        raise Refused(f"no song has the id {song_id}: `injyana catalogue list` shows them")
    try:
        told = {"mbid": UUID(mbid), "song_id": song_id, "by": by}
    except ValueError as error:
        raise Refused(f"{mbid!r} is no MusicBrainz id: they are UUIDs, as in musicbrainz.org/recording/…") from error
    connection.execute(sql("link"), told)


def offer(connection: Connection, path: Path, by: str) -> UUID:
    """Has a whole audio file named by outside services. Nothing is counted of it. Refused."""
    pcm = decode(path)
    line = fingerprint(pcm, Profile.LINE).compressed
    upload_id = uuid5(NAMESPACE, f"upload\x1f{line.hex()}")
    told = {
        "upload_id": upload_id,
        "name": path.name,
        "duration_ms": round(1000 * len(pcm) / SAMPLE_RATE),
        "line": line,
        "clip": _clip(path, len(pcm) / SAMPLE_RATE),
        "by": by,
    }
    connection.execute(sql("offer"), told)
    return upload_id


def _clip(path: Path, length_s: float) -> bytes:
    """Some seconds out of the middle, as Ogg Vorbis."""
    begin = max(0.0, (length_s - CLIP_SECONDS) / 2)
    command = ffmpeg(f"file:{path.resolve()}", CLIP_SECONDS - 1)
    at = command.index("-i")
    out = command.index("-f")
    return run([*command[:at], "-ss", f"{begin:.3f}", *command[at:out], "-f", "ogg", "pipe:1"], str(path))
