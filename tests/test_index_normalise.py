"""The table of what is the same in Vietnamese text, and what is not."""

from __future__ import annotations

import re
import sys
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.analysis.letters import compose
from index.analysis.names import person_key
from index.analysis.normalise import (
    fold,
    is_seen,
    normalise_syllable,
    normalise_text,
    other_i_or_y,
)
from index.analysis.spelling import ONSETS, RIMES, RIMES_AFTER_QU
from index.analysis.syllables import syllable_spans, syllables
from index.analysis.tones import TONES, put_tone

SHY, ZWSP, ZWNJ, ZWJ, LRM, WJ, BOM = "\u00ad\u200b\u200c\u200d\u200e\u2060\ufeff"
GRAVE, ACUTE, TILDE, HOOK, DOT = TONES
CIRCUMFLEX, BREVE, HORN = "\u0302\u0306\u031b"

# (as written, its terms, why)
TERMS = [
    # Unicode
    (unicodedata.normalize("NFD", "Tổ chức"), "tổ chức", "decomposed, as macOS does"),
    (f"ho{DOT}{CIRCUMFLEX}i ho{CIRCUMFLEX}{DOT}i", "hội hội", "dot below: any order"),
    (f"tie{ACUTE}{CIRCUMFLEX}ng", "tiếng", "tone typed before the circumflex"),
    (f"na{ACUTE}{BREVE}ng", "nắng", "tone typed before the breve"),
    (f"nươ{GRAVE}c nu{HORN}o{GRAVE}{HORN}c", "nườc nườc", "horn after the tone"),
    (f"toan{ACUTE}", "toán", "tone on the wrong base: a consonant"),
    (f"\u1ebf{ACUTE}", f"\u1ebf{ACUTE}", "two tones: not ours to choose"),
    # đ
    ("Đảng Ðảng Ɖảng đảng ðảng", "đảng đảng đảng đảng đảng", "four code points"),
    # The place of the tone
    ("hoà khoẻ thuý uỷ loá", "hòa khỏe thúy ủy lóa", "the new place"),
    ("hòa khỏe thúy ủy lóa", "hòa khỏe thúy ủy lóa", "the traditional place"),
    ("vịêt tóan qủa gìơ khủyu", "việt toán quả giờ khuỷu", "slips of the keyboard"),
    ("qùy quỳ gìn già gĩưa", "quỳ quỳ gìn già giữa", "qu and gi are consonants"),
    ("chó chò cho", "chó chò cho", "another tone is another word"),
    # Case and forms
    ("UBND Ubnd ｕｂｎｄ ＵＢＮＤ", "ubnd ubnd ubnd ubnd", "case and width"),
    ("ＴỔ １８", "tổ 18", "full-width letters under marks, full-width digits"),
    ("ﬁle ﬂash", "file flash", "ligatures"),
    ("𝗛𝗮̀ 𝗡𝗼̣̂𝗶", "hà nội", "bold of social networks"),
    ("Đại hội Ⅷ", "đại hội viii", "a Roman numeral character"),
    ("CO₂ H₂O", "co2 h2o", "subscripts are read"),
    ("100 m² 5km² 3 m³", "100 m2 5km2 3 m3", "powers of metres are typed so"),
    ("Đảng¹ 10² Nº", "đảng 10 n", "footnotes and powers must not hide a word"),
    ("2½ ①", "2 ½ 1", "21⁄2 would be wrong; a circled number is a number"),
    # Nothing to see
    (f"Vi{SHY}ệt", "việt", "soft hyphen inside a syllable"),
    (f"l{LRM}ý B{ZWSP}ộ k{LRM * 3}y", "lý bộ ky", "met in news"),
    (f"Vie{ZWSP}{DOT}{CIRCUMFLEX}t", "việt", "between a letter and its marks"),
    (f"Vi{ZWJ}ệ{ZWNJ}t{WJ} {BOM}Nam{ZWSP}", "việt nam", "all others, and at the edges"),
    (f"tổ{ZWSP} {ZWSP}chức", "tổ chức", "beside a space"),
    # What separates
    ("“tổ chức” ‘tổ’ «chức» „họp‟", "tổ chức tổ chức họp", "typographic quotes"),
    ("O’Henry O'Henry", "o henry o henry", "either apostrophe"),
    ("18-NQ/TW 18‑NQ/TW 18–NQ/TW", "18 nq tw 18 nq tw 18 nq tw", "any dash"),
    ("2015—2020 2015−2020", "2015 2020 2015 2020", "em dash, minus"),
    ("Hà\u00a0Nội Hà\u202fNội", "hà nội hà nội", "non-breaking spaces"),
    ("tổ_chức", "tổ chức", "the joint of word terms is in no syllable"),
    # Numbers
    ("1.192/1.312", "1.192 1.312", "two numbers, each with its point"),
    ("30% 6,7", "30 6,7", "a sign is no part; a comma is"),
    ("1.192.000 1,192,000", "1.192.000 1,192,000", "thousands, spelled as they are"),
    ("1.864,44 1,864.44", "1.864,44 1,864.44", "thousands and decimals"),
    ("Năm 2020. 1.192, 5.", "năm 2020 1.192 5", "a sentence's own points"),
    ("17/8/2020 17-8-2020 17.8.2020", "17 8 2020 " * 3, "a date however written"),
    ("9/2020 9.2020 12.1999", "9 2020 9 2020 12 1999", "month and year: no decimals"),
    ("13.2020 9.2120", "13.2020 9.2120", "no month, no year: decimals"),
    ("1,2,3 1.2.3 192.168.1.1", "1 2 3 1 2 3 192 168 1 1", "lists and versions"),
    ("5.000đ 1.500m 2.398m²", "5.000 đ 1.500 m 2.398 m2", "the unit is the next one"),
    ("5.000₫ 5.000 VNĐ", "5.000 5.000 vnđ", "the sign of the currency"),
    ("500m 4G QL1A covid19", "500m 4g ql1a covid19", "names and units without a point"),
    ("30°C 30ºC", "30 c 30 c", "degree sign, and what is taken for it"),
    # Emoji
    ("mừng🎉năm👩‍👩‍👧mới❤️", "mừng năm mới", "emoji separate and are no terms"),
    ("1️⃣ 2", "1 2", "a keycap is its digit"),
    # Foreign words
    ("café naïve über COVID", "café naïve über covid", "only lower-cased"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "terms", "why"), TERMS)
