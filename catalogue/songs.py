"""The songs that are registered: rows of PostgreSQL, each change published in the transaction that makes it."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, LiteralString
from uuid import uuid5

import psycopg
from psycopg.rows import dict_row

from catalogue.audio_files import Recording
from kernel import isrc, outbox
from kernel.codec import Codec
from kernel.errors import DatabaseAway, Refused
from kernel.events.detections import Profile
from kernel.events.songs import Song
from kernel.ids import NAMESPACE, ArtistId, SongId
from kernel.topics import CATALOGUE_SONGS

SQL = Path(__file__).parent / "sql"

MAX_NAME_CHARS = 300
"""Of titles and artists, as in the API."""

Connection = psycopg.Connection[dict[str, Any]]


class Outcome(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    ALREADY = "already there"


@dataclass(frozen=True, slots=True)
class Registered:
    """What became of a request to add a song, and the song as it is now."""

    outcome: Outcome
    song: Song


@contextmanager
def connected(database: str) -> Iterator[Connection]:
    """A connection whose transaction is committed at the end, rolled back on an exception. DatabaseAway."""
    try:
        with psycopg.connect(database, row_factory=dict_row) as connection:
            yield connection
    except psycopg.OperationalError as error:
        raise DatabaseAway(f"PostgreSQL does not answer: {error}") from error


def add(
    connection: Connection, codec: Codec[Song], recording: Recording, title: str, artist: str, code: str | None
) -> Registered:
    """Registers a recording under a title, an artist and, where it has one, an ISRC.

    A song is known by its ISRC or by its audio, so adding it again adds nothing; what differs then is changed. Its ids
    come from these too: the same after a reset. Refused on a wrong ISRC, an empty or overlong name, and where the
    ISRC and the audio belong to two different songs.
    """
    normal = _checked_isrc(code)
    wanted = Song(
        song_id=_song_id(normal, recording.line),
        title=_checked_name("title", title),
        artist_id=_artist_id(artist),
        artist=_checked_name("artist", artist),
        isrc=normal,
        duration_ms=recording.duration_ms,
        line=recording.line,
        mic=recording.mic,
    )
    connection.execute(_query("lock"))
    wanted = wanted.evolve(**_one(connection.execute(_query("artist"), _parameters(wanted))))
    known = _known(connection, wanted)
    if known is not None:
        wanted = wanted.evolve(song_id=known.song_id, isrc=wanted.isrc or known.isrc, version=known.version)
        if wanted == known:
            return Registered(Outcome.ALREADY, known)
        wanted = wanted.evolve(version=known.version + 1)
    connection.execute(_query("put_song"), _parameters(wanted))
    outbox.put(connection, CATALOGUE_SONGS, wanted.song_id, wanted, codec)
    return Registered(Outcome.ADDED if known is None else Outcome.CHANGED, wanted)


def remove(connection: Connection, codec: Codec[Song], song_id: str) -> Song:
    """Takes a song out of the catalogue; its plays stay as they are. Refused where there is none of that id."""
    row = connection.execute(_query("remove"), {"song_id": song_id}).fetchone()
    if row is None:
        raise Refused(f"no song has the id {song_id}: `injyana catalogue list` shows them")
    song = _song(row)
    outbox.put(connection, CATALOGUE_SONGS, song.song_id, None, codec)
    return song


def every(connection: Connection) -> Iterator[Song]:
    """All songs by artist and title, without their fingerprints."""
    for row in connection.execute(_query("list")):
        yield _song(row)


def fingerprints(connection: Connection, profile: Profile) -> Iterator[Song]:
    """All songs, each with its fingerprint of this profile alone."""
    with connection.cursor("fingerprints") as cursor:
        cursor.execute(_query("fingerprints"), {"profile": profile.value})
        for row in cursor:
            yield _song(row)


def _known(connection: Connection, wanted: Song) -> Song | None:
    """The song of this ISRC or of this audio."""
    found = [_song(row) for row in connection.execute(_query("known"), _parameters(wanted))]
    by_code = next((song for song in found if song.isrc is not None and song.isrc == wanted.isrc), None)
    by_audio = next((song for song in found if song.line == wanted.line), None)
    if by_code is not None and by_audio is not None and by_code.song_id != by_audio.song_id:
        raise Refused(f"{wanted.isrc} is the ISRC of {by_code.title!r}, and the audio is that of {by_audio.title!r}")
    if by_code is None and by_audio is not None and None not in (by_audio.isrc, wanted.isrc):
        raise Refused(f"the audio is that of {by_audio.title!r}, whose ISRC is {by_audio.isrc} and not {wanted.isrc}")
    return by_code or by_audio


def _song_id(code: str | None, line: bytes) -> SongId:
    return SongId(str(uuid5(NAMESPACE, f"song\x1f{code or hashlib.sha256(line).hexdigest()}")))


def _artist_id(name: str) -> ArtistId:
    return ArtistId(str(uuid5(NAMESPACE, f"artist\x1f{' '.join(name.casefold().split())}")))


def _checked_isrc(code: str | None) -> str | None:
    normal = isrc.normalised(code)
    if code and normal is None:
        raise Refused(f"{code!r} is no ISRC: two letters, three letters or digits, seven digits, as in RW-ABC-24-00001")
    return normal


def _checked_name(what: str, text: str) -> str:
    name = " ".join(text.split())
    if not name or len(name) > MAX_NAME_CHARS:
        raise Refused(f"the {what} has {len(name)} characters; 1 to {MAX_NAME_CHARS} are taken")
    return name


def _parameters(song: Song) -> dict[str, Any]:
    return {name: getattr(song, name) for name in Song.__struct_fields__}


def _one(rows: psycopg.Cursor[dict[str, Any]]) -> dict[str, Any]:
    row = rows.fetchone()
    if row is None:
        raise LookupError("the statement returns a row")
    return row


def _song(row: dict[str, Any]) -> Song:
    return Song(**row)


def _query(name: str) -> LiteralString:
    query: LiteralString = (SQL / f"{name}.sql").read_text()
    return query
