from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis.names import person_key
from index.analysis.normalise import fold, normalise_syllable, normalise_text

SAME_TERM = [
    ("hoà", "hòa"),
    ("thuý", "thúy"),
    ("khoẻ", "khỏe"),
    ("uỷ", "ủy"),
    ("Quý", "quý"),
    ("vịêt", "việt"),
    ("tóan", "toán"),
    ("qủa", "quả"),
    ("gìơ", "giờ"),
    ("ngòai", "ngoài"),
    ("khủyu", "khuỷu"),
    ("ÐẢNG", "đảng"),
    ("Ɖảng", "đảng"),
    ("Nghị", unicodedata.normalize("NFD", "NGHỊ")),
    ("hội", "ho\u0323\u0302i"),
]


@pytest.mark.parametrize(("one", "other"), SAME_TERM)
def test_spellings_of_one_syllable_give_one_term(one: str, other: str) -> None:
    assert normalise_syllable(one) == normalise_syllable(other)


@pytest.mark.parametrize(
    "syllable",
    "hòa thúy mùa của giữa được quốc tiếng khuya ngoái già giếng quả uống".split(),
)
def test_a_well_spelled_syllable_stays_as_it_is(syllable: str) -> None:
    assert normalise_syllable(syllable) == syllable


def test_different_tones_stay_different() -> None:
    assert normalise_syllable("chó") != normalise_syllable("chò")


@pytest.mark.parametrize("foreign", ["covid", "19", "café", "naïve", "über", "1.192"])
def test_what_is_no_vietnamese_syllable_is_only_lower_cased(foreign: str) -> None:
    assert normalise_syllable(foreign.upper()) == foreign


@given(st.text(max_size=12))
def test_normalising_twice_is_normalising_once(text: str) -> None:
    once = normalise_syllable(text)
    assert normalise_syllable(once) == once


@given(st.text(max_size=12))
def test_folding_forgets_what_normalising_changes(text: str) -> None:
    assert fold(normalise_syllable(text)) == fold(fold(normalise_syllable(text)))


@pytest.mark.parametrize(
    ("marked", "plain"),
    [("đường", "duong"), ("Ðà", "da"), ("tổ_chức", "to_chuc"), ("ƯƠNG", "uong")],
)
def test_folding_drops_every_mark(marked: str, plain: str) -> None:
    assert fold(marked) == plain


@given(st.text(max_size=40))
def test_page_text_comes_out_composed_with_plain_line_ends(text: str) -> None:
    normalised = normalise_text(text)
    assert unicodedata.is_normalized("NFC", normalised)
    assert "\r" not in normalised


def test_a_name_in_capitals_or_with_an_old_tone_place_has_the_same_key() -> None:
    assert person_key("LÊ THỊ THUÝ") == person_key("Lê Thị Thúy")
