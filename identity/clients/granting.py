"""Tokens for programs: OAuth 2 client credentials (RFC 6749, 4.4)."""

from collections.abc import Collection, Mapping
from urllib.parse import parse_qsl

from http_api.database import run
from identity.clients.proving import proof_of, prove
from identity.clients.refusals import invalid_request, invalid_scope, unsupported_grant
from identity.clients.statements import SQL
from identity.desk import Desk
from identity.tokens import CLIENT_LASTS

FIELDS = 20


def form_of(body: bytes) -> dict[str, str]:
    """The fields of application/x-www-form-urlencoded. OAuthError where one comes twice, or it is no such form."""
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True, max_num_fields=FIELDS)
    except ValueError:
        raise invalid_request("the body is no form") from None
    if len(dict(pairs)) != len(pairs):
        raise invalid_request("a field comes twice")
    if any("\0" in value for _, value in pairs):
        raise invalid_request("a field holds a NUL")
    return dict(pairs)


async def grant(
    desk: Desk, form: Mapping[str, str], authorization: str | None, audiences: Collection[str]
) -> dict[str, str | int]:
    """The answer of RFC 6749, 5.1: a token of the client's source, for the scopes asked for or all. OAuthError."""
    if "grant_type" not in form:
        raise invalid_request("grant_type is missing")
    if form["grant_type"] != "client_credentials":
        raise unsupported_grant()
    proof = proof_of(form, authorization)
    async with desk.work() as work:
        found = await prove(work, proof, audiences)
        asked = form.get("scope", " ".join(found["scopes"])).split()
        if not asked or not set(asked) <= set(found["scopes"]):
            raise invalid_scope()
        await run(work.db, SQL["client_used"], {"client_id": proof.client_id, "now": work.now})
    scope = " ".join(sorted(set(asked)))
    token, _ = desk.signer.client(found["source_id"], proof.client_id, scope)
    return {
        "access_token": token,
        "token_type": "Bearer",
        "expires_in": int(CLIENT_LASTS.total_seconds()),
        "scope": scope,
    }
