from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search.errors import QueryError
from search.query import parse, parse_strict
from search.query.nodes import (
    And,
    Everything,
    Not,
    Nothing,
    Or,
    Phrase,
    Query,
    Word,
    wanted,
)


def written(query: Query) -> str:
    """Write a tree so that a test can show it."""
    match query:
        case Word(syllable):
            return syllable
        case Phrase(words):
            return '"' + " ".join(word.syllable for word in words) + '"'
        case And(children):
            return "(" + " & ".join(map(written, children)) + ")"
        case Or(children):
            return "(" + " | ".join(map(written, children)) + ")"
        case Not(child):
            return "-" + written(child)
        case Everything():
            return "*"
        case Nothing():
            return "nothing"


TREES = [
    ("", "*"),
    ("  ", "*"),
    ("Hội", "hội"),
    ("Ban Tổ chức", "(ban & tổ & chức)"),
    ('"Nghị quyết số 18"', '"nghị quyết số 18"'),
    ("“Nghị quyết” «số 18»", '("nghị quyết" & "số 18")'),
    ("18-NQ/TW", '"18 nq tw"'),
    ("hội - nghị", "(hội & nghị)"),
    ("họp -báo", "(họp & -báo)"),
    ("-báo", "-báo"),
    ("---báo", "-báo"),
    ("-(-báo)", "báo"),
    ("lũ OR lụt", "(lũ | lụt)"),
    ("lũ HOẶC lụt | bão", "(lũ | lụt | bão)"),
    ("lũ or lụt", "(lũ & or & lụt)"),
    ("lũ OR lụt bão", "(lũ | (lụt & bão))"),
    ("(lũ OR lụt) bão", "((lũ | lụt) & bão)"),
    ('-"họp báo" tin', '(-"họp báo" & tin)'),
    ('"lũ OR -lụt ("', '"lũ or lụt"'),
    ("Hoà", "hòa"),
    ("lũ|bão", "(lũ | bão)"),
]


@pytest.mark.parametrize(("text", "tree"), TREES)
def test_a_query_is_read_as_its_rule_says(text: str, tree: str) -> None:
    query, problems = parse(text)
    assert written(query) == tree
    assert problems == []


PROBLEMS = [
    ('"họp báo', '"họp báo"', "closing quotation", 0),
    ("họp)", "họp", "never opened", 3),
    ("(họp", "họp", "closing parenthesis", 0),
    ("OR họp", "họp", "both sides", 0),
    ("họp OR", "họp", "both sides", 4),
    ("họp OR OR báo", "(họp | báo)", "both sides", 4),
    ("họp -)", "họp", "something to exclude", 4),
    ('họp ""', "họp", "between the quotes", 4),
    ("???", "nothing", "no word", 0),
    ('a "' + "b " * 70 + '" c', '(a & "' + " ".join("b" * 63) + '")', "first 64", 129),
    ("(" * 30 + "họp" + ")" * 30, "họp", "too deeply", 20),
]


@pytest.mark.parametrize(("text", "tree", "message", "offset"), PROBLEMS)
def test_what_cannot_be_used_is_left_out_and_named(
    text: str, tree: str, message: str, offset: int
) -> None:
    query, problems = parse(text)
    assert written(query) == tree
    assert message in problems[0].message
    assert problems[0].offset == offset
    with pytest.raises(QueryError, match=message) as caught:
        parse_strict(text)
    assert caught.value.offset == offset


HARD = st.text(alphabet='ab đ"“”()-|*:\n OR', max_size=60)


@given(st.one_of(HARD, st.text(max_size=60)))
@example("-" * 5000 + "a")
@example("(" * 5000 + "a")
@example("-(" * 5000 + "a")
@example("a OR " * 2000)
def test_any_text_is_a_query(text: str) -> None:
    query, _problems = parse(text)
    list(wanted(query))


@given(st.lists(st.sampled_from("ban tổ chức trung ương 18".split()), min_size=1))
def test_the_offsets_of_words_point_into_the_query(words: list[str]) -> None:
    text = "  ".join(words)
    found = list(wanted(parse(text)[0]))
    assert [text[word.start : word.end] for word in found] == words


@pytest.mark.parametrize(
    ("typed", "matching", "other"),
    [
        ("lý", ["lý", "lí"], ["ly", "li", "lỳ"]),
        ("sĩ", ["sĩ", "sỹ"], ["si", "sỉ"]),
        ("si", ["sĩ", "sỹ", "si", "sy"], ["xi", "say"]),
        ("quý", ["quý", "quí"], ["quy"]),
        ("tay", ["tay", "tây"], ["tai"]),
    ],
)
def test_i_and_y_written_for_each_other_are_the_same(
    typed: str, matching: list[str], other: list[str]
) -> None:
    word = Word(typed, 0, 0)
    assert [s for s in (*matching, *other) if word.matches(s)] == matching


def test_a_word_without_marks_matches_every_spelling_and_one_with_marks_itself() -> (
    None
):
    plain, marked = Word("cho", 0, 3), Word("chó", 0, 3)
    assert [s for s in ("cho", "chó", "chò") if plain.matches(s)] == [
        "cho",
        "chó",
        "chò",
    ]
    assert [s for s in ("cho", "chó", "chò") if marked.matches(s)] == ["chó"]
