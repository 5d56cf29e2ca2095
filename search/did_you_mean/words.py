"""What was typed, and what may have been meant."""

from __future__ import annotations

from dataclasses import dataclass

from search.query.nodes import Word


@dataclass(frozen=True, slots=True)
class Typed:
    """A word of the query.

    Attributes
    ----------
    word : Word
    text : str
        As it was typed.
    is_joined : bool
        Whether nothing but space is between it and the word before.
    """

    word: Word
    text: str
    is_joined: bool


@dataclass(frozen=True, slots=True)
class Correction:
    """Another text for some words of the query.

    Attributes
    ----------
    first, last : int
        The words, both included.
    text : str
    odds : float
        log10: above 0, it was more likely meant than what was typed.
    support : int
        Articles that have the best of its pairs, neighbours included.
    """

    first: int
    last: int
    text: str
    odds: float
    support: int