def test_documents_and_queries_give_these_terms(
    written: str, terms: str, why: str
) -> None:
    assert syllables(normalise_text(written)) == terms.split(), why
    # What has not been through normalise_text (a query, a text to be marked)
    # gives the same, and its offsets are its own.
    composed = unicodedata.normalize("NFC", written)
    spans = [composed[start:end] for start, end in syllable_spans(composed)]
    assert [normalise_syllable(span) for span in spans] == terms.split(), why


# (as the page has it, as it is stored and shown, why)
SHOWN = [
    ("Hà Nội\r\nHuế\rVinh", "Hà Nội\nHuế\nVinh", "one kind of line end"),
    (unicodedata.normalize("NFD", "Nghị quyết"), "Nghị quyết", "NFC"),
    (f"tie{ACUTE}{CIRCUMFLEX}ng", "tiếng", "looks the same, and is found when copied"),
    (f"Vi{SHY}ệt{ZWSP} {BOM}Nam{WJ}", "Việt Nam", "left over from typesetting"),
    (f"l{LRM}ý \u202aHà Nội\u202c", "lý Hà Nội", "direction marks in Latin text"),
    (f"Vi{ZWJ}ệ{ZWNJ}t", "Việt", "joiners that join nothing"),
    ("a\x00b\x1bc\x85d", "a b c d", "control characters become spaces"),
    ("hoà vịêt lí", "hoà vịêt lí", "spelling is the source's"),
    ("“Hà Nội” – ‘x’ 18‑NQ", "“Hà Nội” – ‘x’ 18‑NQ", "typography is the source's"),
    ("ＵＢＮＤ ﬁ m² ½ Ⅷ 5\u00a0₫", "ＵＢＮＤ ﬁ m² ½ Ⅷ 5\u00a0₫", "so are forms"),
    ("Ðảng Ɖảng", "Ðảng Ɖảng", "and look-alikes"),
    ("👩‍👩‍👧 ❤️‍🔥 🏳️‍🌈 👍🏽 🇻🇳 1️⃣", "👩‍👩‍👧 ❤️‍🔥 🏳️‍🌈 👍🏽 🇻🇳 1️⃣", "emoji untouched"),
    (
        "\U0001f3f4\U000e0067\U000e0062\U000e007f",
        "\U0001f3f4\U000e0067\U000e0062\U000e007f",
        "flags spelled with tags",
    ),
    (f"می{ZWNJ}خواهم", f"می{ZWNJ}خواهم", "Persian needs its non-joiner"),
]


