"""Songs of uploads: published when the audio was fingerprinted, and is none that is there already."""

from uuid import UUID

from catalogue.artists.naming import by_id
from catalogue.changes import Change
from catalogue.shelf import Shelf
from catalogue.songs import browsing
from catalogue.songs.refusals import no_such
from catalogue.songs.registration import Outcome, Wanted, register
from catalogue.songs.shapes import NewSong, Song
from catalogue.uploads import refusals
from catalogue.uploads.fingerprinting import told
from catalogue.works.finding import exists
from http_api.database import Row, row, run
from http_api.permissions import Permission
from http_api.refusals import forbidden, not_found
from http_api.statements import beside

SQL = beside(__file__)


async def publish(change: Change, shelf: Shelf, said: NewSong) -> Song:
    """Registers the song of an upload. Artists register their own songs, and nothing that sounds like another.

    It is compared again with what is registered at this moment, which nobody else changes meanwhile: of two uploads of
    one recording, one becomes a song. Problem 403, 404, 409, 422.
    """
    own = change.artist(Permission.EDIT_SONGS)
    if own is not None and said.duplicate:
        raise forbidden("That it is a song of its own, though it sounds like another, is said by an admin.")
    await change.lock()
    upload = await _held(change, said.upload_id, change.user(Permission.EDIT_SONGS))
    if said.work_id is not None and not await exists(change.db, said.work_id):
        raise no_such("work", said.work_id)
    wanted = Wanted(
        title=said.title,
        artist=await _artist(change, own, said.artist),
        isrc=said.isrc,
        duration_ms=upload["duration_ms"],
        line=upload["line"],
        mic=upload["mic"],
        work_id=said.work_id if own is None else None,
    )
    alike = await shelf.alike(change.db, upload["line"])
    done = await register(change, wanted, own)
    others = [each for each in alike if each.song.song_id != done.song.song_id]
    if done.outcome is Outcome.ADDED and others and not said.duplicate:
        raise refusals.sounds_like([told(each) for each in others])
    await run(change.db, SQL["became"], {"upload_id": said.upload_id, "song_id": done.song.song_id})
    return await browsing.one(change.db, done.song.song_id, None)


async def _held(change: Change, upload_id: UUID, own: UUID | None) -> Row:
    found = await row(change.db, SQL["hold"], {"upload_id": upload_id, "own": own})
    if found is None:
        raise not_found("upload", str(upload_id))
    if found["state"] == "refused":
        raise refusals.refused(found["reason"])
    if found["state"] != "done":
        raise refusals.not_fingerprinted()
    if found["song_id"] is not None:
        raise refusals.used(found["song_id"])
    return found


async def _artist(change: Change, own: str | None, said: str | None) -> str:
    """The name under which it is registered."""
    if own == "":
        raise forbidden("Your account stands for no artist yet: claim yours first.")
    if said is not None:
        return said
    artist = None if own is None else await by_id(change.db, own)
    if artist is None:
        raise refusals.no_artist()
    return str(artist["name"])
