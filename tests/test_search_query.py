"""Words, phrases, operators: what a query string without fields means."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search.errors import QueryError
from search.query import parse, parse_strict, widenings
from search.query.nodes import Everything, Nothing, Phrase, Word, wanted, words_of
from search.query.parser import MAX_WORDS
from tests.query_trees import HARD, well_formed, written

TREES = [
    ("", "*"),
    ("  ", "*"),
    ("Hội", "hội"),
    ("Ban Tổ chức", "(ban & tổ & chức)"),
    ('"Nghị quyết số 18"', '"nghị quyết số 18"'),
    ("“Nghị quyết” «số 18»", '("nghị quyết" & "số 18")'),
    ("Nam-Bắc", '"nam bắc"'),
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

FORMS_OF_THE_SAME = [
    ("（lũ｜lụt） －bão", "((lũ | lụt) & -bão)"),
    ("＂họp báo＂", '"họp báo"'),
    ("ｌｕｔ", "lut"),
    ("Vi\u00adệt\u200b", "việt"),
    ("lũ \u200bOR bão", "(lũ | bão)"),
    ("hoa\u0300", "hòa"),
    ("ngh＊", "ngh*"),
]

PREFIXES = [
    ("ngh*", "ngh*"),
    ("Hoà*", "hòa*"),
    ("ngh*, lũ", "(ngh* & lũ)"),
    ("-ngh*", "-ngh*"),
    ("1.1*", "1.1*"),
    ('"ngh*"', '"ngh"'),
    ("* lũ *", "lũ"),
    ("lũ*lụt", '"lũ lụt"'),
    ("18-NQ*", "#18-nq[18|nq]"),
    ("Tổ-chức*", '"tổ chức"'),
]

NUMBERS = [
    ("18-NQ/TW", "#18-nq-tw[18|nq|tw]"),
    ("18-NQ/TƯ", "#18-nq-tw[18|nq|tư]"),
    ("(100/2019/ND-CP),", "#100-2019-nd-cp[100|2019|nd|cp]"),
    ("-18-NQ/TW", "-#18-nq-tw[18|nq|tw]"),
    ('"18-NQ/TW"', '"18 nq tw"'),
    ("số:18-NQ/TW", '"số 18 nq tw"'),
]


@pytest.mark.parametrize(
    ("text", "tree"), [*TREES, *FORMS_OF_THE_SAME, *PREFIXES, *NUMBERS]
)
def test_a_query_is_read_as_its_rule_says(text: str, tree: str) -> None:
    query, problems = parse(text)
    assert written(query) == tree
    assert problems == []


def test_a_phrase_remembers_whether_it_was_quoted() -> None:
    quoted, joined = parse('"Nam Bắc"')[0], parse("Nam-Bắc")[0]
    assert isinstance(quoted, Phrase) and isinstance(joined, Phrase)
    assert quoted.is_quoted and not joined.is_quoted


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
    ("n* họp", "họp", "at least 2 letters", 0),
    ("n*", "nothing", "at least 2 letters", 0),
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


def test_what_stands_after_the_last_word_used_is_no_second_problem() -> None:
    for text in (
        "(" + "a " * 70 + "OR b)",
        "b " * 64 + '"c d"',
        "b " * 64 + "OR c",
        "b " * 64 + "title:c",
    ):
        query, problems = parse(text)
        assert [problem.params for problem in problems] == [{"n": MAX_WORDS}], text
        assert len(list(words_of(query))) == MAX_WORDS


def test_problems_are_told_in_the_order_of_the_query_and_each_once() -> None:
    _query, problems = parse('n* (họp OR from:x n* from:x "a')
    assert [problem.offset for problem in problems] == [0, 3, 16, 28]


@given(st.one_of(HARD, st.text(max_size=60)))
@example("-" * 5000 + "a")
@example("(" * 5000 + "a")
@example("-(" * 5000 + "a")
@example("title:" * 5000 + "a")
@example("person:(" * 500 + "a")
@example("-title:" * 5000)
@example("title:(" + "person:" * 5000 + "a)")
@example("a OR " * 2000)
@example("a" * 10_000 + ":")
@example("tiêu " * 2000)
def test_any_text_is_a_query(text: str) -> None:
    query, problems = parse(text)
    list(wanted(query))
    widenings(query, text)
    for problem in problems:
        assert 0 <= problem.offset <= len(text)
        assert problem.message
    if problems:
        with pytest.raises(QueryError) as caught:
            parse_strict(text)
        assert str(caught.value) == problems[0].message
    else:
        assert parse_strict(text) == query


@given(well_formed())
def test_a_query_without_a_mistake_has_no_problem(text: str) -> None:
    query, problems = parse(text)
    assert problems == []
    assert not isinstance(query, Everything | Nothing)
    assert parse_strict(text) == query


@given(st.lists(st.sampled_from("ban tổ chức trung ương 18".split()), min_size=1))
def test_the_offsets_of_words_point_into_the_query(words: list[str]) -> None:
    text = "  ".join(words)
    found = list(words_of(parse(text)[0]))
    assert [text[word.start : word.end] for word in found] == words[:MAX_WORDS]


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
