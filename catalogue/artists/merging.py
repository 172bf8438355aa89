"""Two artists that turned out to be one. Ids stay good, songs and figures follow, and it can be undone."""

from uuid import UUID, uuid4

from catalogue.artists import refusals
from catalogue.artists.registry import give_account, held
from catalogue.artists.shapes import Merge, MergePage, MergeSaid
from catalogue.changes import Change
from catalogue.pages import after_time, page_of
from catalogue.songs.editing import credit
from http_api.database import Db, row, rows, run
from http_api.refusals import not_found
from http_api.statements import beside

SQL = beside(__file__)


async def merge(change: Change, artist_id: str, said: MergeSaid) -> Merge:
    """Makes the artist be another: songs are credited to that one, names and account go along.

    Plays that were counted stay under the id that they were counted under; who asks for figures gets the sum. Problem
    404, 409 where each has an account, 422.
    """
    await change.lock()
    if artist_id == said.into:
        raise refusals.same_artist()
    gone, into = await held(change, artist_id), await held(change, said.into)
    if gone["user_id"] is not None and into["user_id"] is not None:
        raise refusals.two_accounts()
    aliases = await rows(
        change.db, SQL["aliases_move"], {"artist_id": artist_id, "to": into["artist_id"], "only": None}
    )
    await run(change.db, SQL["merge_mark"], {"artist_id": artist_id, "into": into["artist_id"]})
    await give_account(change, into["artist_id"], gone["user_id"] or into["user_id"])
    songs = await credit(change, artist_id, into)
    made = await row(
        change.db,
        SQL["merge_put"],
        {
            "merge_id": uuid4(),
            "artist_id": artist_id,
            "into": into["artist_id"],
            "songs": songs,
            "aliases": [each["folded"] for each in aliases],
            "user_id": gone["user_id"],
            "reason": said.reason,
            "made_by": change.person,
        },
    )
    after = {"merged_into": into["artist_id"], "songs": songs, "reason": said.reason}
    await change.record("artist.merged", "artist", artist_id, {"merged_into": None}, after)
    return Merge(**(made or {}))


async def undo(change: Change, merge_id: UUID) -> Merge:
    """Makes the two be two again: those songs, names and the account go back that went along and are still there.

    Plays that were counted meanwhile stay with the artist for whom they were counted. Problem 404, 409.
    """
    await change.lock()
    merged = await row(change.db, SQL["merge_hold"], {"merge_id": merge_id})
    if merged is None:
        raise not_found("merge", str(merge_id))
    if merged["undone_at"] is not None:
        raise refusals.undone()
    artist_id, into = merged["artist_id"], await held(change, merged["into_now"])
    await run(change.db, SQL["merge_mark"], {"artist_id": artist_id, "into": None})
    back = {"artist_id": into["artist_id"], "to": artist_id, "only": merged["aliases"]}
    await rows(change.db, SQL["aliases_move"], back)
    if merged["user_id"] is not None and into["user_id"] == merged["user_id"]:
        await give_account(change, into["artist_id"], None)
        await give_account(change, artist_id, merged["user_id"])
    songs = await credit(change, into["artist_id"], await held(change, artist_id), merged["songs"])
    undone = await row(change.db, SQL["merge_undo"], {"merge_id": merge_id, "by": change.person})
    before = {"merged_into": merged["merged_into"]}
    await change.record("artist.unmerged", "artist", artist_id, before, {"merged_into": None, "songs": songs})
    return Merge(**(undone or {}))


async def page(db: Db, cursor: str | None, limit: int) -> MergePage:
    """Merges, the newest first."""
    found = await rows(db, SQL["merges"], after_time(cursor) | {"limit": limit + 1})
    found, following = page_of(found, limit, lambda last: (last["made_at"], last["merge_id"]))
    return MergePage(merges=[Merge(**each) for each in found], next_cursor=following)
