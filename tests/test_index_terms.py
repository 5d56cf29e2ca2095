from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from pyvi.ViTokenizer import ViTokenizer

from index.analysis.normalise import fold, normalise_syllable, normalise_text
from index.analysis.numbers import NUMBER_JOINT
from index.analysis.syllables import syllable_spans, syllables
from index.analysis.terms import WORD_JOINT, field_terms
from index.analysis.words import word_spans
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
