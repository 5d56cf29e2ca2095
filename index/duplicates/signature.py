"""A text → what is kept of it to tell whether another text is a copy of it.

Everything here is a function of the text alone: the same in every process and
on every machine, so that signatures of different runs can be compared.
"""

from __future__ import annotations

import re
import struct
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import chain
from zlib import crc32

import numpy as np
from rensa import RMinHash

from index.analysis.normalise import normalise_syllable
from index.analysis.syllable_hashes import has_digit, syllable_hashes
from index.analysis.syllables import syllables
from index.article import Article

SHINGLE = 5
"""Syllables of a shingle: one changed word changes five shingles."""

N_HASHES = 128
"""Of a MinHash; the standard error of a similarity of 0.8 is 0.035.

Of each value its lowest 8 bits are kept (Li and König, WWW 2010). Two values
that differ agree in them once in 256 times, which lifts the estimate of a
similarity of 0.85 by 0.0006 on the average: far less than its error, and never
below what whole values give, so no copy is lost by it."""

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
        `N_HASHES` uint8: the lowest 8 bits of each minimum.
    numbers : bytes
        Ascending hashes of the distinct numbers of title and body; uint16,
        little-endian.
    names : bytes
        Ascending hashes of the pairs of capitalised words of the body; uint16,
        little-endian; the lowest bit tells those that stand there repeatedly.
    """

    exact: int
    title: int
    source: int
    n_shingles: int
    minhash: bytes
    numbers: bytes
    names: bytes


@dataclass(frozen=True, slots=True)
class Hashes:
    """What a signature is made from, of one article.

    Attributes
    ----------
    title, body : (n,) uint64 ndarray
        Of the syllables, as `index.analysis.syllable_hashes` gives them.
    shingles : (n,) uint64 ndarray
        Of the runs of `SHINGLE` syllables of the body, repeated ones too.
    with_digits : list of str
        The syllables of title and body that hold a digit.
    """

    title: np.ndarray
    body: np.ndarray
    shingles: np.ndarray
    with_digits: list[str]


def hashes_of(
    titles: Sequence[np.ndarray],
    bodies: Sequence[np.ndarray],
    with_digits: Sequence[list[str]],
) -> list[Hashes]:
    """Give the `Hashes` of several articles, faster together than one by one."""
    if not bodies:
        return []
    shingles = _shingles(np.concatenate(bodies))
    hashes = []
    end = 0
    for title, body, digits in zip(titles, bodies, with_digits, strict=True):
        start, end = end, end + len(body)
        # Those that go over the end of a body are of no article.
        own = shingles[start : max(end - SHINGLE + 1, start)]
        hashes.append(Hashes(title, body, own, digits))
    return hashes


def make_signature(
    article: Article,
    title_syllables: list[str],
    body_syllables: list[str],
    hashes: Hashes | None = None,
) -> Signature:
    """Make the signature of an article.

    Parameters
    ----------
    article : Article
    title_syllables, body_syllables : list of str
        Normalised, as `index.analysis.syllables` gives them.
    hashes : Hashes, optional
        Theirs, where they have been computed; the body is not looked at then.
    """
    if hashes is None:
        (hashes,) = hashes_of(
            [_hashed(title_syllables)],
            [_hashed(body_syllables)],
            [[*filter(has_digit, chain(title_syllables, body_syllables))]],
        )
    return Signature(
        exact=_exact(article, hashes.title, hashes.body),
        title=_hash_of_text(" ".join(title_syllables)),
        source=_hash_of_source(article.source or ""),
        n_shingles=_count_distinct(hashes.shingles),
        minhash=_minhash(hashes.shingles),
        numbers=_numbers(hashes.with_digits),
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


def _hashed(syllables: list[str]) -> np.ndarray:
    return np.frombuffer(b"".join(map(syllable_hashes.__getitem__, syllables)), "<u8")


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
        return bytes(N_HASHES)
    ends = np.array([0, len(shingles)], np.uint64)
    (row,) = RMinHash.digest_matrix_from_flat_token_hashes(
        shingles, ends, N_HASHES, _SEED
    ).to_rows()
    return np.array(row, np.uint32).astype(np.uint8).tobytes()


def _numbers(syllables: list[str]) -> bytes:
    """Hash the runs of digits: 8-5, 08/5 and 8.5 all give 8 and 5."""
    return _packed(set(chain.from_iterable(map(_numbers_in, syllables))))


@lru_cache(maxsize=65_536)
def _numbers_in(syllable: str) -> tuple[int, ...]:
    runs = _DIGITS.findall(syllable)
    return tuple(crc32((run.lstrip("0") or "0").encode()) & 0xFFFF for run in runs)


def _names(body: str) -> bytes:
    once: set[int] = set()
    again: set[int] = set()
    for run in _NAME.findall(body):
        for pair in _pairs_of_run(run):
            (again if pair in once else once).add(pair)
    return _packed({pair | 1 for pair in again} | (once - again))


@lru_cache(maxsize=65_536)
def _pairs_of_run(run: str) -> tuple[int, ...]:
    """Hash each two words of a run that follow each other."""
    words = list(map(normalise_syllable, run.split(" ")))
    pairs = map(" ".join, zip(words, words[1:], strict=False))
    return tuple(crc32(pair.encode()) & 0xFFFE for pair in pairs)


def _packed(values: set[int]) -> bytes:
    return struct.pack(f"<{len(values)}H", *sorted(values))
