"""How songs come into the catalogue: by their audio, or by their ISRC alone."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import uuid5

from catalogue import names
from catalogue.artists.naming import named
from catalogue.changes import Change, differing
from catalogue.songs.publishing import parameters, publish, song_of
from catalogue.songs.refusals import another_recording, of_another_artist
from http_api.database import Row, rows, run
from http_api.statements import beside
from kernel.errors import Refused
from kernel.events.songs import Song
from kernel.ids import NAMESPACE, SongId
from kernel.problems import Problem

SQL = beside(__file__)
TOLD = ("title", "artist_id", "isrc", "duration_ms", "work_id", "version")
"""What the audit log keeps of a song."""


class Outcome(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    ALREADY = "already there"


@dataclass(frozen=True, slots=True)
class Registered:
    """What became of a request to add a song, and the song as it is now."""

    outcome: Outcome
    song: Song


@dataclass(frozen=True, slots=True)
class Wanted:
    """A song to be. Without audio `line` and `mic` are empty, and there is an ISRC; `work_id` None leaves its work.

    `duration_ms` is 0 where it is not known, which is enough for a song that is there.
    """

    title: str
    artist: str
    isrc: str | None
    duration_ms: int
    line: bytes = b""
    mic: bytes = b""
    work_id: str | None = None


async def register(change: Change, wanted: Wanted, own: str | None = None) -> Registered:
    """Registers a song; with `own`, only as that artist's.

    It is known by its ISRC or by its audio, so adding it again adds nothing; what differs then is changed. Its ids come
    from these too: the same after a reset. Refused on a wrong ISRC, an empty or overlong name, neither ISRC nor audio.
    Problem 409 where ISRC and audio belong to two different songs, or it is another artist's.
    """
    code = names.checked_isrc(wanted.isrc)
    if code is None and not wanted.line:
        raise Refused("a song without audio is known by its ISRC: give one")
    title = names.cleaned("title", wanted.title)
    await change.lock()
    credited = await named(change, wanted.artist)
    if own is not None and credited["artist_id"] != own:
        raise of_another_artist(credited["name"])
    song = Song(
        song_id=_song_id(code, wanted.line),
        title=title,
        artist_id=credited["artist_id"],
        artist=credited["name"],
        isrc=code,
        duration_ms=wanted.duration_ms,
        line=wanted.line,
        mic=wanted.mic,
    )
    before = await _known(change, song)
    if before is None:
        if wanted.duration_ms < 1:
            raise Problem(422, "no-duration", "How long is it?", "A new song needs its length.")
        await put(change, song, wanted.work_id, None)
        return Registered(Outcome.ADDED, song)
    known = song_of(before)
    if own is not None and known.artist_id != own:
        raise of_another_artist(known.artist)
    song = song.evolve(song_id=known.song_id, isrc=code or known.isrc, version=known.version)
    if not wanted.line:
        song = song.evolve(line=known.line, mic=known.mic, duration_ms=known.duration_ms)
    work_id = wanted.work_id or before["work_id"]
    if song == known and work_id == before["work_id"]:
        return Registered(Outcome.ALREADY, known)
    song = song.evolve(version=known.version + 1)
    await put(change, song, work_id, before)
    return Registered(Outcome.CHANGED, song)


async def put(change: Change, song: Song, work_id: str | None, before: Row | None) -> None:
    """Writes, records and publishes a song as it is to be; `before` is its row as it was, None of a new one."""
    after: dict[str, Any] = parameters(song) | {"work_id": work_id}
    await run(change.db, SQL["put"], after)
    told = {name: after[name] for name in TOLD}
    if before is None:
        await change.record("song.registered", "song", song.song_id, None, told)
    else:
        was, now = differing({name: before[name] for name in TOLD}, told)
        if (song.line, song.mic) != (before["line"], before["mic"]):
            was, now = was | {"audio": "former"}, now | {"audio": "new"}
        await change.record("song.changed", "song", song.song_id, was, now)
    await publish(change, song.song_id, song)


async def _known(change: Change, wanted: Song) -> Row | None:
    """The row of the song of this ISRC or of this audio."""
    found = await rows(change.db, SQL["known"], parameters(wanted))
    by_code = next((song for song in found if song["isrc"] is not None and song["isrc"] == wanted.isrc), None)
    by_audio = next((song for song in found if wanted.line and song["line"] == wanted.line), None)
    if by_code is not None and by_audio is not None and by_code["song_id"] != by_audio["song_id"]:
        coded, heard = by_code["title"], by_audio["title"]
        raise another_recording(f"{wanted.isrc} is the ISRC of {coded!r}, and the audio is that of {heard!r}")
    if by_code is None and by_audio is not None and None not in (by_audio["isrc"], wanted.isrc):
        title, code = by_audio["title"], by_audio["isrc"]
        raise another_recording(f"the audio is that of {title!r}, whose ISRC is {code} and not {wanted.isrc}")
    return by_code or by_audio


def _song_id(code: str | None, line: bytes) -> SongId:
    return SongId(str(uuid5(NAMESPACE, f"song\x1f{code or hashlib.sha256(line).hexdigest()}")))
