"""“Did you mean”: another query that finds more, where this one finds little.

What is offered is made of the index's own words and names. It has to pay: a
good query that finds little is a rare thing found, and whoever typed it is not
to be told that it is wrong. So the rules are these.

Where the typed query finds nothing
    Any correction that finds something is offered, if it was more likely meant
    than what was typed: always for words that the index has not, and for words
    that it has if what was meant is ten times likelier (`_LIKELIER`), or more
    where it stands beside none of its neighbours in any article.

Where it finds a few articles (fewer than `search.types.FEW`)
    Only a near certain slip is mended, and only if that finds `_MANY_TIMES` as
    many. Near certain is thirty times likelier (`_CERTAIN`), of words that
    stand beside their neighbours in no article as they were typed, and in
    `_OFTEN` as corrected; or of a syllable with marks that breaks the rules of
    Vietnamese spelling. What some article writes just so is left alone, for
    a rare name is no mistake.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice, pairwise, product

from index.analysis.spelling import is_vietnamese_syllable
from search.did_you_mean.corrections import Corrector
from search.did_you_mean.likelihood import Likelihood
from search.did_you_mean.words import Correction, Typed
from search.engine import Snapshot
from search.query import parse
from search.query.nodes import (
    And,
    DocumentNumber,
    Phrase,
    Query,
    Word,
    wanted,
    words_of,
)
from search.types import FEW, SearchRequest

_LIKELIER, _CERTAIN = 1.0, 1.5
"""Odds, log10."""
_MANY_TIMES = 10
_OFTEN = 5

_MAX_WORDS = 12
"""Of longer queries, only words that the index has not are looked at."""
_N_SUSPECTS, _N_UNKNOWN = 3, 4
"""Words of a query that are looked at, known and unknown."""
_N_EACH, _N_TRIED = 4, 4
"""Corrections of each word, and queries made of them that are counted."""


def suggest(
    snapshot: Snapshot, query: Query, request: SearchRequest, n_complete: int
) -> str | None:
    """Offer a better query, if there is a clearly better one.

    Parameters
    ----------
    snapshot : Snapshot
        The generation that was searched.
    query : Query
        The tree of ``request.query``.
    request : SearchRequest
        Its filters stay on: what has no result under them is not offered.
    n_complete : int
        Articles that the search found with every word.

    Returns
    -------
    str or None
        The text of the query with some words exchanged. Operators, fields,
        quotes, names after ``person:`` and what is excluded are as they were
        typed; so is a capital at the beginning of a word. A word typed without
        marks is answered without, unless it is part of a person's name.
    """
    n_found = n_complete
    if _has_filters(request):
        n_found = snapshot.count(query)
    typed = _read(query, request.query)
    if n_found >= FEW or not typed:
        return None
    likelihood = Likelihood(snapshot)
    corrector = Corrector(snapshot, typed, likelihood)
    unknown = [at for at in range(len(typed)) if not corrector.is_known(at)]
    if unknown:
        choices = _for_unknown(corrector, unknown)
    elif len(typed) <= _MAX_WORDS:
        choices = _for_known(corrector, typed, n_found)
    else:
        return None
    enough = max(1, _MANY_TIMES * n_found)
    for choice in islice(choices, _N_TRIED):
        text = _corrected(request.query, typed, choice)
        better = parse(text)[0]
        if snapshot.count(better) < enough or not _stands_together(snapshot, better):
            continue
        if not _has_filters(request):
            return text
        first = replace(request, page=1, per_page=1, after=None)
        found = snapshot.search(better, first, 0)
        if found.complete >= max(1, _MANY_TIMES * n_complete):
            return text
    return None


def _stands_together(snapshot: Snapshot, query: Query) -> bool:
    """Tell whether neighbours of a query stand side by side in any article.

    A name that the archive lacks, such as *Đà Lạt*, is not to be mended into two
    words that some article has far from each other.
    """
    if not isinstance(query, And):
        return True
    pairs = [
        Phrase((one, other))
        for one, other in pairwise(query.children)
        if isinstance(one, Word) and isinstance(other, Word)
    ]
    return not pairs or any(snapshot.count(pair) for pair in pairs)


def _has_filters(request: SearchRequest) -> bool:
    return bool(request.persons or request.date_from or request.date_to)


def _read(query: Query, text: str) -> list[Typed]:
    """List the words that may be corrected, in their order."""
    # A number is right or wrong: no other is more likely meant.
    numbers = [leaf for leaf in wanted(query) if isinstance(leaf, DocumentNumber)]
    words = {*words_of(query)} - {word for number in numbers for word in number.words}
    typed: list[Typed] = []
    for word in sorted(words, key=lambda word: word.start):
        between = text[typed[-1].word.end : word.start] if typed else "-"
        typed.append(Typed(word, text[word.start : word.end], between.isspace()))
    return typed


def _for_unknown(
    corrector: Corrector, unknown: Sequence[int]
) -> Iterator[tuple[Correction, ...]]:
    """Yield ways to correct every unknown word at once, the likeliest first."""
    if len(unknown) > _N_UNKNOWN:
        return
    options = [
        [c for c in corrector.corrections(at) if c.odds > 0][:_N_EACH] for at in unknown
    ]
    ways = dict.fromkeys(
        tuple(sorted(set(way), key=lambda c: c.first)) for way in product(*options)
    )
    apart = (
        way
        for way in ways
        if all(one.last < other.first for one, other in zip(way, way[1:], strict=False))
    )
    yield from sorted(apart, key=lambda way: -sum(c.odds for c in way) / len(way))


def _for_known(
    corrector: Corrector, typed: Sequence[Typed], n_found: int
) -> Iterator[tuple[Correction, ...]]:
    """Yield ways to correct one word of a query whose words are all known."""
    supports = {at: corrector.support(at) for at in range(len(typed))}
    suspects = sorted(supports, key=lambda at: (supports[at], at))
    found = []
    for at in suspects[:_N_SUSPECTS]:
        word = typed[at].word
        is_certain = word.has_marks and not is_vietnamese_syllable(word.syllable)
        if n_found and supports[at] and not is_certain:
            continue
        for each in corrector.corrections(at):
            if n_found:
                is_usual = is_certain or each.support >= _OFTEN
                if each.odds >= _CERTAIN and is_usual:
                    found.append(each)
            elif each.odds >= (_LIKELIER if each.support else _CERTAIN):
                found.append(each)
    for each in sorted(found, key=lambda c: (-c.odds, c.first, c.last, c.text)):
        yield (each,)


def _corrected(text: str, typed: Sequence[Typed], choice: Sequence[Correction]) -> str:
    for each in reversed(choice):
        start, end = typed[each.first].word.start, typed[each.last].word.end
        text = text[:start] + each.text + text[end:]
    return text
