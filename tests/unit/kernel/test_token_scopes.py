"""Scopes of tokens: one that names some is good for them alone."""

from pathlib import Path

import pytest

from identity.keys import signing_key
from identity.tokens import AUDIENCE, ISSUER, token_for
from kernel.problems import Problem
from kernel.tokens import OWN, REPORT, Tokens


def subject(state: Path, wanted: str | None, named: str | None = None) -> str:
    key = signing_key(state)
    token = (token_for("radio-1", key) if named is None else token_for("radio-1", key, scope=named))[0]
    return Tokens(state / "public/jwks.json", ISSUER, AUDIENCE, scope=wanted).subject(f"Bearer {token}")


@pytest.mark.parametrize("wanted", [REPORT, OWN, None])
def test_a_token_without_scopes_is_not_limited(tmp_path: Path, wanted: str | None) -> None:
    assert subject(tmp_path, wanted) == "radio-1"


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
