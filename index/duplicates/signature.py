"""A text → what is kept of it to tell whether another text is a copy of it.

Everything here is a function of the text alone: the same in every process and
on every machine, so that signatures of different runs can be compared.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from zlib import crc32

import numpy as np
from rensa import RMinHash

from index.analysis.normalise import normalise_syllable
from index.analysis.syllables import syllables
from index.article import Article

SHINGLE = 5
"""Syllables of a shingle: one changed word changes five shingles."""

N_HASHES = 128
"""Of a MinHash; the standard error of a similarity of 0.8 is 0.035."""

MIN_BODY = 50
"""Syllables from which on a body alone tells an article. Shorter texts are also
found whole in unrelated articles: notices to readers, lines about the series."""

MIN_SHORT_BODY = 10
"""Syllables from which on title, body and day together do; below, nothing does."""

_SEED = 42
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_MIXER = np.uint64(0xBF58476D1CE4E5B9)

_DIGITS = re.compile(r"[0-9]+")
_LETTERS = [*map(chr, range(0x41, 0x250)), *map(chr, range(0x1E00, 0x1F00))]
_UPPER = "".join(c for c in _LETTERS if unicodedata.category(c) == "Lu")
_LOWER = "".join(c for c in _LETTERS if unicodedata.category(c) == "Ll")
# Capitalised words with single spaces between, none of them in capitals only:
# abbreviations are written in many ways. Anchoring it to the beginnings of
# words would take three times as long and tell no more.
_NAME = re.compile(rf"[{_UPPER}][{_LOWER}]+(?: [{_UPPER}][{_LOWER}]+)+")
_MAX_KNOWN = 200_000


@dataclass(frozen=True, slots=True)
class Signature:
    """What is kept of a text.

    Attributes
    ----------
    exact : int
        64-bit hash of the normalised body, where it is short of body, title and
        day; 0 where the text is too short to be told by.
    title, source : int
        32-bit hashes of the normalised title and source; 0: no syllable, unknown.
    n_shingles : int
        Distinct shingles of the body.
    minhash : bytes
        `N_HASHES` uint16, little-endian: the lowest 16 bits of each minimum.
    numbers : bytes
        Ascending hashes of the distinct numbers of title and body; uint32,
        little-endian.
    names : bytes
        Ascending hashes of the pairs of capitalised words of the body; uint32,
        little-endian; the lowest bit tells those that stand there repeatedly.
    """

    exact: int
    title: int
    source: int
    n_shingles: int
    minhash: bytes
    numbers: bytes
    names: bytes


def make_signature(
    article: Article, title_syllables: list[str], body_syllables: list[str]
) -> Signature:
    """Make the signature of an article.

    Parameters
    ----------
    article : Article
    title_syllables, body_syllables : list of str
        Normalised, as `index.analysis.syllables` gives them.
    """
    _hashes.shrink()
    hashes = _hashes.of(body_syllables)
    title_hashes = _hashes.of(title_syllables)
    shingles = _shingles(hashes)
    return Signature(
        exact=_exact(article, title_hashes, hashes),
        title=_hash_of_text(" ".join(title_syllables)),
        source=_hash_of_source(article.source or ""),
        n_shingles=_count_distinct(shingles),
        minhash=_minhash(shingles),
        numbers=_numbers(title_syllables, body_syllables),
        names=_names(article.body),
    )


def _hash_of_text(text: str) -> int:
    if not text:
        return 0
    return crc32(text.encode("utf-8", "surrogatepass")) or 1


@lru_cache(maxsize=1024)
def _hash_of_source(source: str) -> int:
    return _hash_of_text(" ".join(syllables(source)))


def _exact(article: Article, title: np.ndarray, body: np.ndarray) -> int:
    if len(body) < MIN_SHORT_BODY:
        return 0
    digest = blake2b(body.tobytes(), digest_size=8)
    if len(body) < MIN_BODY:
        digest.update(title.tobytes())
        # The same few words on another day are the next notice, not a copy.
        digest.update((article.published or "")[:10].encode())
    return int.from_bytes(digest.digest(), "little") or 1


class _Hashes(dict[str, bytes]):
    """Syllable → eight bytes of its hash, computed when first asked for.

    A plain dictionary is looked up three times as fast as a cached function.

    Attributes
    ----------
    with_digits : set of str
        The known syllables that have digits.
    """

    def __init__(self) -> None:
        super().__init__()
        self.with_digits: set[str] = set()

    def __missing__(self, syllable: str) -> bytes:
        coded = syllable.encode("utf-8", "surrogatepass")
        value = self[syllable] = blake2b(coded, digest_size=8).digest()
        if _DIGITS.search(syllable):
            self.with_digits.add(syllable)
        return value

    def of(self, syllables: list[str]) -> np.ndarray:
        """Hash each syllable: (n,) uint64."""
        return np.frombuffer(b"".join(map(self.__getitem__, syllables)), "<u8")

    def shrink(self) -> None:
        """Forget all, once there are very many."""
        if len(self) > _MAX_KNOWN:
            self.clear()
            self.with_digits.clear()


_hashes = _Hashes()


def _shingles(hashes: np.ndarray) -> np.ndarray:
    """Hash the runs of `SHINGLE` syllables: (n,) uint64, repeated ones too."""
    n = max(len(hashes) - SHINGLE + 1, 0)
    # A polynomial in the syllables' hashes modulo 2^64, so that their order
    # counts; then high bits are mixed into the low ones.
    mixed = hashes[:n].astype(np.uint64)
    for offset in range(1, SHINGLE):
        mixed *= _MULTIPLIER
        mixed += hashes[offset : offset + n]
    mixed ^= mixed >> np.uint64(32)
    mixed *= _MIXER
    return mixed


def _count_distinct(shingles: np.ndarray) -> int:
    ordered = np.sort(shingles)
    return len(shingles) and 1 + int(np.count_nonzero(ordered[1:] != ordered[:-1]))


def _minhash(shingles: np.ndarray) -> bytes:
    if not len(shingles):
        return bytes(2 * N_HASHES)
    ends = np.array([0, len(shingles)], np.uint64)
    (row,) = RMinHash.digest_matrix_from_flat_token_hashes(
        shingles, ends, N_HASHES, _SEED
    ).to_rows()
    return np.array(row, np.uint32).astype("<u2").tobytes()


def _numbers(title: list[str], body: list[str]) -> bytes:
    """Hash the runs of digits: 8-5, 08/5 and 8.5 all give 8 and 5.

    All syllables must be known to `_hashes`.
    """
    found = _hashes.with_digits.intersection(body)
    found |= _hashes.with_digits.intersection(title)
    return _packed({value for syllable in found for value in _numbers_in(syllable)})


@lru_cache(maxsize=65_536)
def _numbers_in(syllable: str) -> list[int]:
    runs = _DIGITS.findall(syllable)
    return [crc32((run.lstrip("0") or "0").encode()) for run in runs]


def _names(body: str) -> bytes:
    pairs: list[int] = []
    for run in _NAME.findall(body):
        words = run.split(" ")
        pairs += map(_hash_of_pair, words, words[1:])
    return _packed({value | (n > 1) for value, n in Counter(pairs).items()})


@lru_cache(maxsize=65_536)
def _hash_of_pair(first: str, second: str) -> int:
    pair = f"{normalise_syllable(first)} {normalise_syllable(second)}"
    return crc32(pair.encode()) & ~1


def _packed(values: set[int]) -> bytes:
    return np.array(sorted(values), "<u4").tobytes()
