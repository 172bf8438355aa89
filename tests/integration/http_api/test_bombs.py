"""Bodies that are too large, or become it when they are unpacked, are refused by every call that takes one."""

import gzip
import json
from uuid import uuid4

from http_api.permissions import PERMISSIONS, Permission, Role
from tests.integration.http_api.town import VARIABLE, Call, Town
from tests.unit.every_route.test_conventions import CALLS

UNPACKED = 50_000_000
WITH_BODY = [
    Call(service, method, path, call)
    for service, method, path, call in CALLS
    if service != "gateway" and "application/json" in call.get("requestBody", {}).get("content", {})
]


def test_large_bodies_and_bombs_are_refused(town: Town) -> None:
    bomb = gzip.compress(b" " * UNPACKED + b"{}")
    large = json.dumps({"name": "x" * 2_000_000}).encode()
    cut = gzip.compress(json.dumps({"name": "x"}).encode())[:-4]
    for call in WITH_BODY:
        role = next((role for role in (Role.ADMIN, *town.tokens) if PERMISSIONS[role] & call.permissions), None)
        assert role or Permission.PUBLIC in call.permissions, call.path
        path = VARIABLE.sub(lambda found: town.ids.get(found[1], str(uuid4())), call.path)
        headers = {"Idempotency-Key": str(uuid4()), "If-Match": '"1"', "Content-Type": "application/json"}
        headers |= {"Authorization": f"Bearer {town.tokens[role]}"} if role else {}
        for body, encoding, status in (
            (bomb, "gzip", 413),
            (large, "identity", 413),
            (cut, "gzip", 400),
            (b"", "br", 415),
        ):
            sent = headers | {"Content-Encoding": encoding}
            answer = town.clients[call.service].request(call.method, path, content=body, headers=sent)
            assert answer.status_code == status, (call.path, encoding, answer.text)
            assert answer.headers["content-type"] == "application/problem+json"
