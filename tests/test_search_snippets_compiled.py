"""The compiled loops of snippets against Python's."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import compiling
from search.query import parse
from search.query.nodes import And, Phrase, Query
from search.snippets import compiled
from search.snippets.kernels import build
from search.snippets.occurrences import occurrences_of
from search.snippets.passages import best_window
from search.snippets.snippet import make_snippet
from search.snippets.sought import plan_of
from tests.strategies import SYLLABLES
from tests.test_search_highlights import any_texts, either_way, queries, word

needs_compiler = pytest.mark.skipif(
    not compiled.is_compiled(),
    reason="the loops are not compiled here: no C compiler was found",
)


def by_python(query: Query, text: str) -> compiled.Looked:
    plan = plan_of(query, in_title=False)
    found = occurrences_of(plan, text)
    return best_window(plan, found), [(o.start, o.end) for o in found]


def by_loops(query: Query, text: str) -> compiled.Looked | None:
    plan = plan_of(query, in_title=False)
    return plan.looker.look(plan, text)


def tree_of(text: str) -> Query:
    return parse(text)[0]


_letters = st.sampled_from([s for s in SYLLABLES if s.isalpha()]).map(word)
_phrases = st.lists(_letters, min_size=1, max_size=3).map(lambda w: Phrase(tuple(w)))
letters_only = st.lists(_letters | _phrases, min_size=1, max_size=6).map(
    lambda found: And(tuple(found))
)
_stretches = st.sampled_from(["xa ", "xa xôi " * 12, "Xa? ", "xa xôi… " * 30])
long_texts = st.lists(any_texts | _stretches, max_size=12).map(" ".join)


@needs_compiler
@given(letters_only | queries, long_texts)
def test_what_the_loops_find_is_what_python_finds(query, text):
    found = by_loops(query, text)
    assert found is None or found == by_python(query, text)


@needs_compiler
def test_the_loops_take_what_most_people_ask_of_most_texts():
    draw = random.Random(4)
    syllables = [s for s in SYLLABLES if s.isalpha()]
    trees = [
        tree_of("trung ương họp"),
        tree_of('lũ lụt "hội nghị" OR hoa'),
        tree_of("to chuc dang"),
        *either_way("ủy ban nhân dân", "UBND"),
    ]
    for query in trees:
        for _ in range(60):
            words = draw.choices([*syllables, "UBND", "ủy ban nhân dân", "họp"], k=150)
            text = " ".join(draw.choice([w, w.title(), w.upper()]) for w in words)
            text = text.replace(" Lũ", ", lũ?").replace(" Ở", ".\n\nỞ 1.192 xã")
            assert by_loops(query, text) == by_python(query, text)


@needs_compiler
@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("18-NQ/TW", "số 18-NQ/TW"),
        ("lũ 1192", "lũ ở 1.192 xã"),
        ("ngh*", "nghị quyết"),
        ("người:(lê mai)", "bà Mai Lê"),
        ("lũ ở m", "dài 1.500m, ở m"),
        ("lũ", "lu\u0303, Lũ"),
        ("lũ", "lũ 字"),
        ("lũ", "lũ \0"),
        ("lũ", "lũ \ud800"),
        ("lũ", "lũ " * 2000),
        ("lũ", "lũ " + "a" * 200_000),
        ("ｔo", "to ｔo"),
    ],
)
def test_the_loops_leave_to_python_what_is_more_than_letters(query, text):
    assert by_loops(tree_of(query), text) is None
    assert by_python(tree_of(query), text)[1]


@needs_compiler
def test_a_unit_close_after_a_number_matters_to_those_who_look_for_it_alone():
    text = "Lũ dài 1.500m. Lũ sâu 10 500m"
    assert by_loops(tree_of("lũ"), text) == by_python(tree_of("lũ"), text)
    assert by_loops(tree_of("lũ dài"), text) == by_python(tree_of("lũ dài"), text)


@needs_compiler
def test_more_spellings_than_there_is_room_for_are_left_to_python():
    cases = [[c.lower(), c.upper()] for c in "nghieng"]
    spellings = [""]
    for both in cases:
        spellings = [head + c for head in spellings for c in both]
    query = tree_of("nghieng")
    texts = [" ".join(spellings[at : at + 8]) for at in range(0, len(spellings), 8)]
    looked = [by_loops(query, text) for text in texts]
    assert len(spellings) == 128 and None not in looked
    marked = [s.replace("e", "ê").replace("E", "Ê") for s in spellings]
    looked = [by_loops(query, text) for text in marked]
    assert None in looked
    for text, found in zip(marked, looked, strict=True):
        assert found is None or found == by_python(query, text)


def test_without_compiled_loops_snippets_are_the_same(monkeypatch):
    text = "Xa xôi. " * 60 + "Hội nghị Trung ương bàn về lũ lụt. " + "Xa xôi. " * 60
    snippet = make_snippet(tree_of("trung ương lũ"), text)
    plan_of.cache_clear()
    monkeypatch.setattr(compiled, "native", None)
    assert by_loops(tree_of("trung ương lũ"), text) is None
    assert make_snippet(tree_of("trung ương lũ"), text) == snippet
    plan_of.cache_clear()


@needs_compiler
def test_the_loops_can_be_compiled_here(tmp_path: Path):
    assert compiling.build(build.SOURCES, tmp_path / "kernels.so") is None
    assert [file.name for file in tmp_path.iterdir()] == ["kernels.so"]


def test_what_hinders_the_compiler_is_said(tmp_path: Path, monkeypatch):
    source = tmp_path / "kernels.c"
    source.write_text("not C")
    if compiling.compilers():
        assert "error" in compiling.build([source], tmp_path / "kernels.so")
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(compiling.importlib.util, "find_spec", lambda name: None)
    assert "no C compiler" in compiling.build([source], tmp_path / "kernels.so")
    assert not (tmp_path / "kernels.so").exists()
