"""What a person sees of their own account."""

from http_api.callers import Caller
from http_api.database import row
from http_api.refusals import not_found
from identity import person_keys
from identity.accounts.shapes import Me
from identity.accounts.statements import SQL
from identity.accounts.users import addresses
from identity.addresses import Channel
from identity.desk import Work


async def me(work: Work, by: Caller) -> Me:
    """The caller's account with its addresses. Problem 404 where it is gone."""
    key = await person_keys.of(work.db, by.person, work.keys)
    found = await row(work.db, SQL["own_account"], {"user_id": by.person})
    if found is None:
        raise not_found("person", by.subject)
    known = {each.channel: each.text for each in addresses(found, key, "users", by.person)} if key else {}
    shown = {name: found[name] for name in ("user_id", "name", "role", "artist_id", "two_factors", "created_at")}
    return Me(**shown, email=known.get(Channel.EMAIL), phone=known.get(Channel.SMS))
