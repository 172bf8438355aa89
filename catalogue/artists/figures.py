"""What was played of an artist."""

from datetime import date, datetime, time

from catalogue.artists.naming import by_id
from catalogue.artists.shapes import Figures
from http_api.database import Db, row
from http_api.refusals import not_found
from http_api.statements import beside
from kernel.clock import KIGALI
from kernel.problems import Problem

SQL = beside(__file__)
MOST_DAYS = 366


async def figures(db: Db, artist_id: str, own: str | None, first: date, last: date) -> Figures:
    """Plays of these days, the last one included; with `own`, of that artist alone. Problem 404, 422."""
    if not 0 <= (last - first).days < MOST_DAYS:
        raise Problem(422, "bad-days", "These are no days.", f"From the first to the last, at most {MOST_DAYS}.")
    artist = await by_id(db, artist_id)
    if artist is None or own not in (None, artist["artist_id"]):
        raise not_found("artist", artist_id)
    values = {"artist_id": artist["artist_id"], "first": _midnight(first), "last": _midnight(last)}
    found = await row(db, SQL["figures"], values)
    return Figures(artist_id=artist["artist_id"], first_day=first, last_day=last, **(found or {}))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), KIGALI)
