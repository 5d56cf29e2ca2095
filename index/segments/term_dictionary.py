"""Whoosh's term dictionary, ``.trm``, written and read in one go.

The file is Whoosh's own (`whoosh.filedb.filetables.OrderedHashWriter`): keys in
order, each a field's number (big-endian uint16) and a term in UTF-8; values as
`whoosh.codec.whoosh3.W3TermInfo` packs them; then 256 hash tables and an array
of the places of the keys. Whoosh writes it term by term, 12 µs each; a segment
has half a million. Here whole columns are packed at once. CRC-32, the second of
the hash functions that Whoosh's reader knows, takes the place of MD5.
"""

from __future__ import annotations

import pickle
from itertools import chain
from pathlib import Path
from zlib import crc32

import numpy as np
from whoosh.filedb.filetables import OrderedHashWriter
from whoosh.filedb.structfile import StructFile
from whoosh.util.numeric import _length_byte_cache

ENDING = ".trm"

TERM_INFO = np.dtype(
    [
        ("flags", "u1"),
        ("weight", ">f4"),
        ("doc_freq", ">u4"),
        ("min_length", "u1"),
        ("max_length", "u1"),
        ("max_weight", ">f4"),
        ("min_doc", ">u4"),
        ("max_doc", ">u4"),
        ("offset", ">i8"),
        ("size", ">i4"),
    ]
)
"""The record of `W3TermInfo.to_bytes` for postings that are not inlined."""

_KEY_SIZES = np.dtype([("key", ">i4"), ("value", ">i4")])
_SLOT = np.dtype([("hash", ">u4"), ("at", ">i8")])
_CRC32 = 1
_N_BUCKETS = 256
_LENGTHS = np.array(_length_byte_cache)


class TermDictionaryWriter(OrderedHashWriter):
    """Writes a ``.trm`` from columns.

    Parameters
    ----------
    path : Path
        A new file.
    field_names : list of str
        Their numbers are their places; terms of earlier fields come first.
    """

    def __init__(self, path: Path, field_names: list[str]) -> None:
        super().__init__(StructFile(open(path, "wb"), name=str(path)))
        self.extras["fieldmap"] = {name: n for n, name in enumerate(field_names)}
        # The kind of hash is a byte behind the magic, written just now.
        self.dbfile.seek(self.startoffset + 4)
        self.dbfile.write_byte(_CRC32)
        self.dbfile.seek(0, 2)
        self._hashes: list[np.ndarray] = []
        self._places: list[np.ndarray] = []

    def add_terms(self, keys: list[bytes], infos: np.ndarray) -> None:
        """Append terms.

        Parameters
        ----------
        keys : list of bytes
            Ascending, higher than those before.
        infos : (n_terms,) ndarray of `TERM_INFO`
        """
        if not keys:
            return
        sizes = np.empty(len(keys), _KEY_SIZES)
        sizes["key"] = np.fromiter(map(len, keys), np.int64, len(keys))
        sizes["value"] = TERM_INFO.itemsize
        total = sizes["key"].astype(np.int64) + TERM_INFO.itemsize + _KEY_SIZES.itemsize
        ends = np.cumsum(total)
        self._places.append(self.dbfile.tell() + ends - total)
        self._hashes.append(np.fromiter(map(crc32, keys), np.int64, len(keys)))
        heads, values = _cut(sizes), _cut(infos)
        entries = zip(heads, keys, values, strict=True)
        self.dbfile.write(b"".join(chain.from_iterable(entries)))

    def _write_hashes(self) -> None:
        places = np.concatenate([np.empty(0, np.int64), *self._places])
        hashes = np.concatenate([np.empty(0, np.int64), *self._hashes])
        buckets = hashes & (_N_BUCKETS - 1)
        order = np.argsort(buckets, kind="stable")
        bounds = np.searchsorted(buckets[order], np.arange(_N_BUCKETS + 1))
        for first, end in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
            n_slots = 2 * (end - first)
            self.directory.append((self.dbfile.tell(), n_slots))
            table = np.zeros(n_slots, _SLOT)
            those = order[first:end]
            at = _probe(((hashes[those] >> 8) % max(n_slots, 1)).tolist(), n_slots)
            table["hash"][at] = hashes[those]
            table["at"][at] = places[those]
            self.dbfile.write(table.tobytes())
        self._all_places = places

    def _write_extras(self) -> None:
        code = (
            "I" if len(self._all_places) == 0 or self._all_places[-1] < 2**32 else "q"
        )
        self.extras["indextype"] = code
        self.extras["indexlen"] = len(self._all_places)
        self.dbfile.write_pickle(self.extras)
        self.dbfile.write(self._all_places.astype(f">{_CODES[code]}").tobytes())


_CODES = {"I": "u4", "q": "i8"}


def _probe(slots: list[int], n_slots: int) -> list[int]:
    """Give each entry the first free slot from its own on."""
    taken = bytearray(n_slots)
    found = []
    for slot in slots:
        while taken[slot]:
            slot = slot + 1 if slot + 1 < n_slots else 0
        taken[slot] = 1
        found.append(slot)
    return found


def read_terms(path: Path) -> tuple[list[bytes], np.ndarray]:
    """Read all keys and values of a file that `TermDictionaryWriter` wrote.

    Returns
    -------
    list of bytes, (n_terms,) ndarray of `TERM_INFO`
        Ascending keys and their values.
    """
    content = path.read_bytes()
    extras_size = int.from_bytes(content[-4:], "big")
    extras_at = len(content) - 4 - extras_size
    extras = pickle.loads(content[extras_at:-4])
    n_terms, code = extras["indexlen"], extras["indextype"]
    if not n_terms:
        return [], np.empty(0, TERM_INFO)
    item = np.dtype(f">{_CODES[code]}")
    index_at = len(content) - 4 - n_terms * item.itemsize
    places = np.frombuffer(content, item, n_terms, index_at).astype(np.int64)
    sizes = np.diff(np.append(places, _end_of_terms(content, places[-1])))
    starts = places + _KEY_SIZES.itemsize
    ends = places + sizes - TERM_INFO.itemsize
    keys = [
        content[start:end]
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
    ]
    cells = np.frombuffer(content, np.uint8)
    records = cells[ends[:, None] + np.arange(TERM_INFO.itemsize)]
    return keys, np.ascontiguousarray(records).view(TERM_INFO)[:, 0]


def length_bytes(lengths: np.ndarray) -> np.ndarray:
    """Encode field lengths as Whoosh does: (n,) uint8 ndarray."""
    found = np.searchsorted(_LENGTHS, lengths)
    return np.minimum(found, 255).astype(np.uint8)


def _end_of_terms(content: bytes, last: int) -> int:
    key_size = int.from_bytes(content[last : last + 4], "big")
    return int(last) + _KEY_SIZES.itemsize + key_size + TERM_INFO.itemsize


def _cut(records: np.ndarray) -> list[bytes]:
    """Give the bytes of each record."""
    content, size = records.tobytes(), records.dtype.itemsize
    return [content[at : at + size] for at in range(0, len(content), size)]
