"""Which artist a name means."""

from catalogue import names
from catalogue.changes import Change
from http_api.database import Db, Row, row, run
from http_api.statements import beside

SQL = beside(__file__)


async def named(change: Change, name: str) -> Row:
    """artist_id and name of the artist of this name or other name, registered where there is none. Refused.

    The catalogue is locked.
    """
    said = names.cleaned("artist", name)
    asked = {"artist_id": names.artist_id(said), "folded": names.folded(said), "name": said}
    found = await row(change.db, SQL["named"], asked)
    if found is not None:
        return found
    await run(change.db, SQL["put"], asked)
    made = {"artist_id": asked["artist_id"], "name": said}
    await change.record("artist.registered", "artist", made["artist_id"], None, {"name": said})
    return made


async def by_id(db: Db, artist_id: str) -> Row | None:
    """artist_id and name of the artist whom an id stands for after all merges; None where nobody has it."""
    return await row(db, SQL["by_id"], {"artist_id": artist_id})
