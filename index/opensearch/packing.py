"""Some arrays as one string of bytes, compressed, with a checksum.

Layout: magic (8 bytes), then one Zstandard frame with a checksum of its content::

    content := n_arrays array*
    n_arrays   uint32
    array   := code n_items items
    code       8 bytes, NumPy's code with its byte order, padded with NUL
    n_items    uint64
    items      as NumPy writes them
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

import numpy as np
import zstandard

MAGIC = b"TRACUUOS"

_NUMBER = struct.Struct("<I")
_HEAD = struct.Struct("<8sQ")


def pack_arrays(arrays: Sequence[np.ndarray]) -> bytes:
    """Write one-dimensional arrays."""
    parts = [_NUMBER.pack(len(arrays))]
    for array in arrays:
        array = np.ascontiguousarray(array)
        little = array.astype(array.dtype.newbyteorder("<"), copy=False)
        code = little.dtype.str.replace("|", "<").encode("ascii")
        parts += [_HEAD.pack(code, len(little)), little.tobytes()]
    compressor = zstandard.ZstdCompressor(write_checksum=True)
    return MAGIC + compressor.compress(b"".join(parts))


def unpack_arrays(data: bytes) -> list[np.ndarray]:
    """Read what `pack_arrays` wrote, as read-only arrays.

    Raises
    ------
    ValueError
        If it is something else, or damaged.
    """
    if data[: len(MAGIC)] != MAGIC:
        raise ValueError("expected a table of Tra Cứu, found other bytes")
    try:
        content = zstandard.ZstdDecompressor().decompress(data[len(MAGIC) :])
        (n_arrays,) = _NUMBER.unpack_from(content)
        at = _NUMBER.size
        found = []
        for _ in range(n_arrays):
            code, n_items = _HEAD.unpack_from(content, at)
            at += _HEAD.size
            dtype = np.dtype(code.rstrip(b"\0").decode("ascii"))
            found.append(np.frombuffer(content, dtype, n_items, at))
            at += n_items * dtype.itemsize
    except (zstandard.ZstdError, struct.error, TypeError, UnicodeError) as exc:
        raise ValueError(f"a damaged table: {exc}") from exc
    return found
