"""Scopes of tokens: a bearer token is good for what it names, and one that is bound to a key is not limited."""

from pathlib import Path

import pytest

from identity.keys import signing_key
from identity.tokens import AUDIENCE, ISSUER, token_for_client, token_for_device, token_for_person
from kernel.problems import Problem
from kernel.tokens import OWN, REPORT, Tokens


def verifier(state: Path, wanted: str | None, audience: str = AUDIENCE) -> Tokens:
    return Tokens(state / "public/jwks.json", ISSUER, audience, scope=wanted)


def subject(state: Path, wanted: str | None, named: str) -> str:
    token, _ = token_for_client("radio-1", signing_key(state), scope=named)
    return verifier(state, wanted).subject(f"Bearer {token}")


@pytest.mark.parametrize("wanted", [REPORT, OWN])
def test_a_device_s_token_is_not_limited(tmp_path: Path, wanted: str) -> None:
    token, _ = token_for_device("phone-1", "thumb", signing_key(tmp_path))
    assert verifier(tmp_path, wanted).granted(token).subject == "phone-1"


def test_a_token_without_scopes_is_a_person_s(tmp_path: Path) -> None:
    token, _ = token_for_person("aline", signing_key(tmp_path))
    assert verifier(tmp_path, None, "injyana-review").subject(f"Bearer {token}") == "aline"
    with pytest.raises(Problem, match="scope"):
        verifier(tmp_path, REPORT, "injyana-review").subject(f"Bearer {token}")


def test_a_token_is_good_for_each_of_its_scopes(tmp_path: Path) -> None:
    for wanted in (REPORT, OWN):
        assert subject(tmp_path, wanted, f"{OWN} {REPORT}") == "radio-1"


@pytest.mark.parametrize(
    ("named", "wanted"), [(OWN, REPORT), (REPORT, OWN), (REPORT, None), ("", REPORT), ("plays", REPORT)]
)
def test_a_token_is_good_for_nothing_else(tmp_path: Path, named: str, wanted: str | None) -> None:
    with pytest.raises(Problem, match="scope") as refused:
        subject(tmp_path, wanted, named)
    assert refused.value.status == 403
    assert 'error="insufficient_scope"' in refused.value.headers["WWW-Authenticate"]
