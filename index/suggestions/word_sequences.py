"""Word sequences that many titles share: ``hội nghị trung ương``.

A sequence has two to six syllables, begins and ends where words do, does not
run over punctuation and neither begins nor ends with a function word. It is
kept where enough different titles have it, unless a longer one is in the very
same titles: then it is only a part of that one. Every two neighbouring words in
it stand side by side in enough titles, too.

A sequence is the same whichever of its syllables make words. So each run of
syllables from the beginning of a word gets a number, run by run one syllable
longer, and only those that are frequent enough are made longer.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from index.suggestions.rows import Rows, distinct

MIN_TITLES = 3
"""Different titles that a sequence must stand in."""

MAX_SYLLABLES = 6

# They join the words around them; what begins or ends with one is cut off in
# the middle of a phrase.
FUNCTION_WORDS = frozenset(
    """
    ai bao bằng bị bởi cả các cái càng cần chỉ cho chưa chứ có còn của cùng cũng
    dù do đã đang đây đâu để đến đều đó được gì giữa hay hãy hoặc hơn khi không
    là lại làm lên luôn mà mình mỗi một mới nào nay này nên nếu ngay những như
    nhưng nơi nữa ở phải qua ra rằng rất rồi sao sau sẽ sắp so tại theo thì thế
    thêm tới trên trong trước từ từng tự và vào vẫn vì việc với về vừa xuống
    """.split()
)

_NONE = -1


@dataclass(frozen=True, slots=True)
class TitleWords:
    """The words of many different titles, one title after the other.

    Attributes
    ----------
    syllables : Rows
        Of each title, at least one, as int32, equal for equal ones.
    places : (n_words,) int32 ndarray
        Where in ``syllables.values`` each word begins.
    sizes : (n_words,) int32 ndarray
        Syllables of each word.
    stretches : (n_words,) int32 ndarray
        Ascending; equal for words of a title with nothing but spaces between.
    is_function : (n_words,) bool ndarray
        Whether the word is one of `FUNCTION_WORDS`.
    begins_with_digit : (n_words,) bool ndarray
    """

    syllables: Rows
    places: np.ndarray
    sizes: np.ndarray
    stretches: np.ndarray
    is_function: np.ndarray
    begins_with_digit: np.ndarray

    @property
    def titles(self) -> np.ndarray:
        """The title of each word: (n_words,) int32 ndarray."""
        is_first = np.zeros(len(self.syllables.values), np.int32)
        is_first[self.syllables.offsets[1:-1]] = 1
        return np.cumsum(is_first, out=is_first)[self.places]


@dataclass(frozen=True, slots=True)
class Sequences:
    """The kept sequences.

    Attributes
    ----------
    titles : Rows
        Numbers of the different titles that have each, ascending.
    occurrences : Rows
        Where in the syllables of the titles each begins, in any order.
    sizes : (n,) int64 ndarray
        Syllables of each.
    """

    titles: Rows
    occurrences: Rows
    sizes: np.ndarray


def find_sequences(words: TitleWords) -> Sequences:
    """Find the sequences of a collection of different titles."""
    titles = words.titles
    windows = _windows(words, titles)
    ids = np.concatenate([window.ids for window in windows])
    firsts = np.concatenate([window.firsts for window in windows])
    pairs = distinct(ids.astype(np.int64) << 32 | titles[firsts])
    n_titles = np.bincount(pairs >> 32)
    is_kept = n_titles >= MIN_TITLES
    is_kept[_parts(windows, n_titles)] = False
    sizes = np.zeros(len(n_titles), np.int64)
    for window in windows:
        sizes[window.ids] = window.sizes
    pairs = pairs[is_kept[pairs >> 32]]
    is_shown = is_kept[ids]
    ids, firsts = ids[is_shown], firsts[is_shown]
    order = np.argsort(ids, kind="stable")
    n_occurrences = np.bincount(ids, minlength=len(is_kept))
    return Sequences(
        Rows.of((pairs & 0xFFFFFFFF).astype(np.int32), n_titles[is_kept]),
        Rows.of(words.places[firsts[order]], n_occurrences[is_kept]),
        sizes[is_kept],
    )


def _number_runs(words: TitleWords) -> np.ndarray:
    """Number the runs of syllables that begin words.

    Returns
    -------
    (MAX_SYLLABLES + 1, n_words) int32 ndarray
        Equal in row *n* where the *n* syllables from the word on are equal; all
        others differ. -1 where they are in too few places, or in two stretches.
    """
    syllables, places = words.syllables.values, words.places
    n_words = len(places)
    numbers = np.full((MAX_SYLLABLES + 1, n_words), _NONE, np.int32)
    if not n_words:
        return numbers
    is_last = np.ones(n_words, bool)
    is_last[:-1] = words.stretches[1:] != words.stretches[:-1]
    lasts = np.flatnonzero(is_last)
    stretch_ends = (places + words.sizes)[lasts].repeat(np.diff(lasts, prepend=-1))
    left = stretch_ends - places
    is_frequent = np.bincount(syllables) >= MIN_TITLES
    alive = np.flatnonzero(is_frequent[syllables[places]]).astype(np.int32)
    runs = numbers[1, alive] = syllables[places[alive]]
    n_runs = len(is_frequent)
    for size in range(2, MAX_SYLLABLES + 1):
        is_inside = left[alive] >= size
        alive = alive[is_inside]
        runs = runs[is_inside].astype(np.int64) << 32
        runs |= syllables[places[alive] + (size - 1)]
        _, runs, counts = np.unique(runs, return_inverse=True, return_counts=True)
        is_frequent = counts[runs] >= MIN_TITLES
        alive, runs = alive[is_frequent], runs[is_frequent] + n_runs
        numbers[size, alive] = runs
        n_runs += len(counts)
    return numbers


@dataclass(frozen=True, slots=True)
class _Windows:
    """What may be a sequence of so many words.

    Attributes
    ----------
    firsts : (n,) int32 ndarray
        Number of the first word of each, ascending.
    ids : (n,) int32 ndarray
        Number of its run of syllables.
    sizes : (n,) int32 ndarray
        Syllables of each.
    """

    firsts: np.ndarray
    ids: np.ndarray
    sizes: np.ndarray

    def find(self, firsts: np.ndarray) -> np.ndarray:
        """Give the runs of those that begin at some words, -1 where none does."""
        if not len(self.firsts):
            return np.full(len(firsts), _NONE)
        at = np.searchsorted(self.firsts, firsts)
        at = np.minimum(at, len(self.firsts) - 1)
        return np.where(self.firsts[at] == firsts, self.ids[at], _NONE)


def _windows(words: TitleWords, titles: np.ndarray) -> list[_Windows]:
    """Find what may be a sequence, of one word, of two, and so on."""
    numbers = _number_runs(words)
    goes_on = _frequent_pairs(words, numbers, titles)
    ends = words.places + words.sizes
    may_begin = ~words.is_function & ~words.begins_with_digit
    firsts = np.flatnonzero(may_begin).astype(np.int32)
    found = []
    for n in range(1, MAX_SYLLABLES + 1):
        if n > 1:
            firsts = firsts[goes_on[firsts + (n - 2)]]
        sizes = ends[firsts + (n - 1)] - words.places[firsts]
        is_short = sizes <= MAX_SYLLABLES
        firsts, sizes = firsts[is_short], sizes[is_short]
        may_end = ~words.is_function[firsts + (n - 1)]
        ids = np.where((sizes > 1) & may_end, numbers[sizes, firsts], _NONE)
        those = np.flatnonzero(ids >= 0)
        found.append(_Windows(firsts[those], ids[those], sizes[those]))
    return found


def _frequent_pairs(
    words: TitleWords, numbers: np.ndarray, titles: np.ndarray
) -> np.ndarray:
    """Tell which words stand before the next one in enough titles.

    Returns
    -------
    (n_words,) bool ndarray
        False for the last one of a stretch.
    """
    sizes = words.sizes
    both = sizes[:-1] + sizes[1:]
    is_pair = (words.stretches[1:] == words.stretches[:-1]) & (both <= MAX_SYLLABLES)
    firsts = np.flatnonzero(is_pair)
    ids = numbers[both[firsts], firsts].astype(np.int64)
    firsts, ids = firsts[ids >= 0], ids[ids >= 0]
    pairs = distinct(ids << 32 | titles[firsts])
    n_titles = np.bincount(pairs >> 32)
    is_frequent = np.zeros(len(sizes), bool)
    is_frequent[firsts] = n_titles[ids] >= MIN_TITLES
    return is_frequent


def _parts(windows: list[_Windows], n_titles: np.ndarray) -> np.ndarray:
    """List the sequences that lie in another one and are in no other titles.

    One title is enough to know by: what is in as many titles as something
    around it is in the same.
    """
    firsts = np.full(len(n_titles), np.iinfo(np.int32).max, np.int32)
    n_words = np.zeros(len(n_titles), np.int64)
    for n, window in enumerate(windows, 1):
        # The later ones of a sequence are overwritten by its first.
        its_first = np.full(len(n_titles), np.iinfo(np.int32).max, np.int32)
        its_first[window.ids[::-1]] = window.firsts[::-1]
        is_earlier = its_first < firsts
        firsts[is_earlier], n_words[is_earlier] = its_first[is_earlier], n
    parts = [np.empty(0, np.int32)]
    for n in range(2, MAX_SYLLABLES + 1):
        outer = np.flatnonzero((n_words == n) & (n_titles >= MIN_TITLES))
        for n_inner in range(1, n):
            for offset in range(n - n_inner + 1):
                inner = windows[n_inner - 1].find(firsts[outer] + offset)
                is_part = (inner >= 0) & (n_titles[inner] == n_titles[outer])
                parts.append(inner[is_part])
    return np.concatenate(parts)
