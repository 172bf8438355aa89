"""Whoever knows the id of what is another's gets nothing by it: every id of every call, for every role."""

from typing import Any

import httpx
import psycopg

from http_api.permissions import PERMISSIONS, Permission, Role
from tests.integration.http_api.town import GUARDED, VARIABLE, Town

FOR_ALL = {Permission.READ_ARTISTS, Permission.READ_SONGS}
"""What a role with one of these sees is everybody's."""
CLAIMED = "/api/v1/catalogue/artists/{artist_id}/claims"
"""Is about an artist that is nobody's yet, or another's."""
NAMED = [call for call in GUARDED if VARIABLE.search(call.path)]
NOTHING = "00000000-0000-4000-8000-000000000000"
KEPT = (
    "users",
    "sessions",
    "devices",
    "device_keys",
    "artists",
    "artist_claims",
    "artist_merges",
    "songs",
    "works",
    "rights_holders",
    "rights_disputes",
    "venues",
    "stations",
    "review_claims",
    "review_decisions",
    "review_confirmations",
    "review_appeals",
)


def rows(town: Town) -> dict[str, Any]:
    """All that strangers might change."""
    with psycopg.connect(town.database) as db:
        return {table: db.execute(f"SELECT t::text FROM {table} t ORDER BY 1".encode()).fetchall() for table in KEPT}


def told(answer: httpx.Response) -> tuple[Any, ...]:
    """What an answer tells, but the id that it was asked for."""
    problem = answer.json()
    return answer.status_code, problem["type"], problem["title"]


def test_the_ids_are_real(town: Town) -> None:
    """Otherwise it would say nothing that strangers get nothing."""
    for call in NAMED:
        if call.method == "get":
            token = town.tokens[Role.ADMIN] if PERMISSIONS[Role.ADMIN] & call.permissions else town.owner
            answer = town.send(call, token)
            assert answer.status_code == 200, (call.path, answer.text)


def test_nobody_reaches_what_is_anothers(town: Town) -> None:
    before, tried = rows(town), 0
    for role in [role for role in town.tokens if role is not Role.ADMIN]:
        for call in NAMED:
            if PERMISSIONS[role] & call.permissions & FOR_ALL or call.path == CLAIMED:
                continue
            answer = town.send(call, town.tokens[role])
            where = (role, call.method, call.path, answer.text)
            assert answer.status_code in ((403, 404) if PERMISSIONS[role] & call.permissions else (403,)), where
            named = {name: NOTHING for name in VARIABLE.findall(call.path) if name.endswith("_id")}
            assert told(town.send(call, town.tokens[role], **named)) == told(answer), where
            tried += 1
    assert tried > 200
    assert rows(town) == before
