"""Which roles articles state of a person: read from the stored articles.

Roles are in no column, so every article that names the person is read, the newest
first, some at a time, so that other searches need not wait for all of them. Measured
with 42,825 articles of 2006: the 294 that name the person most named take 10 ms, 25,000
of them 0.6 s, of which the stored fields are most. Reading only what follows the bodies
would save a quarter.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from search.deadline import Deadline
from search.embedded.collapsing import Copies
from search.embedded.opened import OpenGeneration
from search.embedded.reading import Reading
from search.errors import TimeLimitError
from search.roles import RolesRead

_PIECE = 200
"""Articles that are read while others wait: some milliseconds."""


def read_roles(
    opened: OpenGeneration,
    reading: Reading,
    deadline: Deadline,
    docs: np.ndarray,
    names: Iterable[str],
) -> tuple[RolesRead, bool]:
    """Read articles for the roles that they state of a person.

    Parameters
    ----------
    opened : OpenGeneration
    reading : Reading
        Not entered: it is, for each piece.
    deadline : Deadline
        Where it is over, the rest is not read.
    docs : (n,) ndarray
        In the order in which they are to be read.
    names : iterable of str
        Spellings of the person's name.

    Returns
    -------
    RolesRead, bool
        And whether all were read.
    """
    roles = RolesRead(frozenset(names))
    reading = reading.within(deadline)
    for start in range(0, len(docs), _PIECE):
        piece = docs[start : start + _PIECE]
        try:
            with reading:
                articles = articles_of(opened.copies, piece)
                for doc, article in zip(piece.tolist(), articles, strict=True):
                    roles.add(article, opened.stored_fields(doc))
        except TimeLimitError:
            return roles, False
    return roles, True


def articles_of(copies: Copies, *docs: np.ndarray) -> list[int]:
    """Number the articles that documents are: one for all copies."""
    every = np.concatenate(docs)
    groups = copies.group_of[every]
    return np.where(groups >= 0, groups, copies.n_groups + every).tolist()
