"""The snippet is the passage that answers best, cut where a reader would cut."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis.normalise import normalise_text
from search.query import parse
from search.query.nodes import And, InTitle, Query
from search.snippets.occurrences import find_all, find_occurrences
from search.snippets.passages import (
    WINDOW,
    Item,
    Weights,
    best_window,
    items_of,
    smallest_windows,
    weights_of,
)
from search.snippets.sentences import may_cut, sentence_breaks
from search.snippets.snippet import MAX_LENGTH, make_snippet
from search.snippets.sought import plan_of
from tests.strategies import SYLLABLES, texts
from tests.test_search_highlights import any_texts, either_way, queries, word


def shown(query: Query | str, body: str) -> str:
    """A snippet with brackets where the marks go."""
    tree = parse(query)[0] if isinstance(query, str) else query
    snippet = make_snippet(tree, body)
    text = snippet.text
    for start, end in reversed(snippet.highlights):
        text = f"{text[:start]}[{text[start:end]}]{text[end:]}"
    return text


FILLER = "Câu này không nói gì đến việc đang tìm. " * 12


@pytest.mark.parametrize(
    ("query", "passages", "best"),
    [
        # The most different words,
        ("bão lụt", ["Bão to.", "Lụt to.", "Bão rồi lụt."], 2),
        # side by side before scattered,
        ("trung ương họp", ["Ương cây, họp ở Trung tâm.", "Trung ương họp."], 1),
        # in the order of the query before another,
        ("tổ chức", ["Chức vụ của tổ.", "Họ chức tổ.", "Cái tổ chức."], 2),
        # close together before far apart,
        ("bão lụt", [f"Bão {'rất ' * 30} lụt.", "Bão rồi lụt."], 1),
        # rare words before those that are everywhere in the article,
        ("lũ quét", ["Lũ lên.", "Lũ xuống.", "Lũ và lũ.", "Bị quét sạch."], 3),
        # many before one,
        ("lũ", ["Lũ lên.", "Lũ lên, lũ xuống."], 1),
        # and the first of equals, also in the last line of a long text.
        ("lũ", ["Lũ lên.", "Lũ xuống."], 0),
        ("lũ", ["Mưa.", "Mưa.", "Lũ lên."], 2),
    ],
)
def test_the_best_passage_is_shown(query: str, passages: list[str], best: int) -> None:
    body = FILLER + FILLER.join(f"\n\n{passage}\n\n" for passage in passages) + FILLER
    text = make_snippet(parse(query)[0], body).text
    assert text.startswith(passages[best])


def test_a_short_form_is_worth_as_much_as_what_it_stands_for() -> None:
    for query in either_way("ủy ban nhân dân", "UBND"):
        for first, second in (("UBND", "Ủy ban nhân dân"), ("Ủy ban nhân dân", "UBND")):
            body = f"{FILLER}{first} họp. {FILLER}{second} họp. {FILLER}"
            assert shown(query, body).startswith(f"[{first}] họp.")


def test_one_of_a_word_typed_twice_is_not_two_side_by_side() -> None:
    once, twice = "Lũ lên.", "Lũ lũ lên."
    body = f"{FILLER}{once} {FILLER}{twice} {FILLER}"
    assert shown("lũ lũ", body).startswith("[Lũ lũ] lên.")
    (sought,) = plan_of(parse("lũ lũ")[0], in_title=False).sought
    assert sought.answers == (0,) and sought.pairs == ()


def test_title_words_do_not_choose_the_passage() -> None:
    body = f"Mở bài. {FILLER} Bão lớn."
    assert shown(And((InTitle(word("bão")),)), body).startswith("Mở bài.")


SENTENCES = [
    ["Ông đến TP. Hồ Chí Minh.", " ", "Bà ở lại."],
    ["Gặp ông Nguyễn Văn A. và vợ.", " ", "Họ đi."],
    ["Gặp GS. TS. Nguyễn Văn B. Lan ở PGS.TS. Hà.", "  ", "Xong."],
    ["Có 1.192 xã, phường v.v. Đủ cả.", " ", "Hết."],
    ["1. Mở đầu.", " ", "Ta đi.", "\n", "2. Kết.", " ", "Hết năm 2020.", " ", "Xong."],
    ["“Ai?” – ông hỏi.", " ", "“Tôi!”", " ", "Bà đáp…", " ", "Im lặng... rồi hết."],
    ["(Hết.)", " ", "Đoạn một", " \n\n ", "đoạn hai", "\n", "đoạn ba."],
]


@pytest.mark.parametrize("parts", SENTENCES)
def test_sentences_end_where_a_reader_ends_them(parts: list[str]) -> None:
    text = "".join(parts)
    breaks = list(sentence_breaks(text, 0, len(text)))
    starts = [0, *(begins for _, begins in breaks)]
    ends = [*(ended for ended, _ in breaks), len(text)]
    sentences = [text[s:e] for s, e in zip(starts, ends, strict=True)]
    assert sentences == parts[::2]


LONG_SENTENCE = "một câu rất dài không có điểm dừng nào " * 12


@pytest.mark.parametrize(
    ("body", "expected_start", "expected_end"),
    [
        (f"{FILLER}Bà Lan nói: có lũ. {FILLER}", "Bà Lan nói: có [lũ].", " tìm."),
        (f"{FILLER}Ở TP. Huế có lũ. {FILLER}", "Ở TP. Huế có [lũ].", " tìm."),
        (f"{LONG_SENTENCE}, rồi lũ {LONG_SENTENCE}", "… rồi [lũ] một", " …"),
        (f"{LONG_SENTENCE} lũ {LONG_SENTENCE}", "… ", " …"),
        (f"Có lũ {LONG_SENTENCE}", "Có [lũ]", " …"),
        (f"{LONG_SENTENCE} có lũ", "… ", " có [lũ]"),
        (f"{FILLER}Trời mưa. Rồi có lũ.", "Câu này", "Trời mưa. Rồi có [lũ]."),
        ("Câu một.\n\n Có\tlũ. \n", "Câu một. Có [lũ].", "[lũ]."),
        (" \n ", "", ""),
        ("", "", ""),
    ],
)
def test_a_snippet_begins_and_ends_with_sentences_or_says_that_it_does_not(
    body: str, expected_start: str, expected_end: str
) -> None:
    text = shown("lũ", body)
    assert text.startswith(expected_start) and text.endswith(expected_end)


def test_without_a_found_word_the_snippet_is_the_beginning() -> None:
    body = f"\n Mở đầu là câu này. {FILLER}"
    assert shown("bão", body).startswith("Mở đầu là câu này. Câu")
    assert shown("", body) == shown("bão", body)
    assert shown("bão", body).endswith(" tìm.")


@pytest.mark.parametrize("body", ["字" * 1000, "a/b?" * 300, "🌊" * 700, "lũ" * 500])
def test_text_without_spaces_is_cut_where_it_has_to_be(body: str) -> None:
    snippet = make_snippet(parse("lũ")[0], body)
    assert 250 < len(snippet.text) <= MAX_LENGTH
    around = make_snippet(parse("lũ")[0], f"{body} lũ {body}")
    assert len(around.text) > 250
    assert [around.text[s:e] for s, e in around.highlights] == ["lũ"]


@pytest.mark.parametrize(
    "character",
    [
        "👩\u200d👩\u200d👧",
        "🇻🇳",
        "👍🏽",
        "e\u0302\u0323",
        "\ud83d\ude00",
        "#\ufe0f\u20e3",
    ],
)
def test_no_character_is_cut(character: str) -> None:
    for shift in range(len(character)):
        body = "x" * shift + "-" + character * 400
        text = make_snippet(parse("lũ")[0], body).text
        assert len(text) > 250
        whole = text.removesuffix(" …")
        assert body[: len(whole)] == whole
        assert (len(whole) - shift - 1) % len(character) == 0


def test_a_phrase_longer_than_a_snippet_is_cut_and_marked_as_far_as_it_is_shown():
    phrase = "một hai ba bốn năm sáu bảy tám chín mười " * 12
    snippet = make_snippet(parse(f'"{phrase[:250]}"')[0], f"Trước. {phrase} Sau.")
    ((start, end),) = snippet.highlights
    assert snippet.text[start:end].startswith(phrase[:250].rstrip(" m"))
    very_long = make_snippet(parse(f'"{phrase}"')[0], f"Trước. {phrase} Sau.")
    assert len(very_long.text) <= MAX_LENGTH and very_long.highlights != ()


def slowly_listed(items: list[Item], weights: Weights) -> list[tuple[int, int]]:
    """Try every window that begins and ends with something found."""
    worth: dict[tuple[int, int], int] = {}
    for start in {item.start for item in items}:
        for end in {item.end for item in items}:
            inside = [i for i in items if start <= i.start and i.end <= end]
            if start < end <= start + WINDOW and inside:
                features = {feature for item in inside for feature in item.features}
                worth[start, end] = sum(weights[feature] for feature in features)
    most = [w for w, value in worth.items() if value == max(worth.values())]
    return sorted(
        (start, end)
        for start, end in most
        if not any(start <= s and e <= end and (s, e) != (start, end) for s, e in most)
    )


_items = st.builds(
    lambda start, length, features: Item(start, start + length, tuple(features)),
    st.integers(0, 60) | st.integers(0, 500),
    st.integers(1, 12) | st.sampled_from([50, WINDOW - 1, WINDOW]),
    st.sets(st.integers(0, 4), min_size=1, max_size=2),
)


@given(
    st.lists(_items, min_size=1, max_size=25), st.lists(st.integers(1, 3), min_size=5)
)
def test_the_smallest_of_the_best_windows_are_found(
    items: list[Item], weights: list[int]
) -> None:
    items.sort(key=lambda item: item.end)
    by_feature: Weights = dict(enumerate(weights))
    assert smallest_windows(items, by_feature) == slowly_listed(items, by_feature)


_spread = st.lists(
    st.sampled_from([*SYLLABLES[:12], *SYLLABLES[:12], "18-NQ/TW", "x" * 60, "y" * 150])
).map(" ".join)


@given(queries, _spread | any_texts)
def test_the_chosen_window_is_the_best_of_all(query: Query, text: str) -> None:
    plan = plan_of(query, in_title=False)
    found = find_all(plan, text)
    if not found:
        assert best_window(plan, found) == (0, 0)
        return
    said = [(o.start, len(plan.sought[o.sought].answers)) for o in found]
    items = items_of(plan, found)
    assert best_window(plan, found) == max(
        slowly_listed(items, weights_of(plan, items)),
        key=lambda w: (
            -((w[1] - w[0]) // 40),
            sum(n for start, n in said if w[0] <= start < w[0] + WINDOW),
            -w[0],
        ),
    )


bodies = st.one_of(
    texts(160),
    _spread,
    any_texts,
    st.lists(any_texts, max_size=12).map(". ".join),
    st.text(max_size=900),
    st.text("aá .\n", max_size=900),
)


@given(queries, bodies)
def test_a_snippet_is_a_line_of_the_body_and_marked_as_the_body(
    query: Query, body: str
) -> None:
    snippet = make_snippet(query, body)
    text = snippet.text
    assert len(text) <= MAX_LENGTH and text == text.strip()
    assert text == make_snippet(query, body).text
    one_line = " ".join(body.split())
    # The dots may be the body's own as well.
    insides = {
        text[first:last]
        for first in (0, 2)
        for last in (len(text), len(text) - 2)
        if (first == 0 or text.startswith("… "))
        and (last == len(text) or text.endswith(" …"))
    }
    inside = max((i for i in insides if i in one_line), key=len)
    shift = text.index(inside)
    at = len(text) and shift
    # Every found word that is shown is marked, and nothing else is.
    marks = {n - at for s, e in snippet.highlights for n in range(s, e)}
    line = "".join(c for c in body if not c.isspace())
    solid = [n for n, c in enumerate(inside) if not c.isspace()]
    shown_marks = [n in marks for n in solid]
    found = find_occurrences(query, body, in_title=False)
    covered = {n for o in found for n in range(o.start, o.end)}
    body_marks = [n in covered for n, c in enumerate(body) if not c.isspace()]
    squeezed = "".join(inside.split())
    places = [n for n in range(len(line)) if line.startswith(squeezed, n)] or [0]
    assert any(body_marks[n : n + len(solid)] == shown_marks for n in places)
    if found:
        assert snippet.highlights
    ends = [(0, 0), *snippet.highlights]
    for (_, before), (start, end) in zip(ends, ends[1:], strict=False):
        assert before <= start < end <= len(text)


@given(st.lists(st.sampled_from(SYLLABLES), min_size=40).map(" ".join), queries)
def test_no_syllable_is_cut_in_text_with_spaces(body: str, query: Query) -> None:
    text = make_snippet(query, body).text.removeprefix("… ").removesuffix(" …")
    assert f" {text} " in f" {body} "


@given(st.text(max_size=60), st.integers(0, 60))
def test_cuts_keep_normalised_characters_whole(text: str, at: int) -> None:
    text = normalise_text(text)
    if at < len(text) and may_cut(text, at):
        assert at == 0 or not unicodedata.combining(text[at])
