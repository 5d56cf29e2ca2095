"""What a part of a score is called when somebody asks for it."""

from __future__ import annotations

from search.query.nodes import (
    Also,
    DocumentNumber,
    Leaf,
    Phrase,
    Prefix,
    Word,
)
from search.query.parts import Part, typed_word
from search.types import ScorePartKind


def name_of_part(part: Part) -> tuple[ScorePartKind, str]:
    """Give the kind of a part, and its syllables."""
    if part.neighbours is not None:
        return "pair", " ".join(typed_word(w).syllable for w in part.neighbours)
    leaf = part.leaf.typed if isinstance(part.leaf, Also) else part.leaf
    return _name_of_leaf(leaf)


def _name_of_leaf(leaf: Leaf | None) -> tuple[ScorePartKind, str]:
    match leaf:
        case Word(syllable):
            return "word", syllable
        case Prefix(syllable):
            return "prefix", f"{syllable}*"
        case DocumentNumber(_, words):
            return "number", " ".join(word.syllable for word in words)
        case Phrase(words):
            return "phrase", " ".join(word.syllable for word in words)
    raise AssertionError(leaf)
