"""What is said of a person: counted in the columns, roles from the stored articles."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

import numpy as np

from index.schema import PERSONS, split_name_term
from search.deadline import Deadline
from search.embedded.opened import OpenGeneration
from search.embedded.reading import Reading
from search.embedded.roles import articles_of, read_roles
from search.embedded.segments import OpenSegment
from search.engine import Matches
from search.people import profile_from
from search.profiles import (
    MAX_NAMED_WITH,
    NameCount,
    PersonProfile,
    ProfilePart,
    in_order,
)
from search.types import SearchRequest


def make_profile(
    opened: OpenGeneration,
    reading: Reading,
    deadline: Deadline,
    name: str,
    found: Matches,
) -> PersonProfile:
    """Tell what the articles say that name a person.

    Parameters
    ----------
    opened : OpenGeneration
    reading : Reading
        Not entered.
    deadline : Deadline
        For the answer: some of the parts have to be known before.
    name : str
        As `persons_named` gives it.
    found : Matches
        The newest articles that name the person.
    """
    in_time = deadline.of_extras()
    incomplete: list[ProfilePart] = []
    others: tuple[NameCount, ...] = ()
    if "published" in found.facets.incomplete:
        incomplete.append("published")
    with reading:
        column = opened.names("person")
        [ordinal] = column.resolve(name)
        is_named = _naming(opened, ordinal)
        spellings = _spellings(opened, column.keys[ordinal])
        docs = _newest_first(opened.minutes, is_named)
        if in_time.is_over():
            incomplete.append("named_with")
        else:
            others = _named_with(opened, name, is_named)
    names = (spelling.name for spelling in spellings)
    roles, is_whole = read_roles(opened, reading, in_time, docs, names)
    if not is_whole:
        incomplete.append("roles")
    return profile_from(name, found, spellings, roles, others, incomplete)


def persons_named(opened: OpenGeneration, name: str) -> list[NameCount]:
    """List the names that a typed full name stands for and that articles have."""
    column = opened.names("person")
    counted = (
        NameCount(column.name(ordinal), opened.copies.count(_naming(opened, ordinal)))
        for ordinal in column.resolve(name)
    )
    return [found for found in counted if found.count]


def _naming(opened: OpenGeneration, ordinal: int) -> np.ndarray:
    """Mark the articles that have a name: (n_docs,) bool ndarray."""
    return opened.names("person").docs_with([ordinal]) & opened.is_live


def _named_with(
    opened: OpenGeneration, name: str, is_named: np.ndarray
) -> tuple[NameCount, ...]:
    """List the other persons that most of a person's articles name."""
    # The person itself is in every one of the articles.
    most = opened.person_counter.most(is_named, SearchRequest(), MAX_NAMED_WITH + 1)
    others = (NameCount(one.name, one.count) for one in most if one.name != name)
    return tuple(others)[:MAX_NAMED_WITH]


def _spellings(opened: OpenGeneration, key: str) -> tuple[NameCount, ...]:
    """Count the articles that have each spelling of a name."""
    spelled: dict[str, list[np.ndarray]] = {}
    for spelling, docs in _spelled(opened.segments, key):
        live = docs[opened.is_live[docs]]
        if len(live):
            spelled.setdefault(spelling, []).append(live)
    return in_order(
        [
            NameCount(spelling, len(set(articles_of(opened.copies, *docs))))
            for spelling, docs in spelled.items()
        ]
    )


def _spelled(
    segments: Sequence[OpenSegment], key: str
) -> Iterator[tuple[str, np.ndarray]]:
    """Give each spelling of a name in each segment, with its documents."""
    coded = key.encode("utf-8", "surrogatepass")
    for segment in segments:
        rows = segment.documents.names[PERSONS]
        n_keys = len(rows.first_terms) - 1
        at = bisect_left(range(n_keys), coded, key=rows.key)
        if at == n_keys or rows.key(at) != coded:
            continue
        first, end = rows.first_terms[at : at + 2].tolist()
        # All of them at once: hostile pages spell one name in a thousand ways.
        namings = np.flatnonzero((rows.values >= first) & (rows.values < end))
        docs = np.searchsorted(rows.offsets, namings, side="right") - 1 + segment.base
        numbers = rows.values[namings]
        order = np.argsort(numbers, kind="stable")
        bounds = np.searchsorted(numbers[order], np.arange(first, end + 1))
        for number, start, stop in zip(
            range(first, end), bounds.tolist(), bounds[1:].tolist(), strict=False
        ):
            term = rows.terms[number].decode("utf-8", "surrogatepass")
            yield split_name_term(term)[1], docs[order[start:stop]]


def _newest_first(minutes: np.ndarray, is_named: np.ndarray) -> np.ndarray:
    """List the marked documents, the newest first, those without a date last."""
    docs = np.flatnonzero(is_named)
    # An unknown minute is less than any.
    return docs[np.argsort(-minutes[docs], kind="stable")]
