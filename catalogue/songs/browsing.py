"""Songs as callers see them."""

from dataclasses import dataclass

from catalogue.pages import after_name, like, page_of
from catalogue.songs.shapes import Song, SongPage
from http_api.database import Db, Row, row, rows
from http_api.refusals import not_found
from http_api.statements import beside
from kernel import isrc

SQL = beside(__file__)


@dataclass(frozen=True, slots=True)
class Filters:
    """Of each, None takes all. `own` is the artist to whom the caller is limited."""

    own: str | None
    title: str | None = None
    artist_id: str | None = None
    isrc: str | None = None


async def page(db: Db, wanted: Filters, cursor: str | None, limit: int) -> SongPage:
    """Songs by title."""
    values = after_name(cursor) | {
        "own": wanted.own,
        "artist_id": wanted.artist_id,
        "isrc": None if wanted.isrc is None else isrc.normalised(wanted.isrc) or "",
        "like": like(wanted.title),
        "limit": limit + 1,
    }
    found, following = page_of(
        await rows(db, SQL["page"], values), limit, lambda last: (last["place"], last["song_id"])
    )
    return SongPage(songs=[_shape(each) for each in found], next_cursor=following)


async def one(db: Db, song_id: str, own: str | None) -> Song:
    """The song; with `own`, only that artist's. Problem 404."""
    found = await row(db, SQL["show"], {"song_id": song_id, "own": own})
    if found is None:
        raise not_found("song", song_id)
    return _shape(found)


def _shape(found: Row) -> Song:
    return Song(**{name: found[name] for name in Song.model_fields})
