"""Artists: reading, registering and changing them."""

from uuid import UUID

from catalogue import names
from catalogue.artists import refusals
from catalogue.artists.naming import by_id, named
from catalogue.artists.shapes import Artist, ArtistPage, ArtistSaid
from catalogue.changes import Change
from catalogue.pages import after_name, like, page_of
from catalogue.preconditions import fits
from catalogue.songs.editing import credit
from catalogue.sources import publish_of_owner
from http_api.database import Db, Row, row, rows, run
from http_api.refusals import not_found
from http_api.statements import beside

SQL = beside(__file__)


async def page(db: Db, name: str | None, cursor: str | None, limit: int) -> ArtistPage:
    """Artists by name, those alone of whom a name begins so."""
    values = after_name(cursor) | {"like": like(name), "limit": limit + 1}
    found, following = page_of(
        await rows(db, SQL["page"], values), limit, lambda last: (last["place"], last["artist_id"])
    )
    return ArtistPage(artists=[_shape(each) for each in found], next_cursor=following)


async def one(db: Db, artist_id: str) -> Artist | str:
    """The artist, or the id of the one that it was merged into. Problem 404."""
    found = await row(db, SQL["one"], {"artist_id": artist_id})
    if found is not None:
        return _shape(found)
    now = await by_id(db, artist_id)
    if now is None:
        raise not_found("artist", artist_id)
    return str(now["artist_id"])


async def register(change: Change, said: ArtistSaid) -> Artist:
    """A new artist. Problem 409 where the name is known already, as an artist's or as another name."""
    await change.lock()
    before = await row(
        change.db, SQL["named"], {"artist_id": names.artist_id(said.name), "folded": names.folded(said.name)}
    )
    if before is not None:
        raise refusals.name_taken(said.name, before["artist_id"])
    made = await named(change, said.name)
    await _set_aliases(change, made, made["name"], said.aliases)
    return _whole(await one(change.db, made["artist_id"]))


async def edit(change: Change, artist_id: str, version: int, said: ArtistSaid) -> Artist:
    """Makes the artist be as said; a former name stays as another name. Its songs are published under the new name.

    Problem 404, 409, 412.
    """
    await change.lock()
    before = await held(change, artist_id)
    fits(before["version"], version)
    name = names.cleaned("artist", said.name)
    aliases = [*said.aliases] if names.folded(name) == names.folded(before["name"]) else [*said.aliases, before["name"]]
    was = await one(change.db, artist_id)
    await run(change.db, SQL["rename"], {"artist_id": artist_id, "name": name})
    await _set_aliases(change, before, name, aliases)
    now = _whole(await one(change.db, artist_id))
    told = {"name", "aliases"}
    await change.record(
        "artist.changed", "artist", artist_id, _whole(was).model_dump(include=told), now.model_dump(include=told)
    )
    if name != before["name"]:
        await credit(change, artist_id, {"artist_id": artist_id, "name": name})
    return now


async def held(change: Change, artist_id: str) -> Row:
    """An artist of its own, locked against other changes. Problem 404."""
    found = await row(change.db, SQL["hold"], {"artist_id": artist_id})
    if found is None:
        raise not_found("artist", artist_id)
    return found


async def give_account(change: Change, artist_id: str, user_id: UUID | None) -> None:
    """Lets a person, or nobody, stand for the artist."""
    await run(change.db, SQL["account"], {"artist_id": artist_id, "user_id": user_id})
    if user_id is not None:
        await publish_of_owner(change, user_id)


async def _set_aliases(change: Change, artist: Row, name: str, aliases: list[str]) -> None:
    """The artist's other names, and its own where its id comes from another. Problem 409 where one is another's."""
    wanted = {names.folded(each): names.cleaned("artist", each) for each in (*aliases, name)}
    if names.artist_id(name) == artist["artist_id"]:
        wanted.pop(names.folded(name))
    for folded, alias in wanted.items():
        found = await row(change.db, SQL["named"], {"artist_id": names.artist_id(alias), "folded": folded})
        if found is not None and found["artist_id"] != artist["artist_id"]:
            raise refusals.name_taken(alias, found["artist_id"])
        await run(change.db, SQL["alias_put"], {"artist_id": artist["artist_id"], "folded": folded, "alias": alias})
    await run(change.db, SQL["alias_drop"], {"artist_id": artist["artist_id"], "keep": list(wanted)})


def _shape(found: Row) -> Artist:
    return Artist(**{name: found[name] for name in Artist.model_fields})


def _whole(found: Artist | str) -> Artist:
    if isinstance(found, str):
        raise LookupError("the artist was merged within the transaction that holds it")
    return found
