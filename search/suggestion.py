"""“Did you mean”: another query that finds something, where this one does not.

Candidates are words of the index itself, at most one slip of the keyboard
away, marks aside.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from index.analysis.normalise import fold
from search.engine import Snapshot
from search.query import parse
from search.query.nodes import Query, Word, words_of
from search.types import SearchRequest

_LETTERS = "abcdeghiklmnopqrstuvxyfjwz"
_MIN_LENGTH, _MAX_LENGTH = 2, 12
"""Letters of a word that is looked at: the longest syllable, nghiêng, has seven."""


def suggest(snapshot: Snapshot, query: Query, request: SearchRequest) -> str | None:
    """Offer a query in which every unknown word is replaced by a known one.

    Parameters
    ----------
    snapshot : Snapshot
        The generation that found nothing for `query`.
    query : Query
        The tree of ``request.query``.
    request : SearchRequest
        Its filters stay on when the suggestion is tried.

    Returns
    -------
    str or None
        A query that has at least one match, or None.
    """
    text = request.query
    replaced = False
    for word in sorted(words_of(query), key=lambda word: -word.start):
        if _is_known(snapshot, word):
            continue
        better = _nearest(snapshot, word)
        if better is None:
            return None
        text = text[: word.start] + better + text[word.end :]
        replaced = True
    if not replaced:
        return None
    found = snapshot.search(parse(text)[0], replace(request, per_page=1, page=1), 0)
    return text if found.total else None


def _is_known(snapshot: Snapshot, word: Word) -> bool:
    if word.has_marks:
        return any(snapshot.doc_freq(form) for form in word.forms)
    return any(snapshot.spellings(form) for form in word.forms)


def _nearest(snapshot: Snapshot, word: Word) -> str | None:
    """The known syllable most like the typed one; of several, the commonest.

    A word typed without marks is answered without marks.
    """
    folded = fold(word.syllable)
    found: list[tuple[int, int, str]] = []
    for candidate in (folded, *_one_slip_away(folded)):
        for spelling in snapshot.spellings(candidate):
            better = spelling if word.has_marks else candidate
            n_slips = _distance(better, word.syllable)
            found.append((n_slips, -snapshot.doc_freq(spelling), better))
    return min(found)[2] if found else None


def _distance(one: str, other: str) -> int:
    """Levenshtein's distance of two short texts, marks and all."""
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        diagonal, row[0] = row[0], at
        for n, wanted in enumerate(other, 1):
            diagonal, row[n] = (
                row[n],
                min(row[n] + 1, row[n - 1] + 1, diagonal + (letter != wanted)),
            )
    return row[-1]


def _one_slip_away(word: str) -> Iterator[str]:
    """Yield what a dropped, doubled, swapped or wrong letter may have been.

    Damerau's four slips (Communications of the ACM 7, 1964,
    doi:10.1145/363958.363994).
    """
    if not _MIN_LENGTH <= len(word) <= _MAX_LENGTH or not word.isalpha():
        return
    for at in range(len(word) + 1):
        head, tail = word[:at], word[at:]
        if tail:
            yield head + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        for letter in _LETTERS:
            yield head + letter + tail
            if tail:
                yield head + letter + tail[1:]
