from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis.syllables import syllable_spans
from search.highlights import find_highlights
from search.query import parse
from search.snippets import MAX_LENGTH, make_snippet
from tests.strategies import texts


def marked(query: str, text: str) -> str:
    """Put brackets where the marks go."""
    for start, end in reversed(find_highlights(parse(query)[0], text)):
        text = f"{text[:start]}[{text[start:end]}]{text[end:]}"
    return text


CASES = [
    ("tổ chức", "Ban Tổ chức họp, tổ 3 chức", "Ban [Tổ chức] họp, [tổ] 3 [chức]"),
    ('"tổ chức"', "Ban Tổ chức, tổ 3 chức", "Ban [Tổ chức], tổ 3 chức"),
    ("to chuc", "Tổ chức tờ", "[Tổ chức tờ]"),
    ("chó", "chó chò cho", "[chó] chò cho"),
    ("hoà", "Hòa Bình", "[Hòa] Bình"),
    ("họp -báo", "họp báo", "[họp] báo"),
    ("18-NQ/TW", "Nghị quyết 18-NQ/TW", "Nghị quyết [18-NQ/TW]"),
    ("", "họp", "họp"),
    ("Ban Tổ chức", "Ban Tổ chức về bản, bàn", "[Ban Tổ chức] về bản, bàn"),
    ("Trương thi Mai", "Trương Thị Mai dự thi", "[Trương Thị Mai] dự [thi]"),
    ("ban to chuc", "bản tổ", "[bản tổ]"),
    ("lũ OR lụt", "mùa lũ lụt", "mùa [lũ lụt]"),
]


@pytest.mark.parametrize(("query", "text", "expected"), CASES)
def test_exactly_the_found_words_are_marked(
    query: str, text: str, expected: str
) -> None:
    assert marked(query, text) == expected


@given(texts(), st.lists(st.sampled_from("ban to chuc tổ hòa 18".split()), max_size=3))
def test_marks_begin_and_end_with_syllables_and_do_not_overlap(
    text: str, words: list[str]
) -> None:
    starts = {start for start, _end in syllable_spans(text)}
    ends = {end for _start, end in syllable_spans(text)}
    last = -1
    for start, end in find_highlights(parse(" ".join(words))[0], text):
        assert last < start < end
        assert start in starts and end in ends
        last = end


LONG = (
    "Mở đầu bài viết là một câu không liên quan. " * 12
    + "Chiều 4/12, Ban Tổ chức Trung ương họp. Hội nghị bàn về lũ lụt. "
    + "Kết bài cũng là một câu không liên quan. " * 12
)


def test_the_snippet_is_the_passage_with_most_words_and_starts_a_sentence() -> None:
    snippet = make_snippet(parse("ban to chuc trung uong")[0], LONG)
    assert "Ban Tổ chức Trung ương họp." in snippet.text
    assert snippet.text.startswith("… ") and snippet.text.endswith(" …")
    assert snippet.text[2].isupper()
    start, end = snippet.highlights[0]
    assert snippet.text[start:end] == "Ban Tổ chức Trung ương"


def test_without_a_found_word_the_snippet_is_the_beginning() -> None:
    snippet = make_snippet(parse("bão")[0], LONG)
    assert snippet.text.startswith("Mở đầu bài viết")
    assert snippet.highlights == ()


def test_a_short_body_is_shown_whole_in_one_line() -> None:
    snippet = make_snippet(parse("họp")[0], "Câu một.\n\nHọp hai.")
    assert snippet.text == "Câu một. Họp hai."
    assert snippet.highlights == ((9, 12),)


@given(st.one_of(texts(120), st.text(max_size=900), st.text("aá .\n", max_size=900)))
def test_a_snippet_is_never_too_long_and_comes_from_the_body(body: str) -> None:
    query = parse('chuc OR a "tổ chức"')[0]
    snippet = make_snippet(query, body)
    assert len(snippet.text) <= MAX_LENGTH
    assert "\n" not in snippet.text
    inside = snippet.text.removeprefix("… ").removesuffix(" …")
    assert inside in " ".join(body.split()) or not inside.strip()
    assert all(0 <= s < e <= len(snippet.text) for s, e in snippet.highlights)


@pytest.mark.parametrize("body", ["字" * 1000, "a/b?" * 300, "🌊" * 700, "lũ" * 500])
def test_text_without_spaces_is_cut_where_it_has_to_be(body: str) -> None:
    snippet = make_snippet(parse("lũ")[0], body)
    assert 250 < len(snippet.text) <= MAX_LENGTH
    around = make_snippet(parse("lũ")[0], f"{body} lũ {body}")
    assert len(around.text) > 250
    assert [around.text[s:e] for s, e in around.highlights] == ["lũ"]


def test_a_quoted_phrase_longer_than_a_snippet_is_cut() -> None:
    words = "một hai ba bốn năm sáu bảy tám chín mười " * 12
    snippet = make_snippet(parse(f'"{words}"')[0], f"Trước. {words} Sau.")
    assert len(snippet.text) <= MAX_LENGTH
