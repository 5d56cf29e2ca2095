"""Looking syllables up in a segment's vocabulary, against its sorted list."""

import random

import numpy as np
import pytest

from index.analysis.normalise import fold
from index.schema import BODY, TITLE
from index.segments.term_dictionary import TERM_INFO
from index.segments.vocabulary import _SAMPLED, SegmentVocabulary, write_vocabulary

SYLLABLES = "a ba bà bá bac bắc to tổ tở tô z9 đ d".split()


@pytest.fixture
def open_vocabulary(tmp_path):
    def write(terms):
        coded = [term.encode() for term in sorted(terms, key=str.encode)]
        infos = np.zeros(len(coded), TERM_INFO)
        infos["size"] = infos["doc_freq"] = np.arange(1, len(coded) + 1)
        path = tmp_path / "A.voc"
        none = np.zeros(0, TERM_INFO)
        write_vocabulary(path, {BODY: coded, TITLE: []}, {BODY: infos, TITLE: none})
        return SegmentVocabulary(path)

    return write


@pytest.mark.parametrize("n", [0, 1, _SAMPLED - 1, _SAMPLED, _SAMPLED + 1, 500])
def test_rows_are_found_whatever_the_number_of_keys(open_vocabulary, n):
    draw = random.Random(n)
    every = {a + b + c for a in SYLLABLES for b in SYLLABLES for c in ("", "x")}
    drawn = draw.sample(sorted(every), 2 * n if n < 100 else len(every))
    there, absent = drawn[:n], drawn[n:]
    vocabulary = open_vocabulary(there)
    listed = [vocabulary.term(row) for row in range(len(vocabulary))]
    assert sorted(listed) == sorted(there)
    for row, term in enumerate(listed):
        assert vocabulary.row_of(term) == row
    for term in [*absent, "", "\x7f", "ￜ"]:
        assert vocabulary.row_of(term) is None
    for folded in {fold(term) for term in drawn} | {"", "0", "zzz"}:
        rows = vocabulary.rows_folding_to(folded)
        expected = [term for term in listed if fold(term) == folded]
        assert vocabulary.terms(rows) == expected
        rows = vocabulary.rows_beginning_with(folded)
        expected = [term for term in listed if fold(term).startswith(folded)]
        assert vocabulary.terms(rows) == expected
