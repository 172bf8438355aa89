"""Changing and removing a song that is there."""

from catalogue import names
from catalogue.artists.naming import by_id
from catalogue.changes import Change
from catalogue.preconditions import fits
from catalogue.songs.publishing import publish, song_of
from catalogue.songs.refusals import isrc_taken, no_such
from catalogue.songs.registration import TOLD, put
from catalogue.songs.shapes import SongSaid
from catalogue.works.finding import exists
from http_api.database import Row, row, rows, run
from http_api.permissions import Permission
from http_api.refusals import forbidden, not_found
from http_api.statements import beside
from kernel.errors import Refused
from kernel.events.songs import Song

SQL = beside(__file__)


async def edit(change: Change, song_id: str, version: int, said: SongSaid) -> None:
    """Makes the song be as said. An artist changes titles of own songs, and gives them an ISRC where they have none.

    Problem 403, 404, 409, 412, 422.
    """
    own = change.artist(Permission.EDIT_SONGS)
    await change.lock()
    before = await _one(change, song_id, own)
    fits(before["version"], version)
    if own is not None and (said.artist_id, said.work_id) != (before["artist_id"], before["work_id"]):
        raise forbidden("Who is credited, and which work it is, are changed by an admin: it moves money.")
    code = names.checked_isrc(said.isrc)
    if own is not None and before["isrc"] is not None and code != before["isrc"]:
        raise forbidden("An ISRC that is registered is changed by an admin.")
    taken = await row(change.db, SQL["of_isrc"], {"isrc": code, "song_id": song_id})
    if taken is not None:
        raise isrc_taken(str(code), taken["title"])
    if not before["line"] and code is None:
        raise Refused("a song without audio is known by its ISRC: leave it")
    artist = await by_id(change.db, said.artist_id)
    if artist is None:
        raise no_such("artist", said.artist_id)
    if said.work_id is not None and not await exists(change.db, said.work_id):
        raise no_such("work", said.work_id)
    known = song_of(before)
    song = known.evolve(
        title=names.cleaned("title", said.title), artist_id=artist["artist_id"], artist=artist["name"], isrc=code
    )
    if song == known and said.work_id == before["work_id"]:
        return
    await put(change, song.evolve(version=known.version + 1), said.work_id, before)


async def remove(change: Change, song_id: str, version: int | None = None) -> Song:
    """Takes a song out of the catalogue; its plays stay as they are, and who is paid for them. Problem 404, 412."""
    await change.lock()
    before = await _one(change, song_id, None)
    if version is not None:
        fits(before["version"], version)
    await run(change.db, SQL["remove"], {"song_id": song_id})
    await change.record("song.removed", "song", song_id, {name: before[name] for name in TOLD})
    await publish(change, song_id, None)
    return song_of(before)


async def credit(change: Change, artist_id: str, to: Row, only: list[str] | None = None) -> list[str]:
    """Credits the songs of an artist (all, or some of these) to `to`, by whatever name it has now. Their ids.

    The catalogue is locked.
    """
    found = await rows(change.db, SQL["of_artist"], {"artist_id": artist_id, "only": only})
    for before in found:
        known = song_of(before)
        song = known.evolve(artist_id=to["artist_id"], artist=to["name"], version=known.version + 1)
        await put(change, song, before["work_id"], before)
    return [before["song_id"] for before in found]


async def _one(change: Change, song_id: str, own: str | None) -> Row:
    found = await row(change.db, SQL["one"], {"song_id": song_id, "own": own})
    if found is None:
        raise not_found("song", song_id)
    return found