@pytest.mark.parametrize(("page", "shown", "why"), SHOWN)
def test_a_page_is_shown_like_this(page: str, shown: str, why: str) -> None:
    assert normalise_text(page) == shown, why


def onsets_and_rimes() -> list[tuple[str, str]]:
    """Every onset with every rime it can have, and some more."""
    for_qu = [("qu", rime) for rime in sorted(RIMES_AFTER_QU)]
    onsets = ["", *(onset for onset in ONSETS if onset not in ("", "qu", "gi"))]
    others = [(onset, rime) for onset in onsets for rime in sorted(RIMES)]
    for_gi = [("gi", rime) for rime in sorted(RIMES) if rime[0] not in "iy"]
    return for_qu + others + for_gi


# Rime → the index of the letter that carries the tone, the textbook's list
# (Đoàn Thiện Thuật; Hoàng Phê's dictionary): the main vowel, which is the one
# marked ă â ê ô ơ ư; of ia ua ưa the first letter; of oa oe uy the first.
MAIN_LETTER = {
    **{rime: 0 for rime in "a e ê i o ô ơ u ư y ia ua ưa oa oe uy".split()},
    **{rime: 0 for rime in "ai ao au ay âu ây eo êu iu oi ôi ơi ui ưi ưu".split()},
    **{rime: 1 for rime in "oai oao oay oeo uây uôi uya uyu uê uơ".split()},
    **{rime: 1 for rime in "iêu yêu ươi ươu".split()},
}  # fmt: skip


def main_letter(rime: str) -> int:
    """The tone's place, from the table or, before a consonant, the last vowel."""
    if rime in MAIN_LETTER:
        return MAIN_LETTER[rime]
    return max(at for at, letter in enumerate(rime) if letter in "aăâeêioôơuưy")


@pytest.mark.parametrize("tone", TONES, ids="grave acute tilde hook dot".split())
def test_wherever_the_tone_was_left_the_term_is_the_right_one(tone: str) -> None:
    right_ones: dict[str, str] = {}
    for onset, rime in onsets_and_rimes():
        toneless = onset + rime
        if (onset, rime[:1]) == ("g", "i"):
            # gi takes the i of giếng and of gìa; gì has no other vowel.
            if len(rime) > 1 and rime[1] in "aăâeêioôơuưy":
                continue
        at = len(onset) + main_letter(rime) + 1
        right = unicodedata.normalize("NFC", toneless[:at] + tone + toneless[at:])
        assert normalise_syllable(right) == right
        assert right_ones.setdefault(right, toneless) == toneless, "a collision"
        first = len(onset) - (onset in ("qu", "gi"))
        for place in range(first, len(toneless)):
            if place >= len(onset) and toneless[place] not in "aăâeêioôơuưy":
                continue
            slip = toneless[: place + 1] + tone + toneless[place + 1 :]
            assert normalise_syllable(slip) == right
            assert normalise_syllable(unicodedata.normalize("NFC", slip)) == right
            assert normalise_syllable(slip.upper()) == right


