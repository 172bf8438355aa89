"""Passwords: what is taken, and that nobody's costs as much as somebody's."""

from datetime import UTC, datetime

import pyotp
import pytest

from identity.messages.sending import FIRST_WAIT, LONGEST_WAIT, wait
from identity.passwords import BadPassword, Passwords, judge, normalised
from identity.sessions.second_factor import step_of
from identity.throttle import network

ABOUT = ("Aline Uwase", "aline.uwase@example.rw")


@pytest.mark.parametrize(
    "password",
    ["short", "x" * 11, "x" * 129, "password1234", "Password1234!", "qwertyuiop12", "aaaaaaaaaaaaaaaa", "abcabcabcabc",
     "123456789012345", "alineuwase12", "Aline Uwase1", "aline.uwase@", "injyana12345"],
)  # fmt: skip
def test_weak_passwords_are_refused(password: str) -> None:
    with pytest.raises(BadPassword):
        judge(password, ABOUT)


@pytest.mark.parametrize(
    "password", ["inanga ikirere umusozi amazi", "correct horse battery staple", "🎵 gitari ya data 🎵 x"]
)
def test_sentences_are_taken(password: str) -> None:
    judge(password, ABOUT)


def test_the_longest_is_judged_in_bounded_work() -> None:
    judge("aB3$" + "xkcd Kigali 4 amazi! " * 5, ABOUT)


async def test_a_password_is_the_same_however_it_is_typed() -> None:
    passwords = Passwords(1, 1024)
    stored = await passwords.hashed("é" + "ikirere amazi")
    assert stored.startswith("$argon2id$v=19$m=1024,t=1,p=1$")
    assert await passwords.fits("e\u0301" + "ikirere amazi", stored)
    assert normalised("ﬁ") == "fi"
    assert not await passwords.fits("éikirere amazi ", stored)
    assert not await passwords.fits("x", "no hash at all")
    passwords.close()


async def test_nobody_s_password_is_verified_too_and_never_fits() -> None:
    passwords = Passwords(1, 1024)
    assert not await passwords.fits("the password of nobody", None)
    assert passwords.verified == 1
    passwords.close()


async def test_other_parameters_make_a_hash_outdated() -> None:
    former, now = Passwords(1, 1024), Passwords(2, 1024)
    stored = await former.hashed("inanga ikirere")
    assert now.outdated(stored)
    assert not former.outdated(stored)
    former.close()
    now.close()


def test_codes_of_the_app_are_taken_a_step_around_now() -> None:
    secret, now = pyotp.random_base32(), datetime(2026, 11, 22, 18, 0, 7, tzinfo=UTC)
    step = int(now.timestamp()) // 30
    codes = {near: pyotp.TOTP(secret).at(now, counter_offset=near) for near in range(-2, 3)}
    assert [step_of(secret, codes[near], now) for near in (-1, 0, 1)] == [step - 1, step, step + 1]
    if len(set(codes.values())) == len(codes):
        assert step_of(secret, codes[-2], now) is step_of(secret, codes[2], now) is None


def test_one_customer_of_a_network_is_one() -> None:
    assert network("192.0.2.7") == "192.0.2.7"
    assert network("2001:db8:1:2:3::4") == network("2001:db8:1:2::9") == "2001:db8:1:2::/64"
    assert network("nothing") == "nothing"


def test_messages_wait_longer_and_longer() -> None:
    waits = [wait(attempts) for attempts in (1, 2, 3, 50, 5000)]
    assert waits[:3] == [FIRST_WAIT, FIRST_WAIT * 2, FIRST_WAIT * 4]
    assert waits[3:] == [LONGEST_WAIT] * 2
