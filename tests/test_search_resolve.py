"""Which names a typed one stands for, against every name looked at."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import numpy as np

from index.analysis.names import person_key
from search.names import NameColumn
from search.query.nodes import Word
from search.searcher import open_searcher
from search.types import SearchRequest
from tests.helpers import build_index, found_ids, make_article, searcher_over

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


def test_a_name_that_only_deleted_articles_spell_so_hides_no_other(
    tmp_path: Path,
) -> None:
    articles = [
        make_article("một", "Tin", persons=["Vu Hoa"]),
        make_article("hai", "Tin", persons=["Vũ Hòa"]),
        make_article("ba", "Tin", persons=["Vũ Hoá"]),
        make_article("bốn", "Tin", persons=["Lê Hà"]),
    ]
    build_index(tmp_path / "index", articles)
    build_index(tmp_path / "index", [], removed=["một", "ba"])
    searcher = open_searcher(tmp_path / "index")
    [naming] = searcher.search(SearchRequest(persons=("Vu Hoa",))).hits
    assert naming.id == "hai"
    assert found_ids(searcher, "", without=("Vu Hoa",)) == ["bốn"]
    assert searcher.person("Vu Hoa").name == "Vũ Hòa"
    listed = searcher.search(SearchRequest(persons=("vu hoa",))).facets.persons
    assert {person.name: person.is_selected for person in listed} == {
        "Vũ Hòa": True,
        "Lê Hà": False,
    }


def test_an_unknown_name_that_is_asked_for_and_excluded_is_listed_once(
    tmp_path: Path,
) -> None:
    searcher = searcher_over(tmp_path / "index", [make_article("một", "Tin")])
    asked = SearchRequest(persons=("Không Ai",), without=("Không Ai",))
    [person] = searcher.search(asked).facets.persons
    assert (person.is_selected, person.is_excluded) == (True, True)
