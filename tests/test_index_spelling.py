from __future__ import annotations

import json
import lzma
from collections import Counter
from pathlib import Path

import pytest

from index.analysis.normalise import fold
from index.analysis.spelling import is_vietnamese_syllable
from index.analysis.syllables import syllables
from index.analysis.tones import TONES, put_tone
from index.corpus.decode import decode_page
from tests.helpers import ROOT

N_COMMONEST = 300

# What the sample pages write with Vietnamese marks and is no syllable: short
# names, names from other languages of the country, and words that a copied page
# has run together, each of which the reader of pages takes apart.
SHORT_NAMES = frozenset("cđ qđ sgdđt".split())
OTHER_LANGUAGES = frozenset("ngọk plông".split())
RUN_TOGETHER = frozenset("gấmảnh quếxem thươngxem trọngxem uyênảnh vượngảnh".split())

WELL_FORMED = (
    "a ý ỷ yêu yết nghiêng nghề ghế kẻ kỹ quốc quý quýt quỳnh quyết quơ quới quạnh "
    "gì gìn già giữa giếng giết thuở khuya khuỷu khuỵu xoong boóc ngoèo huýt tuýp "
    "đường rượu chuối hoạch huỵch khuếch bắc lặp học sạch ốp ịch vy thy pin rổ"
).split()
MISSPELLED = (
    "ngiêng nghà gế kà cỉ cê quũ qươn giì iêu yán nyỉ tờt bat học2 hãc lãp "
    "sảch test box max wifi windows covid usd hđnd thưở ưông việtt vịêt hoà trịnhh"
).split()


@pytest.mark.parametrize("syllable", WELL_FORMED)
def test_rare_but_right(syllable: str) -> None:
    assert is_vietnamese_syllable(syllable)


@pytest.mark.parametrize("syllable", MISSPELLED)
def test_wrong(syllable: str) -> None:
    assert not is_vietnamese_syllable(syllable)


@pytest.mark.parametrize("tone", ["", *TONES])
def test_only_the_sharp_tones_go_with_a_stop(tone: str) -> None:
    is_sharp = tone in ("\u0301", "\u0323")
    assert is_vietnamese_syllable(put_tone("hoc", tone)) is is_sharp
    assert is_vietnamese_syllable(put_tone("hong", tone))


def test_all_marked_syllables_of_the_sample_pages_are_well_formed() -> None:
    found = set()
    for file in sorted((ROOT / "corpus").rglob("*.*")):
        if file.suffix == ".txt":
            found.update(syllables(decode_page(file.read_bytes(), file.name)))
    marked = {term for term in found if term.isalpha() and fold(term) != term}
    wrong = {term for term in marked if not is_vietnamese_syllable(term)}
    assert len(marked) > 500
    assert wrong == SHORT_NAMES | OTHER_LANGUAGES | RUN_TOGETHER


def test_the_commonest_syllables_of_news_are_well_formed(shared: Path) -> None:
    counted: Counter[str] = Counter()
    with lzma.open(
        shared / "news/news-43k-dated.jsonl.xz", "rt", encoding="utf-8"
    ) as f:
        for _, line in zip(range(1500), f, strict=False):
            counted.update(syllables(json.loads(line)["body"]))
    words = Counter({term: n for term, n in counted.items() if term.isalpha()})
    commonest = [term for term, _ in words.most_common(N_COMMONEST)]
    wrong = {term for term in commonest if not is_vietnamese_syllable(term)}
    assert wrong <= {"tp", "vn", "hcm"}, wrong
    marked = {term: n for term, n in words.items() if fold(term) != term}
    right = sum(n for term, n in marked.items() if is_vietnamese_syllable(term))
    # The rest: slips, short names with Đ, and foreign names with accents.
    assert right / sum(marked.values()) > 0.995
