"""The proxy's eye for PostgreSQL's protocol: a COMMIT is found however its bytes are cut, and nothing else is one."""

import struct
from typing import Any, cast

import pytest

from tests.faults.injectors.network import Link
from tests.faults.injectors.postgresql import AtCommit

START_UP = struct.pack("!II", 8, 80877103) + struct.pack("!II", 14, 196608) + b"user\x00\x00"
"""A request for TLS, and the message that begins a connection."""


class End:
    """One end of a connection, as far as the watch needs it."""

    def __init__(self) -> None:
        self.transport = self
        self.cut = False

    def abort(self) -> None:
        self.cut = True


def message(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("!I", len(body) + 4) + body


def link() -> Link:
    return Link(cast(Any, End()), cast(Any, End()))


@pytest.mark.parametrize("size", [1, 3, 7, 1000])
@pytest.mark.parametrize("commit", [message(b"Q", b"COMMIT\x00"), message(b"P", b"\x00commit\x00\x00\x00")])
def test_a_commit_is_seen_once_it_is_whole(size: int, commit: bytes) -> None:
    watch, seen = AtCommit(1, before=True), link()
    data = START_UP + message(b"Q", b"SELECT 'COMMIT to the cause and some more'\x00") + commit
    parts = [data[at : at + size] for at in range(0, len(data), size)]
    for part in parts[:-1]:
        assert watch(seen, part) == part
    assert watch(seen, parts[-1]) == b""
    assert cast(Any, seen.client).cut
    assert watch.left == 0


def test_after_the_commit_the_client_hears_nothing() -> None:
    watch, seen = AtCommit(1, before=False), link()
    data = START_UP + message(b"Q", b"COMMIT\x00")
    assert watch(seen, data) == data
    assert seen.deaf
    assert not cast(Any, seen.client).cut
