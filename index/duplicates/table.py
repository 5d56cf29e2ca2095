"""The signatures of all articles of a generation, and their file.

``articles.signatures`` is described byte by byte in docs/index-format.md. It is
carried from generation to generation: an update adds and removes rows, and no
body is read again.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import zstandard

from index.duplicates.signature import N_HASHES, Signature
from index.errors import IndexCorruptError
from index.messages import N_

SIGNATURES = "articles.signatures"
MAGIC = b"TRACUUSI"
VERSION = 2

UNKNOWN_MINUTE = -(2**31)
"""In place of a publication minute that is unknown."""

_HEADER = struct.Struct("<8sIIQ")
_LENGTH = struct.Struct("<Q")


@dataclass(frozen=True, slots=True)
class Row:
    """One article's id, publication minute (None: unknown) and signature."""

    id: str
    minute: int | None
    signature: Signature


@dataclass(frozen=True, slots=True)
class Lists:
    """Lists of uint16, one an article, in compressed sparse rows.

    Attributes
    ----------
    offsets : (n + 1,) uint32 ndarray
        Article ``a`` has ``values[offsets[a] : offsets[a + 1]]``.
    values : uint16 ndarray
    """

    offsets: np.ndarray
    values: np.ndarray

    @classmethod
    def of(cls, packed: Sequence[bytes]) -> Lists:
        """Join lists of little-endian uint16."""
        sizes = np.fromiter(map(len, packed), np.uint32, len(packed)) // 2
        return cls(_offsets(sizes), np.frombuffer(b"".join(packed), "<u2"))

    def __getitem__(self, article: int) -> np.ndarray:
        return self.values[self.offsets[article] : self.offsets[article + 1]]

    def take(self, articles: np.ndarray) -> Lists:
        """Give the lists of some articles, in their order."""
        starts = self.offsets[articles].astype(np.int64)
        sizes = self.offsets[articles + 1] - self.offsets[articles]
        offsets = _offsets(sizes)
        shifts = np.repeat(starts - offsets[:-1], sizes)
        return Lists(offsets, self.values[shifts + np.arange(len(shifts))])

    def followed_by(self, other: Lists) -> Lists:
        """Join two lots of lists."""
        offsets = np.concatenate((self.offsets, self.offsets[-1] + other.offsets[1:]))
        return Lists(offsets, np.concatenate((self.values, other.values)))


@dataclass(frozen=True, slots=True)
class SignatureTable:
    """Signatures of many articles, by ascending id; arrays of one length.

    Attributes
    ----------
    ids : list of str
    minutes : (n,) int32 ndarray
        Publication, minutes since 1970-01-01T00:00; `UNKNOWN_MINUTE` otherwise.
    exact : (n,) uint64 ndarray
    titles, sources, n_shingles : (n,) uint32 ndarray
    minhashes : (n, N_HASHES) uint8 ndarray
    numbers, names : Lists
        As `index.duplicates.signature.Signature` has them.
    """

    ids: list[str]
    minutes: np.ndarray
    exact: np.ndarray
    titles: np.ndarray
    sources: np.ndarray
    n_shingles: np.ndarray
    minhashes: np.ndarray
    numbers: Lists
    names: Lists

    @classmethod
    def of(cls, rows: Iterable[Row]) -> SignatureTable:
        """Make a table of rows with different ids, in any order."""
        rows = sorted(rows, key=lambda row: row.id)
        signatures = [row.signature for row in rows]
        minhashes = b"".join(s.minhash for s in signatures)
        minutes = [UNKNOWN_MINUTE if r.minute is None else r.minute for r in rows]
        return cls(
            [row.id for row in rows],
            np.array(minutes, np.int64).astype("<i4"),
            np.array([s.exact for s in signatures], "<u8"),
            np.array([s.title for s in signatures], "<u4"),
            np.array([s.source for s in signatures], "<u4"),
            np.array([s.n_shingles for s in signatures], "<u4"),
            np.frombuffer(minhashes, np.uint8).reshape(-1, N_HASHES),
            Lists.of([s.numbers for s in signatures]),
            Lists.of([s.names for s in signatures]),
        )

    def changed(self, added: Iterable[Row], removed: set[str]) -> SignatureTable:
        """Give the table without some ids, and with other rows in their place."""
        new = SignatureTable.of(added)
        gone = removed.union(new.ids)
        kept = [at for at, id_ in enumerate(self.ids) if id_ not in gone]
        ids = [*(self.ids[at] for at in kept), *new.ids]
        order = np.array(sorted(range(len(ids)), key=ids.__getitem__), np.int64)
        rows = np.array([*kept, *range(len(self.ids), len(self.ids) + len(new.ids))])
        rows = rows.astype(np.int64)[order]

        def joined(one: np.ndarray, other: np.ndarray) -> np.ndarray:
            return np.concatenate((one, other))[rows]

        return SignatureTable(
            [ids[at] for at in order.tolist()],
            joined(self.minutes, new.minutes),
            joined(self.exact, new.exact),
            joined(self.titles, new.titles),
            joined(self.sources, new.sources),
            joined(self.n_shingles, new.n_shingles),
            joined(self.minhashes, new.minhashes),
            self.numbers.followed_by(new.numbers).take(rows),
            self.names.followed_by(new.names).take(rows),
        )


