"""Signing keys in files."""

import json
from datetime import timedelta
from pathlib import Path

import jwt
import pytest

from identity.keys import signing_key
from identity.tokens import AUDIENCE, ISSUER, token_for_client
from kernel.errors import Misconfigured


def test_a_key_is_made_once_and_is_private(tmp_path: Path) -> None:
    first, second = signing_key(tmp_path), signing_key(tmp_path)
    assert first.key_id == second.key_id
    assert (tmp_path / "keys" / "signing.pem").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "public").iterdir()] == ["jwks.json"]
    assert "PRIVATE" not in (tmp_path / "public" / "jwks.json").read_text()


def test_a_new_key_joins_the_former_ones(tmp_path: Path) -> None:
    first = signing_key(tmp_path)
    (tmp_path / "keys" / "signing.pem").unlink()
    second = signing_key(tmp_path)
    keys = json.loads((tmp_path / "public" / "jwks.json").read_text())["keys"]
    assert [key["kid"] for key in keys] == [first.key_id, second.key_id]


def test_a_token_says_who_and_until_when(tmp_path: Path) -> None:
    key = signing_key(tmp_path)
    token, expires = token_for_client("phone-1", key, timedelta(days=1))
    claims = jwt.decode(token, key.private.public_key(), ["EdDSA"], audience=AUDIENCE, issuer=ISSUER)
    assert (claims["sub"], claims["exp"]) == ("phone-1", int(expires.timestamp()))
    assert jwt.get_unverified_header(token)["kid"] == key.key_id


@pytest.mark.parametrize("text", ["", "not a key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
def test_a_broken_key_is_misconfigured(tmp_path: Path, text: str) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "signing.pem").write_text(text)
    with pytest.raises(Misconfigured, match="no signing key"):
        signing_key(tmp_path)


def test_a_folder_that_cannot_be_made_is_misconfigured(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Misconfigured):
        signing_key(tmp_path / "file" / "keys")
