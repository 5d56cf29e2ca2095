"""Marks are inserted into escaped text, whatever the text and the ranges are."""

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from web.pages.marked_body import mark_body
from web.pages.markup import mark, merge_ranges

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


PLACES = st.lists(st.integers(0, 30), max_size=4).map(sorted)
OURS = re.compile(
    r'<mark id="mark-\d+">|</mark>|<a href="#mark-\d+" aria-describedby="next-mark">|'
    r'</a>|<span class="anchor" id="document-\d+">|</span>'
)


def without_ours(markup: str) -> str:
    """The text between the tags that the page writes itself."""
    return html.unescape(OURS.sub("", markup))


@given(HOSTILE, RANGES, PLACES)
def test_without_its_tags_a_body_is_the_text(text, ranges, places):
    shown = mark_body(text, ranges, places)
    assert [without_ours(p) for p in shown.paragraphs] == [
        html.unescape(html.escape(p)) for p in text.split("\n\n") if p.strip()
    ]


@given(HOSTILE, RANGES, PLACES)
def test_a_body_holds_no_tag_but_ours_and_they_are_nested(text, ranges, places):
    for paragraph in mark_body(text, ranges, places).paragraphs:
        tags = re.findall("<[^>]*>?", paragraph)
        assert all(OURS.fullmatch(tag) for tag in tags)
        opened = []
        for tag in tags:
            if tag.startswith("</"):
                assert opened.pop() == tag[2:-1]
            else:
                opened.append(tag[1:].partition(" ")[0].rstrip(">"))
        assert not opened


@given(HOSTILE, RANGES)
def test_marks_of_a_body_are_those_of_its_text(text, ranges):
    shown = mark_body(text, ranges).paragraphs
    slow = [mark(p, moved(ranges, text, p_at)) for p_at, p in paragraphs_of(text)]
    plain = [re.sub("</?(?:a|span)[^>]*>", "", p) for p in shown]
    bare = [re.sub(' id="mark-[0-9]+"', "", p) for p in plain]
    # A mark of nothing but a line end is none in a paragraph.
    assert bare == [re.sub(r"<mark>(\s*)</mark>", r"\1", p) for p in slow]


def paragraphs_of(text):
    offset = 0
    for paragraph in text.split("\n\n"):
        if paragraph.strip():
            yield offset, paragraph
        offset += len(paragraph) + 2


def moved(ranges, text, offset):
    return [(s - offset, e - offset) for s, e in merge_ranges(text, ranges)]


@given(HOSTILE, RANGES, PLACES)
def test_marks_are_numbered_through_and_each_leads_to_the_next(text, ranges, places):
    shown = mark_body(text, ranges, places)
    markup = "".join(shown.paragraphs)
    numbers = list(map(int, re.findall('<mark id="mark-([0-9]+)"', markup)))
    assert numbers == list(range(1, shown.n_marks + 1))
    following = list(map(int, re.findall('href="#mark-([0-9]+)"', markup)))
    assert following == ([*numbers[1:], 1] if len(numbers) > 1 else [])


@given(HOSTILE, RANGES, PLACES)
def test_each_place_before_the_last_paragraph_ends_has_its_anchor(text, ranges, places):
    markup = "".join(mark_body(text, ranges, places).paragraphs)
    ends = [at + len(paragraph) for at, paragraph in paragraphs_of(text)]
    n_inside = sum(place < ends[-1] for place in places) if ends else 0
    found = list(map(int, re.findall('id="document-([0-9]+)"', markup)))
    assert found == list(range(1, n_inside + 1))


def test_an_anchor_stands_before_its_document_even_inside_a_mark():
    [paragraph] = mark_body("Theo Nghị quyết 18", [(0, 9)], [5]).paragraphs
    assert paragraph == (
        '<mark id="mark-1">Theo <span class="anchor" id="document-1"></span>Nghị</mark>'
        " quyết 18"
    )


def test_neighbouring_syllables_are_one_mark():
    assert mark("Hội nghị, tổ", [(0, 3), (4, 8), (10, 12)]) == (
        "<mark>Hội nghị</mark>, <mark>tổ</mark>"
    )


def test_a_range_across_a_blank_line_is_two_marks():
    shown = mark_body("một\n\nhai ba", [(0, 8)])
    assert shown.n_marks == 2
    link = '<a href="#mark-{}" aria-describedby="next-mark">'
    assert shown.paragraphs == [
        f'<mark id="mark-1">{link.format(2)}một</a></mark>',
        f'<mark id="mark-2">{link.format(1)}hai</a></mark> ba',
    ]
