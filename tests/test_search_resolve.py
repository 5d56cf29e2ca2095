"""Which names a typed one stands for, against every name looked at."""

from __future__ import annotations

import random
from collections import Counter

import numpy as np

from index.analysis.names import person_key
from search.embedded.names import NameColumn
from search.query.nodes import Word

SYLLABLES = (
    "lê le Lý lí ly thuỷ thúy thuy quý quí qui hoà hòa hoa an Ân tây tai".split()
)


def resolved_by_looking(keys: list[str], name: str) -> list[int]:
    """Whoever is spelled so; else whoever is, syllable by syllable, as in a query."""
    key = person_key(name)
    if key in keys:
        return [keys.index(key)]
    words = [Word(syllable, 0, 0) for syllable in key.split()]
    return [
        ordinal
        for ordinal, other in enumerate(keys)
        if len(other.split()) == len(words) > 0
        and all(w.matches(s) for w, s in zip(words, other.split(), strict=True))
    ]


def test_a_typed_name_stands_for_those_that_looking_at_all_names_gives() -> None:
    draw = random.Random(2)
    n_several = 0
    for _ in range(60):
        keys = sorted(
            {
                person_key(" ".join(draw.choices(SYLLABLES, k=draw.randint(1, 3))))
                for _ in range(60)
            }
        )
        offsets, values = np.zeros(1, np.uint32), np.zeros(0, np.int32)
        column = NameColumn(keys, offsets, values, lambda _: Counter())
        for _ in range(60):
            name = " ".join(draw.choices(SYLLABLES, k=draw.randint(0, 3)))
            expected = resolved_by_looking(keys, name)
            assert column.resolve(name) == expected
            n_several += len(expected) > 1
    assert n_several > 20
