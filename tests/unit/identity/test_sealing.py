"""Sealed values: readable in their place, by their key, and by nothing else."""

import base64
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from identity.addresses import Address, Channel, either
from identity.master_keys import LOCAL, KeySettings, MasterKeys, master_keys, parsed
from identity.sealing import DataKey, Place, unwrapped, wrapped
from kernel.errors import Misconfigured

ROW = UUID(int=7)
PLACE = Place("users", "email_sealed", ROW)


def master(*names: str) -> MasterKeys:
    return parsed(",".join(f"{name}:{base64.b64encode(name.encode().ljust(32, b'.')).decode()}" for name in names))


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_what_is_sealed_comes_back_and_never_looks_the_same(text: str) -> None:
    key = DataKey.new()
    first, second = key.seal(text, PLACE), key.seal(text, PLACE)
    assert first != second
    assert key.open(first, PLACE) == key.open(second, PLACE) == text


@pytest.mark.parametrize(
    "place",
    [
        Place("users", "phone_sealed", ROW),
        Place("registrations", "email_sealed", ROW),
        Place("users", "email_sealed", uuid4()),
    ],
)
def test_a_value_cannot_be_moved(place: Place) -> None:
    key = DataKey.new()
    with pytest.raises(Misconfigured, match="another place"):
        key.open(key.seal("x", PLACE), place)


@given(st.integers(min_value=0), st.integers(1, 255))
def test_a_value_that_was_changed_does_not_open(at: int, by: int) -> None:
    key = DataKey.new()
    sealed = bytearray(key.seal("aline@example.rw", PLACE))
    sealed[at % len(sealed)] ^= by
    with pytest.raises(Misconfigured):
        key.open(bytes(sealed), PLACE)


def test_another_key_does_not_open_it_nor_does_half_of_it() -> None:
    key = DataKey.new()
    sealed = key.seal("x", PLACE)
    with pytest.raises(Misconfigured, match="another key"):
        DataKey.new().open(sealed, PLACE)
    for end in range(len(sealed)):
        with pytest.raises(Misconfigured):
            key.open(sealed[:end], PLACE)


def test_data_keys_are_wrapped_with_the_newest_and_opened_with_any() -> None:
    key = DataKey.new()
    old = wrapped(key, master("a"))
    both = master("b", "a")
    assert unwrapped(key.key_id, old, "a", both) == key
    assert unwrapped(key.key_id, wrapped(key, both), "b", both) == key
    with pytest.raises(Misconfigured, match="INJYANA_MASTER_KEYS"):
        unwrapped(key.key_id, old, "a", master("b"))
    with pytest.raises(Misconfigured):
        unwrapped(uuid4(), old, "a", both)


def test_a_look_up_finds_what_any_key_in_use_wrote() -> None:
    address = either("Aline@Example.rw")
    old = address.lookups(master("a"))[0]
    assert old in address.lookups(master("b", "a"))
    assert old not in address.lookups(master("b"))
    assert address.lookups(master("b", "a"))[0] == address.lookups(master("b"))[0]
    assert either("aline@example.rw").lookups(master("a")) == address.lookups(master("a"))
    assert Address(Channel.SMS, address.text).lookups(master("a")) != address.lookups(master("a"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "a:",
        "a:zz",
        f"a:{base64.b64encode(b'x' * 31).decode()}",
        f"{LOCAL},{LOCAL}",
        f"a b:{LOCAL}",
        f":{LOCAL}",
    ],
)
def test_bad_keys_are_misconfigured_and_not_repeated(text: str) -> None:
    with pytest.raises(Misconfigured) as raised:
        parsed(text)
    assert "zz" not in str(raised.value)
    assert LOCAL not in str(raised.value)


def test_the_local_key_is_refused_elsewhere(tmp_path_factory: pytest.TempPathFactory) -> None:
    assert master_keys(KeySettings()).newest == "local-only"
    production = {"environment": "production", "database": "x", "redis": "x"}
    with pytest.raises(ValidationError, match="INJYANA_MASTER_KEYS"):
        KeySettings(**production)  # type: ignore[arg-type]
    file = tmp_path_factory.mktemp("keys") / "keys"
    file.write_text("2026:" + base64.b64encode(b"x" * 32).decode() + "\n")
    assert master_keys(KeySettings(**production, master_keys_file=file)).newest == "2026"  # type: ignore[arg-type]
    file.unlink()
    with pytest.raises(Misconfigured, match="FILE"):
        master_keys(KeySettings(**production, master_keys_file=file))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("Aline@EXAMPLE.rw", "Aline@example.rw"),
        ("0788123456", "+250788123456"),
        ("+250 788 123 456", "+250788123456"),
        ("+1 650-253-0000", "+16502530000"),
    ],
)
def test_addresses_have_one_form(text: str, stored: str) -> None:
    assert either(text).text == stored


@pytest.mark.parametrize(
    "text", ["", "a", "a@", "@b.rw", "a@b", "a\n@b.rw", "a@b.rw\r\nBcc: c@d.rw", "12", "+", "0788" * 9]
)
def test_what_is_no_address_is_said(text: str) -> None:
    with pytest.raises(ValueError, match=r"this is no|there can be no"):
        either(text)