# (one, other, are they spellings of one syllable?, why)
I_AND_Y = [
    ("lý", "lí", True, "l"), ("kỹ", "kĩ", True, "k"), ("mỹ", "mĩ", True, "m"),
    ("sỹ", "sĩ", True, "s"), ("tỷ", "tỉ", True, "t"), ("hy", "hi", True, "h"),
    ("vỹ", "vĩ", True, "v: Vỹ Dạ"), ("vy", "vi", True, "v: a name"),
    ("ky", "ki", True, "no tone"), ("quý", "quí", True, "qu"),
    ("quy", "qui", True, "qu without a tone"), ("quýt", "quít", True, "qu, closed"),
    ("quỳnh", "quình", True, "qu, closed"), ("ỳ", "ì", True, "sức ỳ"),
    ("ý", "í", True, "alone, with a tone"),
    ("y", "i", False, "y tế; but I is a number of chapters"),
    ("by", "bi", False, "nobody writes bý"), ("dy", "di", False, "never d"),
    ("thúy", "thúi", False, "uy and ui are two rimes"),
    ("thy", "thi", False, "a name and an exam"), ("tay", "tai", False, "ay and ai"),
    ("lý", "lì", False, "another tone"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other", "is_one", "why"), I_AND_Y)
def test_i_and_y(one: str, other: str, is_one: bool, why: str) -> None:
    assert normalise_syllable(one) != normalise_syllable(other)
    assert (other_i_or_y(one) == other) is is_one, why
    assert (other_i_or_y(other) == one) is is_one, why


@given(st.sampled_from("h k l m s t v qu th b d".split()), st.sampled_from("iy"),
       st.sampled_from(["", *TONES]))  # fmt: skip
def test_the_other_spelling_of_the_other_is_the_first(
    onset: str, vowel: str, tone: str
) -> None:
    syllable = put_tone(onset + vowel, tone)
    other = other_i_or_y(syllable)
    assert other is None or other_i_or_y(other) == syllable != other


odd_text = st.text(
    st.sampled_from(
        "aeoiuydtnhgqđĐÐưƠệếÊ AI18.,_-/½²①Ⅷﬁ\u1e9bİß"
        + "".join(map(chr, range(0xFF10, 0xFF3B)))
        + TONES + CIRCUMFLEX + BREVE + HORN
        + SHY + ZWSP + ZWNJ + ZWJ + LRM + WJ + BOM + "\u202e\u034f\ufe0f❤👩🔥ی\x00\r\n"
    ),
    max_size=14,
)  # fmt: skip
any_text = st.one_of(st.text(max_size=14), odd_text)


@given(any_text)
def test_normalising_a_syllable_twice_is_normalising_it_once(text: str) -> None:
    once = normalise_syllable(text)
    assert normalise_syllable(once) == once
    assert unicodedata.is_normalized("NFC", once)


@given(any_text)
@example(f"\u0301{SHY}e{ZWSP}{ACUTE}{CIRCUMFLEX}")
@example(f"\u0370\x08{ZWNJ}")
def test_normalising_a_text_twice_is_normalising_it_once(text: str) -> None:
    once = normalise_text(text)
    assert normalise_text(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert not set(once) & {*"\r\x00\x1b", SHY, ZWSP, BOM, "\u202e"}


@given(any_text)
def test_folding_forgets_what_normalising_changes(text: str) -> None:
    assert fold(normalise_syllable(text)) == fold(text)
    assert fold(text) == fold(compose(text))


@given(any_text)
def test_a_stored_text_has_the_terms_of_its_page(text: str) -> None:
    # An invisible character beside the point of a number, or before the power
    # of m², parts them until normalise_text has taken it away.
    text = re.sub(r"[\d²³]", "a", text)
    composed = unicodedata.normalize("NFC", text)
    assert syllables(normalise_text(text)) == syllables(composed)


@given(any_text)
def test_no_term_is_empty_or_holds_a_joint_or_a_space(text: str) -> None:
    for term in syllables(unicodedata.normalize("NFC", text)):
        assert term and "_" not in term and not any(c.isspace() for c in term)


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("đường", "duong"), ("Ðà", "da"), ("tổ_chức", "to_chuc"), ("ƯƠNG", "uong"),
        (f"Vi{SHY}ệt", "viet"), ("ＵＢ", "ub"), (f"e{ACUTE}{CIRCUMFLEX}", "e"),
    ],
)  # fmt: skip
def test_folding_drops_every_mark(marked: str, plain: str) -> None:
    assert fold(marked) == plain


def test_a_name_in_capitals_or_with_an_old_tone_place_has_the_same_key() -> None:
    assert person_key("LÊ THỊ THUÝ") == person_key("Lê Thị Thúy")


def test_what_is_said_to_be_seen_throughout_loses_nothing_when_normalised() -> None:
    for code in range(sys.maxunicode + 1):
        text = f"a{chr(code)}b"
        if is_seen(text):
            assert normalise_text(text) == compose(text)
            text.encode("utf-8")  # No half of a surrogate pair.
            assert chr(code) not in f"\r{SHY}{ZWSP}{ZWNJ}{ZWJ}{LRM}{WJ}{BOM}\u034f"
        assert is_seen(f"\n{text}") == is_seen(text)


def test_most_of_what_is_written_is_seen_at_a_glance() -> None:
    assert is_seen("Hà Nội, 2/9: “Tuyên ngôn” – 100 %…\nHết.")
    assert not any(map(is_seen, ("a\tb", f"a{SHY}b", "a\r\n", "a\u00a0b", "\ud800")))
