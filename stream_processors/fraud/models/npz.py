"""Arrays to bytes and back, in numpy's .npz, without pickles and within bounds.

The bytes come from a topic or a file, so nothing in them is believed: neither the sizes that the archive declares, nor
the shapes in the arrays' headers. numpy's own reader would make room for whatever shape a header claims.
"""

import io
import zipfile
import zlib
from collections.abc import Mapping
from math import prod
from typing import Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from kernel.errors import BadModel

MAX_BYTES = 800_000
"""Of the archive: with its manifest it must fit into one record of Kafka, 1 MiB by default."""
MAX_ARRAYS = 64
MAX_ARRAY_BYTES = 1_000_000
"""Of one unpacked array; the largest of a real model has about 100 KB."""
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The moment in every entry of the archive, so that the same arrays give the same bytes."""
KINDS = "fiu"
"""Kinds of numbers that are read: floats and integers, signed or not."""

Arrays = dict[str, NDArray[Any]]


def pack(arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """The .npz of the arrays, sorted by name. BadModel where it would be larger than MAX_BYTES."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(arrays):
            entry = zipfile.ZipInfo(f"{name}.npy", EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            content = io.BytesIO()
            npy.write_array(content, np.ascontiguousarray(arrays[name]), version=(1, 0), allow_pickle=False)
            archive.writestr(entry, content.getvalue())
    if out.tell() > MAX_BYTES:
        raise BadModel(f"the arrays have {out.tell()} bytes; a model may have {MAX_BYTES}")
    return out.getvalue()


def unpack(data: bytes) -> Arrays:
    """The arrays by name. BadModel on anything that `pack` would not write."""
    if len(data) > MAX_BYTES:
        raise BadModel(f"the arrays have {len(data)} bytes; a model may have {MAX_BYTES}")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > MAX_ARRAYS:
                raise BadModel(f"an archive of {len(entries)} arrays; a model may have {MAX_ARRAYS}")
            return {entry.filename.removesuffix(".npy"): _array(archive, entry) for entry in entries}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise BadModel(f"the arrays are no .npz: {error}") from error


def _array(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> NDArray[Any]:
    with archive.open(entry) as file:
        content = io.BytesIO(file.read(MAX_ARRAY_BYTES + 1))
    if len(content.getvalue()) > MAX_ARRAY_BYTES:
        raise BadModel(f"the array {entry.filename} has more than {MAX_ARRAY_BYTES} bytes")
    if npy.read_magic(content) != (1, 0):
        raise BadModel(f"the array {entry.filename} is written in another version of numpy's format than 1.0")
    shape, fortran, kind = npy.read_array_header_1_0(content)
    rest = content.getvalue()[content.tell() :]
    if kind.kind not in KINDS or kind.hasobject:
        raise BadModel(f"the array {entry.filename} holds {kind}, not plain numbers")
    if fortran or prod(shape) * kind.itemsize != len(rest):
        raise BadModel(f"the array {entry.filename} has {len(rest)} bytes, which are not those of its shape {shape}")
    return np.frombuffer(rest, dtype=kind).reshape(shape)
