"""Marks are inserted into escaped text, whatever the text and the ranges are."""

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from web.pages.markup import mark, mark_paragraphs, merge_ranges

HOSTILE = st.lists(
    st.sampled_from(
        ["<mark>", "</mark>", "<script>", "&amp;", "&lt;", '"', "'", "<", ">", "&"]
        + ["ộ", "o\u0323\u0302", "\U0001f600", " ", "\n\n", "\n", "a", "Ð"]
    ),
    max_size=12,
).map("".join) | st.text(max_size=20)
RANGES = st.lists(st.tuples(st.integers(-3, 25), st.integers(-3, 25)), max_size=6)


def unmark(markup: str) -> str:
    return html.unescape(re.sub("</?mark>", "", markup))


@given(HOSTILE, RANGES)
def test_without_its_marks_the_markup_is_the_text(text, ranges):
    assert unmark(mark(text, ranges)) == html.unescape(html.escape(text))


@given(HOSTILE, RANGES)
def test_nothing_but_marks_is_markup_and_they_are_balanced(text, ranges):
    markup = mark(text, ranges)
    tags = re.findall("<[^>]*>?", markup)
    assert tags == ["<mark>", "</mark>"] * (len(tags) // 2)


@given(HOSTILE, RANGES)
def test_every_marked_code_point_is_marked_and_others_are_spaces(text, ranges):
    covered = {
        i for start, end in merge_ranges(text, ranges) for i in range(start, end)
    }
    asked = {
        i for start, end in ranges for i in range(max(start, 0), min(end, len(text)))
    }
    assert asked <= covered
    assert all(text[i] == " " for i in covered - asked)


@given(HOSTILE, RANGES)
def test_paragraphs_hold_the_marks_of_the_body(text, ranges):
    paragraphs = mark_paragraphs(text, ranges)
    assert [unmark(p) for p in paragraphs] == [
        html.unescape(html.escape(p)) for p in text.split("\n\n") if p.strip()
    ]
    if "\n\n" not in text and text.strip():
        assert paragraphs == [mark(text, ranges)]


def test_neighbouring_syllables_are_one_mark():
    assert mark("Hội nghị, tổ", [(0, 3), (4, 8), (10, 12)]) == (
        "<mark>Hội nghị</mark>, <mark>tổ</mark>"
    )


def test_a_range_across_a_blank_line_is_marked_on_both_sides():
    assert mark_paragraphs("một\n\nhai ba", [(0, 8)]) == [
        "<mark>một</mark>",
        "<mark>hai</mark> ba",
    ]
