"""Plain words side by side, and what else they may be called.

Abbreviations and merged provinces come from `search.query.expansions`; here
they get their places in the query tree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate

from index.analysis.normalise import normalise_syllable, normalise_text
from search.query.chunks import Plain
from search.query.expansions import find_runs
from search.query.nodes import Also, And, InTitle, Or, Phrase, Query, Reading, Word


def widen(chunks: Sequence[Plain]) -> list[Query]:
    """Make the nodes of consecutive chunks of plain words.

    Parameters
    ----------
    chunks : sequence of Plain
        What stands side by side, nothing else between.

    Returns
    -------
    list of Word, Phrase or Also
        One a chunk. All chunks of a run have the same readings.
    """
    found: list[Query] = []
    run: list[Plain] = []
    for chunk in chunks:
        run.append(chunk)
        if chunk.ends_run:
            found += _widen_run(run)
            run = []
    return found + _widen_run(run)


def _widen_run(chunks: Sequence[Plain]) -> list[Query]:
    leaves = [chunk.leaf for chunk in chunks]
    nodes: list[Query] = list(leaves)
    # Where each chunk begins, counted in syllables, and where the last ends.
    edges = [0, *accumulate(len(chunk.words) for chunk in chunks)]
    words = [word for chunk in chunks for word in chunk.words]
    for run in find_runs([typed for chunk in chunks for typed in chunk.typed]):
        if run.start not in edges or run.end not in edges:
            # It would tear a chunk apart: “18-NQ/TP.HCM” stays what it is.
            continue
        covered = range(edges.index(run.start), edges.index(run.end))
        if any(isinstance(nodes[at], Also) for at in covered):
            continue
        start, end = words[run.start].start, words[run.end - 1].end
        readings = tuple(
            Reading(
                _leaf(reading.syllables, start, end),
                reading.weight,
                reading.shown,
            )
            for reading in run.readings
        )
        for at in covered:
            nodes[at] = Also(leaves[at], readings)
    return nodes


def _leaf(syllables: Sequence[str], start: int, end: int) -> Word | Phrase:
    words = tuple(
        Word(normalise_syllable(syllable), start, end, is_exact=True)
        for syllable in syllables
    )
    return words[0] if len(words) == 1 else Phrase(words, is_quoted=False)


def widenings(
    query: Query, text: str, is_found: Callable[[Query], bool] = lambda _: True
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Tell what is searched beside what was typed, for people to see.

    Parameters
    ----------
    query : Query
        The tree of `text`.
    text : str
        The query string.
    is_found : callable
        Whether any article has a reading; others are not worth showing.

    Returns
    -------
    tuple of (str, tuple of str)
        What was typed and the readings of it that are worth showing; each
        once, in query order.
    """
    text = normalise_text(text)
    shown: dict[str, dict[str, None]] = {}
    for reading in _readings(query):
        if reading.shown and isinstance(reading.query, Word | Phrase):
            leaf = reading.query
            word = leaf if isinstance(leaf, Word) else leaf.words[0]
            typed = text[word.start : word.end]
            if reading.shown in shown.get(typed, ()) or not is_found(leaf):
                continue
            shown.setdefault(typed, {})[reading.shown] = None
    return tuple((typed, tuple(readings)) for typed, readings in shown.items())


def _readings(query: Query) -> Iterator[Reading]:
    match query:
        case Also(_, readings):
            yield from readings
        case And(children) | Or(children):
            for child in children:
                yield from _readings(child)
        case InTitle(child):
            yield from _readings(child)
