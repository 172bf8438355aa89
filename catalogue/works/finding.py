"""Whether a work is there."""

from http_api.database import Db, row
from http_api.statements import beside

SQL = beside(__file__)


async def exists(db: Db, work_id: str) -> bool:
    """Whether a work has this id."""
    return await row(db, SQL["exists"], {"work_id": work_id}) is not None
