"""Venues: reading, registering and changing them."""

from typing import Any
from uuid import UUID, uuid4

from psycopg import errors

from catalogue import names
from catalogue.changes import Change, differing
from catalogue.pages import after_name, like, page_of
from catalogue.preconditions import fits
from catalogue.sources import publish_of_venue
from catalogue.venues import hours
from catalogue.venues.places import SECTORS, is_in_rwanda
from catalogue.venues.shapes import Place, Speaker, Speakers, Venue, VenuePage, VenueSaid
from http_api.database import Db, Row, row, rows, run
from http_api.permissions import Permission
from http_api.refusals import forbidden, not_found
from http_api.statements import beside
from kernel.problems import Problem

SQL = beside(__file__)
BY_ADMINS = ("kind", "district", "sector", "place", "capacity", "manager_id")
TOLD = {"name", "kind", "district", "sector", "street", "place", "capacity", "hours", "manager_id"}


async def page(
    db: Db, own: UUID | None, name: str | None, district: str | None, cursor: str | None, limit: int
) -> VenuePage:
    """Venues by name; with `own`, those that this person manages."""
    values = after_name(cursor) | {"own": own, "district": district, "like": like(name), "limit": limit + 1}
    found, following = page_of(
        await rows(db, SQL["page"], values), limit, lambda last: (last["place"], last["venue_id"])
    )
    return VenuePage(venues=[_shape(each) for each in found], next_cursor=following)


async def one(db: Db, venue_id: str, own: UUID | None) -> Venue:
    """The venue; with `own`, only one that this person manages. Problem 404."""
    found = await row(db, SQL["one"], {"venue_id": venue_id, "own": own})
    if found is None:
        raise not_found("venue", venue_id)
    return _shape(found)


async def speakers(db: Db, venue_id: str, own: UUID | None) -> Speakers:
    """Who may speak for the venue. Problem 404."""
    venue = await one(db, venue_id, own)
    found = await rows(db, SQL["speakers"], {"venue_id": venue_id})
    return Speakers(person=venue.manager_id, sources=[Speaker(**each) for each in found])


async def register(change: Change, said: VenueSaid) -> Venue:
    """A new venue. Problem 422."""
    venue_id = str(uuid4())
    await _write(change, venue_id, said)
    made = await one(change.db, venue_id, None)
    await change.record("venue.registered", "venue", venue_id, None, made.model_dump(mode="json", include=TOLD))
    return made


async def edit(change: Change, venue_id: str, version: int, said: VenueSaid) -> Venue:
    """Makes the venue be as said; sources that speak for it learn when it is open. Problem 403, 404, 412, 422."""
    own = change.user(Permission.EDIT_VENUES)
    held = await row(change.db, SQL["hold"], {"venue_id": venue_id, "own": own})
    if held is None:
        raise not_found("venue", venue_id)
    fits(held["version"], version)
    before = (await one(change.db, venue_id, None)).model_dump(mode="json", include=TOLD)
    wanted = said.model_dump(mode="json")
    if own is not None and any(wanted[name] != before[name] for name in BY_ADMINS):
        raise forbidden(f"{', '.join(BY_ADMINS)} are changed by an admin: tariffs go by them.")
    await _write(change, venue_id, said)
    made = await one(change.db, venue_id, None)
    was, now = differing(before, made.model_dump(mode="json", include=TOLD))
    await change.record("venue.changed", "venue", venue_id, was, now)
    if "hours" in now:
        await publish_of_venue(change, venue_id)
    return made


async def _write(change: Change, venue_id: str, said: VenueSaid) -> None:
    _check(said)
    opens, closes = hours.span(said.hours) or (None, None)
    values: dict[str, Any] = said.model_dump(exclude={"place", "hours"}) | {
        "venue_id": venue_id,
        "name": names.cleaned("name", said.name),
        "lat": said.place and said.place.lat,
        "lon": said.place and said.place.lon,
        "opens": opens,
        "closes": closes,
    }
    try:
        await run(change.db, SQL["put"], values)
    except errors.ForeignKeyViolation:
        raise Problem(422, "no-such-person", "There is no such account.", "Name a manager who is there.") from None
    await run(change.db, SQL["hours_drop"], values)
    for each in said.hours:
        await run(change.db, SQL["hours_put"], {"venue_id": venue_id} | each.model_dump())


def _check(said: VenueSaid) -> None:
    hours.checked(said.hours)
    if said.district not in SECTORS:
        raise Problem(422, "no-such-district", "There is no such district.", "GET /api/v1/catalogue/places names them.")
    if said.sector is not None and said.sector not in SECTORS[said.district]:
        detail = f"GET /api/v1/catalogue/places names those of {said.district}."
        raise Problem(422, "no-such-sector", "The district has no such sector.", detail)
    if said.place is not None and not is_in_rwanda(said.place.lat, said.place.lon):
        raise Problem(422, "not-in-rwanda", "This place is not in Rwanda.", "lat is degrees north, lon degrees east.")


def _shape(found: Row) -> Venue:
    place = None if found["lat"] is None else Place(lat=found["lat"], lon=found["lon"])
    return Venue(**{name: found[name] for name in Venue.model_fields if name != "place"}, place=place)