def write_signatures(path: Path, table: SignatureTable) -> None:
    """Write a table as a new file."""
    text = "".join(table.ids)
    lengths = np.fromiter(map(len, table.ids), "<u4", len(table.ids))
    sections = [
        lengths,
        np.frombuffer(text.encode("utf-8", "surrogatepass"), np.uint8),
        table.minutes.astype("<i4"),
        table.exact.astype("<u8"),
        table.titles.astype("<u4"),
        table.sources.astype("<u4"),
        table.n_shingles.astype("<u4"),
        table.minhashes,
        np.diff(table.numbers.offsets).astype("<u4"),
        table.numbers.values.astype("<u2"),
        np.diff(table.names.offsets).astype("<u4"),
        table.names.values.astype("<u2"),
    ]
    compressor = zstandard.ZstdCompressor()
    frames = [compressor.compress(section.tobytes()) for section in sections]
    parts = [part for frame in frames for part in (_LENGTH.pack(len(frame)), frame)]
    checksum = 0
    for part in parts:
        checksum = zlib.crc32(part, checksum)
    with open(path, "wb") as file:
        file.write(_HEADER.pack(MAGIC, VERSION, checksum, len(table.ids)))
        file.writelines(parts)


def read_signatures(path: Path) -> SignatureTable:
    """Read what `write_signatures` wrote.

    Raises
    ------
    IndexCorruptError
        If the file is missing or is not such a file.
    """
    try:
        data = path.read_bytes()
        magic, version, checksum, n = _HEADER.unpack_from(data)
        body = memoryview(data)[_HEADER.size :]
        if (magic, version) != (MAGIC, VERSION) or zlib.crc32(body) != checksum:
            raise ValueError(N_("its checksum is wrong"))
        sections = list(_sections(body))
        if len(sections[0]) != 4 * n:
            raise ValueError(N_("its checksum is wrong"))
        lengths, text, minutes, exact, *words, minhashes = sections[:8]
        titles, sources, n_shingles = (section.view("<u4") for section in words)
        number_sizes, numbers, name_sizes, names = sections[8:]
        text = text.tobytes().decode("utf-8", "surrogatepass")
        ends = np.cumsum(lengths.view("<u4"), dtype=np.int64).tolist()
        starts = [0, *ends[:-1]]
        table = SignatureTable(
            [text[a:b] for a, b in zip(starts, ends, strict=True)] if n else [],
            minutes.view("<i4"),
            exact.view("<u8"),
            titles,
            sources,
            n_shingles,
            minhashes.reshape(-1, N_HASHES),
            Lists(_offsets(number_sizes.view("<u4")), numbers.view("<u2")),
            Lists(_offsets(name_sizes.view("<u4")), names.view("<u2")),
        )
    except FileNotFoundError as exc:
        raise IndexCorruptError(
            path=str(path), reason=N_("the file is missing")
        ) from exc
    except (OSError, ValueError, struct.error, zstandard.ZstdError) as exc:
        raise IndexCorruptError(path=str(path), reason=str(exc)) from exc
    return table


def _sections(body: memoryview) -> Iterable[np.ndarray]:
    decompressor = zstandard.ZstdDecompressor()
    at = 0
    while at < len(body):
        (length,) = _LENGTH.unpack_from(body, at)
        at += _LENGTH.size
        frame = body[at : at + length]
        yield np.frombuffer(decompressor.decompress(frame), np.uint8)
        at += length


def _offsets(sizes: np.ndarray) -> np.ndarray:
    return np.concatenate(([0], np.cumsum(sizes, dtype=np.int64))).astype("<u4")
