"""Text that is SQL is text: in every text field, parameter and variable of every call of every service."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import psycopg
import pytest

from http_api.permissions import PERMISSIONS, Role
from tests.integration.http_api.town import GUARDED, VARIABLE, Call, Town

TEXTS = ("'; CREATE TABLE injected (x int); --", "\\' OR 1=1; SELECT pg_sleep(60) --", "$$%(x)s%s{}\u0000'\"")


def strewn(body: Any, text: str) -> Iterator[Any]:
    """The body once for each text in it, which is replaced."""
    if isinstance(body, str):
        yield text
    elif isinstance(body, dict):
        for name, value in body.items():
            yield from (body | {name: each} for each in strewn(value, text))
        yield body | {text: text}
    elif isinstance(body, list):
        for place, value in enumerate(body):
            yield from ([*body[:place], each, *body[place + 1 :]] for each in strewn(value, text))


def speakers(call: Call) -> list[Role]:
    """Two roles that may make the call, admins first: what is one's own is asked for otherwise."""
    wanted = (Role.ADMIN, Role.ARTIST, Role.VENUE_MANAGER, Role.STATION_OPERATOR, Role.SOURCE)
    return [role for role in wanted if PERMISSIONS[role] & call.permissions][:2]


@pytest.mark.timeout(300)
def test_text_that_is_sql_is_text_wherever_it_comes(town: Town) -> None:
    def ask(call: Call, said: Any = None, query: Any = None, **ids: str) -> None:
        for role in speakers(call):
            answer = town.send(call, town.tokens[role], said, query, **ids)
            assert answer.status_code < 500, (role, call.method, call.path, said, query, ids, answer.text)
            asked.append(answer.status_code)

    asked: list[int] = []
    with psycopg.connect(town.database) as db:
        before = db.execute("SELECT count(*) FROM pg_class").fetchone()
    for call in GUARDED:
        for text in TEXTS:
            for name in VARIABLE.findall(call.path):
                ask(call, **{name: quote(text, safe="")})
            for each in call.described.get("parameters", ()):
                if each["in"] == "query":
                    ask(call, query={each["name"]: text})
            for body in strewn(call.body, text):
                ask(call, body)
    with psycopg.connect(town.database) as db:
        assert db.execute("SELECT count(*) FROM pg_class").fetchone() == before
    assert len(asked) > 500
    assert 200 in asked


def test_a_condition_that_is_always_true_finds_nothing_more(town: Town) -> None:
    """Lists with a filter that is SQL are as empty as with one that nothing fits."""
    for call in GUARDED:
        for each in call.described.get("parameters", ()):
            if call.method == "get" and each["in"] == "query" and each["name"] not in ("cursor", "limit"):
                token = town.tokens[speakers(call)[0]]
                found = town.send(call, token, query={each["name"]: "x' OR '1'='1"})
                nothing = town.send(call, token, query={each["name"]: "x' OR '1'='2"})
                assert found.status_code == nothing.status_code
                if found.status_code == 200:
                    assert found.json() == nothing.json(), (call.path, each["name"])
