"""Arrays from outside: what was packed comes back, and nothing else is believed."""

import io
import zipfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.errors import BadModel
from stream_processors.fraud.models.npz import MAX_ARRAY_BYTES, MAX_ARRAYS, MAX_BYTES, pack, unpack

ARRAYS = {"a": np.arange(12.0).reshape(3, 4), "b": np.array([1, 2, 3]), "c": np.array([0.5], dtype=np.float32)}


def test_arrays_come_back_and_the_same_arrays_are_the_same_bytes() -> None:
    found = unpack(pack(ARRAYS))
    assert found.keys() == ARRAYS.keys()
    for name, array in ARRAYS.items():
        assert found[name].dtype == array.dtype
        assert (found[name] == array).all()
    assert pack(dict(reversed(ARRAYS.items()))) == pack(ARRAYS)


def test_numpy_reads_it_too() -> None:
    with np.load(io.BytesIO(pack(ARRAYS)), allow_pickle=False) as found:
        assert (found["a"] == ARRAYS["a"]).all()


def test_pickled_arrays_are_refused() -> None:
    out = io.BytesIO()
    np.savez(out, a=np.array([{"a": 1}], dtype=object))
    with pytest.raises(BadModel, match="object"):
        unpack(out.getvalue())


def test_texts_are_refused() -> None:
    out = io.BytesIO()
    np.savez(out, a=np.array(["a"]))
    with pytest.raises(BadModel, match="plain numbers"):
        unpack(out.getvalue())


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = archive({"a.npy": bytes(MAX_ARRAY_BYTES * 20)})
    assert len(bomb) < MAX_BYTES
    with pytest.raises(BadModel, match="more than"):
        unpack(bomb)


def test_too_many_arrays_are_refused() -> None:
    with pytest.raises(BadModel, match="arrays"):
        unpack(archive({f"{number}.npy": b"" for number in range(MAX_ARRAYS + 1)}))


def test_too_many_bytes_are_refused_both_ways() -> None:
    with pytest.raises(BadModel, match="bytes"):
        unpack(bytes(MAX_BYTES + 1))
    with pytest.raises(BadModel, match="bytes"):
        pack({"a": np.random.default_rng(1).random(MAX_BYTES // 4)})


def test_a_header_that_claims_more_than_there_is_is_refused() -> None:
    out = io.BytesIO()
    np.lib.format.write_array_header_1_0(out, {"descr": "<f8", "fortran_order": False, "shape": (1_000_000_000_000,)})
    with pytest.raises(BadModel, match="shape"):
        unpack(archive({"a.npy": out.getvalue() + bytes(80)}))


def test_arrays_in_the_other_order_are_refused() -> None:
    out = io.BytesIO()
    np.savez(out, a=np.asfortranarray(np.ones((3, 4))))
    with pytest.raises(BadModel, match="shape"):
        unpack(out.getvalue())


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_by_name(data: bytes) -> None:
    with pytest.raises(BadModel):
        unpack(data)


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_a_changed_byte_is_refused_or_harmless(place: int, change: int) -> None:
    data = bytearray(pack(ARRAYS))
    data[place % len(data)] ^= change
    try:
        found = unpack(bytes(data))
    except BadModel:
        return
    assert all(array.dtype.kind in "fiu" for array in found.values())


def archive(entries: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in entries.items():
            made.writestr(name, content)
    return out.getvalue()
