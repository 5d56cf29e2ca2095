from __future__ import annotations

import re
from bisect import bisect_left

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyvi.ViTokenizer import ViTokenizer

import index.analysis.article as analysis
from index.analysis.article import analyse_article, analyse_articles
from index.analysis.normalise import fold, normalise_syllable, normalise_text
from index.analysis.numbers import NUMBER_JOINT, document_numbers
from index.analysis.syllables import syllable_spans, syllables
from index.analysis.terms import WORD_JOINT, FieldTerms, field_terms, terms_of
from index.analysis.words import NumberedTerms, PositionedText, word_spans
from index.corpus.page import RawPage
from index.duplicates.signature import make_signature
from index.errors import CorpusError, UnexpectedError
from index.reading import read_chunk
from tests.helpers import make_article
from tests.strategies import texts

SENTENCE = (
    "Ban Tổ chức Trung ương giao ban ngày 30/6/2018: 1.192/1.312 đại hội, "
    "đạt 91%; theo Nghị quyết số 18-NQ/TW của TP. Hồ Chí Minh…\nHết_bài."
)


def words_by_pyvi(text: str) -> list[str]:
    """The slow and obvious way: pyvi's own output, split at its spaces."""
    words = ViTokenizer.tokenize(text).split(" ")
    return [word for word in words if len(ViTokenizer.sylabelize(word)[1]) >= 1]


def test_words_are_those_of_pyvi() -> None:
    found = [SENTENCE[start:end] for start, end in word_spans(SENTENCE)]
    expected = [
        word.replace("_", " ")
        for word in words_by_pyvi(SENTENCE)
        if "_" in word and word != "Hết_bài"
    ]
    assert found == expected
    assert "Tổ chức" in found and "Hồ Chí Minh" in found


@settings(max_examples=50, deadline=None)
@given(st.text(alphabet="aáb_ .\n-1", max_size=30).map(normalise_text))
def test_word_offsets_fit_any_text(text: str) -> None:
    last = 0
    for start, end in word_spans(text):
        assert last <= start < end <= len(text)
        last = end


@given(st.text(max_size=60))
def test_syllables_are_the_text_at_their_offsets(text: str) -> None:
    spans = list(syllable_spans(text))
    assert syllables(text) == [normalise_syllable(text[s:e]) for s, e in spans]
    assert spans == sorted(spans)


def test_a_number_keeps_its_points_and_a_dotted_end_does_not() -> None:
    assert syllables("đạt 1.192/1.312 (6,7%). Năm 2020.") == [
        "đạt",
        "1.192",
        "1.312",
        "6,7",
        "năm",
        "2020",
    ]


@settings(max_examples=50, deadline=None)
@given(texts())
def test_every_syllable_has_its_position_and_words_begin_at_theirs(text: str) -> None:
    expected = syllables(normalise_text(text))
    analysed = field_terms(normalise_text(text))
    assert analysed.positions == sorted(analysed.positions)
    alone = []
    for term, position in zip(analysed.terms, analysed.positions, strict=True):
        parts = re.split(f"[{WORD_JOINT}{NUMBER_JOINT}]", term)
        found = expected[position : position + len(parts)]
        # A document's number is folded, a word is not.
        is_number = NUMBER_JOINT in term
        if is_number:
            found = [fold(part) for part in found]
            found[0] = found[0].lstrip("0") or "0"
        assert found == parts
        if len(parts) == 1:
            alone.append(position)
    assert alone == list(range(len(expected)))


def terms_one_by_one(text: str) -> tuple[list[str], list[tuple[int, str]]]:
    """The slow and obvious way: every pattern over the whole text."""
    starts = [start for start, _ in syllable_spans(text)]
    found = syllables(text)
    words = [
        (first, WORD_JOINT.join(found[first:last]))
        for start, end in word_spans(text)
        if (last := bisect_left(starts, end)) - (first := bisect_left(starts, start))
        >= 2
    ]
    numbers = [
        (first, number)
        for start, _, number in document_numbers(text)
        if (first := bisect_left(starts, start)) < len(starts)
    ]
    return found, sorted(words + numbers, key=lambda whole: whole[0])


ODD = ("18-NQ/TW", "5-ªª", "a\u200b1-NQ", "TP.HCM", "m²", "2½", "1.192.", "100/2019/")
odd_texts = st.lists(
    st.one_of(texts(max_size=4), st.sampled_from(ODD), st.text(max_size=6)), max_size=8
).map(lambda parts: normalise_text(" ".join(parts)))


@settings(max_examples=200, deadline=None)
@given(st.lists(odd_texts, max_size=4))
@example(["Số 18-NQ/TW 18-NQ/TW,5-QĐ/TW", "", "\n", "a\u200b1-ªª", "a\u200b1-ªª b"])
@example(["Ban Tổ chức TP.HCM\u00a0họp\u2028tổ\u3000chức " + SENTENCE])
def test_texts_analysed_together_have_the_terms_they_have_alone(
    many: list[str],
) -> None:
    together = terms_of(many)
    for text, field in zip(many, together, strict=True):
        alone = field_terms(text)
        assert (field.syllables, field.wholes) == (alone.syllables, alone.wholes)
        assert (field.syllables, field.wholes) == terms_one_by_one(text)
        assert field.length == len(field.syllables)
        assert [first for first, _ in field.wholes] == sorted(
            first for first, _ in field.wholes
        )


def test_at_one_position_a_syllable_comes_first_then_the_word_then_the_number() -> None:
    positioned = PositionedText(
        NumberedTerms(np.arange(3), ["a", "b", "c"]),
        NumberedTerms(np.arange(1), ["b_c"]),
        np.array([1]),
        [(1, "b-c")],
        np.empty(0, np.uint64),
        [],
    )
    field = FieldTerms(positioned)
    assert field.terms == ["a", "b", "b_c", "b-c", "c"]
    assert field.positions == [0, 1, 1, 1, 2]


def test_articles_analysed_together_are_what_they_are_alone() -> None:
    articles = [
        make_article("a", "Ban Tổ chức", SENTENCE),
        make_article("b", "", ""),
        make_article("c", "Lũ lụt", SENTENCE * 3),
        make_article("d", "Tháng 8", "Ba ngày nữa"),
    ]
    together = analyse_articles(articles)
    assert together == [analyse_article(article) for article in articles]
    assert [one.article for one in together] == articles
    for one in together:
        title, body = syllables(one.article.title), syllables(one.article.body)
        assert one.signature == make_signature(one.article, title, body)


def test_a_page_that_cannot_be_analysed_costs_none_of_those_read_with_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pages = [
        RawPage(
            "record", f"kho/a.jsonl#{at}", "00", fields={"title": "Lũ", "body": body}
        )
        for at, body in enumerate(["Nước lên.", "", "Hỏng.", "Nước rút."], 1)
    ]
    find = analysis.positions_of

    def fail(many: list[str]) -> list[PositionedText]:
        assert "Hỏng." not in many
        return find(many)

    monkeypatch.setattr(analysis, "positions_of", fail)
    first, empty, broken, last = read_chunk(pages)
    assert isinstance(empty, CorpusError) and isinstance(broken, UnexpectedError)
    assert [first.article.body, last.article.body] == ["Nước lên.", "Nước rút."]
