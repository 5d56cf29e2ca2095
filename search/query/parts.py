"""What adds to the score of a query, and what a partial match may miss."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from search.formula import FIELDS
from search.query.nodes import (
    Also,
    And,
    DocumentNumber,
    InTitle,
    Leaf,
    Or,
    Phrase,
    Prefix,
    Query,
    Word,
    bare,
)

TITLE_ONLY = FIELDS[:1]


@dataclass(frozen=True, slots=True)
class Part:
    """What may add to the score: a leaf, or two neighbouring words.

    One of both is None. `fields` are those it is looked for in.
    """

    leaf: Leaf | Also | None
    neighbours: tuple[Word | Also, Word | Also] | None
    fields: tuple[str, ...]


def split_required(query: Query) -> tuple[list[Leaf | Also], list[Query]]:
    """Separate what a partial match may miss from what it has to hold.

    Words and what signs join are optional where they stand at the outermost
    level; parentheses around words only do not make another level.
    """
    optional: list[Leaf | Also] = []
    required: list[Query] = []
    if not isinstance(query, And):
        return optional, [query]
    for child in query.children:
        if isinstance(child, And):
            below = split_required(child)
            optional += below[0]
            required += below[1]
        elif isinstance(child, Phrase) and child.is_quoted:
            required.append(child)
        elif isinstance(child, Leaf | Also):
            optional.append(child)
        else:
            required.append(child)
    return optional, required


def parts_of(query: Query) -> list[Part]:
    """List what adds to the score of a query, each thing once."""
    parts: dict[tuple, Part] = {}

    def walk(node: Query, fields: tuple[str, ...]) -> None:
        match node:
            case Word() | Prefix() | Phrase() | DocumentNumber() | Also():
                parts.setdefault((bare(node), fields), Part(node, None, fields))
            case And(children) | Or(children):
                for child in children:
                    walk(child, fields)
                if isinstance(node, And):
                    for first, second in pairwise(children):
                        if _is_word(first) and _is_word(second):
                            key = (bare(first), bare(second), fields)
                            part = Part(None, (first, second), fields)
                            parts.setdefault(key, part)
            case InTitle(child):
                walk(child, TITLE_ONLY)

    walk(query, FIELDS)
    return list(parts.values())


def _is_word(node: Query) -> bool:
    return isinstance(node, Word) or (
        isinstance(node, Also) and isinstance(node.typed, Word)
    )


def typed_word(node: Word | Also) -> Word:
    """Give the word that was typed, without its readings."""
    word = node.typed if isinstance(node, Also) else node
    assert isinstance(word, Word)
    return word
