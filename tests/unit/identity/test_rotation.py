"""The signing key's rotation: no verifier ever meets a token whose key it could not know."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from identity.keys import signing_key
from identity.rotation import AHEAD, EVERY, KEPT, NEXT, replace, turn
from identity.signing import Signer
from identity.tokens import ISSUER, PEOPLE_AUDIENCES, token_for_person
from kernel.errors import Misconfigured
from kernel.problems import Problem
from kernel.tokens import Tokens


def now() -> datetime:
    """A key is as old as its file, which a test makes now."""
    return datetime.now(UTC)


def public(state: Path) -> list[str]:
    return [key["kid"] for key in json.loads((state / "public/jwks.json").read_bytes())["keys"]]


def accepted(state: Path, token: str) -> bool:
    try:
        Tokens(state / "public/jwks.json", ISSUER, PEOPLE_AUDIENCES[0]).subject(f"Bearer {token}")
    except Problem:
        return False
    return True


def test_a_key_is_published_before_it_signs_and_stays_while_its_tokens_are_good(tmp_path: Path) -> None:
    first = signing_key(tmp_path)
    former = token_for_person("p", first)[0]
    assert turn(tmp_path, now()) is None
    assert "published" in (turn(tmp_path, now() + EVERY + AHEAD) or "")
    assert signing_key(tmp_path).key_id == first.key_id
    assert len(public(tmp_path)) == 2
    assert turn(tmp_path, now() + AHEAD / 2) is None
    later = now() + AHEAD + timedelta(minutes=1)
    assert "signs" in (turn(tmp_path, later) or "")
    second = signing_key(tmp_path)
    assert second.key_id != first.key_id
    assert not (tmp_path / NEXT).exists()
    assert accepted(tmp_path, former)
    assert accepted(tmp_path, token_for_person("p", second)[0])
    assert turn(tmp_path, later + timedelta(minutes=1)) is None
    assert "no more" in (turn(tmp_path, later + KEPT) or "") or first.key_id not in public(tmp_path)
    assert public(tmp_path)[0] == second.key_id
    assert not accepted(tmp_path, former)


def test_a_rotation_is_begun_at_once_where_an_operator_says_so(tmp_path: Path) -> None:
    assert "published" in (turn(tmp_path, now(), at_once=True) or "")
    assert turn(tmp_path, now(), at_once=True) is None


def test_a_rotation_that_was_killed_goes_on(tmp_path: Path) -> None:
    first = signing_key(tmp_path)
    turn(tmp_path, now(), at_once=True)
    later = now() + AHEAD + timedelta(minutes=1)
    (tmp_path / "keys/retired.json").write_text(
        json.dumps({first.key_id: now().isoformat()})
    )  # and died before the switch
    assert "signs" in (turn(tmp_path, later) or "")
    assert json.loads((tmp_path / "keys/retired.json").read_text()) == {first.key_id: later.isoformat()}


def test_a_stolen_key_and_all_tokens_end_at_once(tmp_path: Path) -> None:
    token = token_for_person("p", signing_key(tmp_path))[0]
    turn(tmp_path, now(), at_once=True)
    new = replace(tmp_path)
    assert public(tmp_path) == [new]
    assert signing_key(tmp_path).key_id == new
    assert not accepted(tmp_path, token)


def test_a_running_signer_takes_the_new_key(tmp_path: Path) -> None:
    signer = Signer(tmp_path)
    former = signer.key.key_id
    assert signer.key.key_id == former
    assert replace(tmp_path) == signer.key.key_id != former


def test_a_folder_that_cannot_be_written_is_misconfigured(tmp_path: Path) -> None:
    signing_key(tmp_path)
    (tmp_path / "keys" / "lock").mkdir()
    with pytest.raises(Misconfigured, match="rotated"):
        turn(tmp_path, now())
