"""Are two texts the same article?

Being alike is not enough: reports made from one template, the results of one
exam for two papers, and news that repeats what was known before are alike too.
A reader who sees one hit for two of these is misled, one who sees two hits for
one article has lost a line. So each rule errs towards two hits; the figures
behind them are in bench/results.md.
"""

from __future__ import annotations

import numpy as np

from index.duplicates.table import UNKNOWN_MINUTE, SignatureTable

HIGH_SIMILARITY = 0.85
HIGH_CONTAINMENT = 0.92
"""Of two texts that were both edited a little."""

MIN_SIMILARITY = 0.7
MIN_CONTAINMENT = 0.95
MAX_MINUTES_OF_REPRINT = 7 * 24 * 60
"""One text may be the other with a piece less or more (a lead, a caption, a list
of links) where it holds nearly all of the other and both were published in the
same week. Without dates these are as often two reports with one background."""

MIN_SHINGLES = 50
"""Of the shorter text; a shorter one is a copy only if it is exactly alike."""

MAX_MINUTES_APART = 92 * 24 * 60
"""A year later the same words are news again: a yearly notice, an old report
under a new lead."""

MAX_NUMBERS_MORE = 0.5
FEW_NUMBERS = 3
"""One text may hold numbers that the other lacks: this share of its own, or so
few. A list that grows from day to day holds more."""


def similar_pairs(
    table: SignatureTable, first: np.ndarray, second: np.ndarray
) -> np.ndarray:
    """Tell of pairs of articles whether they are copies by all rules.

    Parameters
    ----------
    table : SignatureTable
    first, second : (n_pairs,) int64 ndarray
        Rows of the table.

    Returns
    -------
    (n_pairs,) bool ndarray
    """
    is_copy = are_alike(table, first, second) & ~_retitled(table, first, second)
    for at in np.flatnonzero(is_copy).tolist():
        one, other = int(first[at]), int(second[at])
        is_copy[at] = _numbers_agree(table, one, other) and _names_agree(
            table, one, other
        )
    return is_copy


def are_alike(
    table: SignatureTable, first: np.ndarray, second: np.ndarray
) -> np.ndarray:
    """Tell of pairs whether their texts overlap enough: (n_pairs,) bool."""
    similarity = estimate_similarity(table, first, second)
    containment = estimate_containment(table, first, second, similarity)
    apart, is_known = _minutes_apart(table, first, second)
    shorter = np.minimum(table.n_shingles[first], table.n_shingles[second])
    is_edited = (similarity >= HIGH_SIMILARITY) & (containment >= HIGH_CONTAINMENT)
    is_piece = (similarity >= MIN_SIMILARITY) & (containment >= MIN_CONTAINMENT)
    is_reprint = is_known & (apart <= MAX_MINUTES_OF_REPRINT)
    is_later = is_known & (apart > MAX_MINUTES_APART)
    return (shorter >= MIN_SHINGLES) & (is_edited | (is_piece & is_reprint)) & ~is_later


def estimate_similarity(
    table: SignatureTable, first: np.ndarray, second: np.ndarray
) -> np.ndarray:
    """Estimate shingles in common over shingles of either: (n_pairs,) float64."""
    equal = np.empty(len(first))
    for at in range(0, len(first), 65_536):
        part = slice(at, at + 65_536)
        one, other = table.minhashes[first[part]], table.minhashes[second[part]]
        equal[part] = (one == other).mean(1)
    return equal


def estimate_containment(
    table: SignatureTable,
    first: np.ndarray,
    second: np.ndarray,
    similarity: np.ndarray,
) -> np.ndarray:
    """Estimate the share of the shorter text's shingles that the other has.

    It follows from the similarity ``J`` and the sizes: the shingles in common
    are ``J (n + m) / (1 + J)``. May exceed 1 by the error of the estimate.
    """
    one = table.n_shingles[first].astype(np.float64)
    other = table.n_shingles[second].astype(np.float64)
    common = similarity * (one + other) / (1 + similarity)
    return common / np.maximum(np.minimum(one, other), 1)


def _retitled(
    table: SignatureTable, first: np.ndarray, second: np.ndarray
) -> np.ndarray:
    """Mark pairs of one source under two titles: (n_pairs,) bool.

    Another site gives a reprint its own title. The site itself does not: there
    it is the next notice, or the same list grown longer.
    """
    source = table.sources[first]
    is_same = (source != 0) & (source == table.sources[second])
    return is_same & (table.titles[first] != table.titles[second])


def _minutes_apart(
    table: SignatureTable, first: np.ndarray, second: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Give the minutes between two publications, and whether both are known."""
    one = table.minutes[first].astype(np.int64)
    other = table.minutes[second].astype(np.int64)
    is_known = (one != UNKNOWN_MINUTE) & (other != UNKNOWN_MINUTE)
    return np.abs(one - other), is_known


def _numbers_agree(table: SignatureTable, first: int, second: int) -> bool:
    """Tell whether no number of one text stands in another's place in the other."""
    one = set(table.numbers[first].tolist())
    other = set(table.numbers[second].tolist())
    fewer, more = sorted((one, other), key=len)
    return fewer <= more and (
        len(more) - len(fewer) <= max(FEW_NUMBERS, MAX_NUMBERS_MORE * len(more))
    )


def _names_agree(table: SignatureTable, first: int, second: int) -> bool:
    """Tell whether not each text keeps naming what the other does not name."""
    one, other = table.names[first].tolist(), table.names[second].tolist()
    return not (_keeps_to_itself(one, other) and _keeps_to_itself(other, one))


def _keeps_to_itself(names: list[int], others: list[int]) -> bool:
    known = {name & ~1 for name in others}
    return any(name & 1 and name & ~1 not in known for name in names)
