"""Our decoder against the library's on what the library made, and alone on what nobody should send."""

import tracemalloc
from contextlib import suppress

import chromaprint
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fingerprinting.compressed import ALGORITHM, HEADER_BYTES, MAX_BYTES, decode
from kernel.errors import Undecodable

ITEMS = st.lists(st.integers(0, 2**32 - 1), max_size=300)


def encoded(items: list[int], algorithm: int = ALGORITHM) -> bytes:
    data: bytes = chromaprint.encode_fingerprint(items, algorithm, base64=False)
    return data


@given(ITEMS)
def test_decodes_what_the_library_encodes(items: list[int]) -> None:
    assert decode(encoded(items)).tolist() == items


@given(st.lists(st.integers(0, 31), max_size=200), st.integers(0, 2**32 - 1))
def test_decodes_items_that_change_by_one_bit(bits: list[int], first: int) -> None:
    items = [first]
    for bit in bits:
        items.append(items[-1] ^ (1 << bit))
    assert decode(encoded(items)).tolist() == items


@given(ITEMS.filter(bool), st.data())
def test_every_truncation_is_refused(items: list[int], data: st.DataObject) -> None:
    whole = encoded(items)
    with pytest.raises(Undecodable):
        decode(whole[: data.draw(st.integers(0, len(whole) - 1))])


@given(st.binary(max_size=400))
def test_any_bytes_give_items_or_undecodable(data: bytes) -> None:
    try:
        items = decode(data)
    except Undecodable:
        return
    assert items.dtype == np.uint32
    assert len(items) == int.from_bytes(data[1:4], "big")
    library, _ = chromaprint.decode_fingerprint(data, base64=False)
    assert items.tolist() == library


@given(ITEMS.filter(bool), st.data())
def test_a_flipped_bit_gives_what_the_library_makes_of_it_or_undecodable(items: list[int], data: st.DataObject) -> None:
    damaged = bytearray(encoded(items))
    place = data.draw(st.integers(4, len(damaged) - 1))
    damaged[place] ^= 1 << data.draw(st.integers(0, 7))
    try:
        decoded = decode(bytes(damaged))
    except Undecodable:
        return
    assert decoded.tolist() == chromaprint.decode_fingerprint(bytes(damaged), base64=False)[0]


def test_a_huge_count_costs_nothing() -> None:
    lie = bytes([ALGORITHM, 0xFF, 0xFF, 0xFF, 0, 0, 0])
    tracemalloc.start()
    try:
        with pytest.raises(Undecodable, match="16777215 items claimed"):
            decode(lie)
        assert tracemalloc.get_traced_memory()[1] < 100_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("filler", [b"\x00", b"\xff", b"\x49\x92\x24", b"\xaa", b"\x24"])
@pytest.mark.parametrize("count", [1, 0x1000, 0x5000, 0xA000, 0xAAA8, 0xFFFFFF])
def test_the_longest_data_takes_no_megabyte(filler: bytes, count: int) -> None:
    body = (filler * MAX_BYTES)[: MAX_BYTES - HEADER_BYTES]
    data = bytes([ALGORITHM]) + count.to_bytes(3, "big") + body
    tracemalloc.start()
    try:
        with suppress(Undecodable):
            decode(data)
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no header"),
        (b"\x01\x00", "no header"),
        (encoded([1, 2, 3], 2), "algorithm 2"),
        (encoded([1, 2, 3]) + b"\x00", "1 bytes left over"),
        (b"\x01\x00\x00\x01" + bytes([0b00111111, 0b00000000, 0xFF, 0xFF]), "left over|has a bit"),
        (bytes(MAX_BYTES + 1), f"at most {MAX_BYTES}"),
    ],
)
def test_the_reason_is_said(data: bytes, reason: str) -> None:
    with pytest.raises(Undecodable, match=reason):
        decode(data)


def test_a_bit_beyond_the_item_is_refused() -> None:
    three_bits = 0b111  # one exception, then the end of the item
    with pytest.raises(Undecodable, match="has a bit 38"):
        decode(bytes([ALGORITHM, 0, 0, 1, three_bits, 31]))


def test_no_items_are_no_items() -> None:
    assert decode(bytes([ALGORITHM, 0, 0, 0])).tolist() == []
