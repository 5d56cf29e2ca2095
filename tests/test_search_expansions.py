"""Abbreviations both ways, provinces one way: the rules and the data files."""

from __future__ import annotations

import re
import unicodedata
from importlib.resources import files
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis.normalise import fold, normalise_syllable, other_i_or_y
from index.analysis.spelling import is_vietnamese_syllable, may_be_vietnamese
from index.analysis.syllables import syllables
from search.query.expansion_data import (
    Abbreviation,
    Form,
    _i_or_y,
    folded_key,
    key,
    load,
    parse_abbreviations,
    parse_provinces,
)
from search.query.expansions import PROVINCE_WEIGHT, find_runs

_DATA = files("search.query").joinpath("data")
ABBREVIATIONS = parse_abbreviations(
    _DATA.joinpath("abbreviations.txt").read_text("utf-8")
)
PROVINCES = parse_provinces(_DATA.joinpath("provinces.txt").read_text("utf-8"))

FORMS = [
    form
    for one in ABBREVIATIONS
    for form in (*one.writings, *(s for reading in one.readings for s in reading))
] + [
    form
    for province in PROVINCES
    for names in (province.names, *province.merged, *province.gone)
    for form in names
]


def typed_as(text: str) -> list[str]:
    """Cut a query up as the lexer does, keeping it as it was typed."""
    return re.findall(r"[^\W_]+", text)


def widened(text: str) -> dict[str, dict[str, float]]:
    """Each run of a query, and what is shown of its readings with their weights."""
    typed = typed_as(text)
    return {
        " ".join(typed[run.start : run.end]): {
            reading.shown: round(reading.weight, 2) for reading in run.readings
        }
        for run in find_runs(typed)
    }


HCM_CITY = {"Bà Rịa - Vũng Tàu": 0.3, "tỉnh Bình Dương": 0.3}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("UBND tỉnh Long An", {"UBND": {"Ủy ban nhân dân": 1}}),
        ("ubnd", {"ubnd": {"Ủy ban nhân dân": 1}}),
        ("ủy ban nhân dân", {"ủy ban nhân dân": {"UBND": 1}}),
        ("Uỷ Ban Nhân Dân", {"Uỷ Ban Nhân Dân": {"UBND": 1}}),
        ("uy ban nhan dan", {"uy ban nhan dan": {"UBND": 1}}),
        ("HĐND", {"HĐND": {"Hội đồng nhân dân": 1}}),
        ("hdnd xã", {"hdnd": {"Hội đồng nhân dân": 1}}),
        ("DBQH", {"DBQH": {"Đại biểu Quốc hội": 1}}),
        # All readings, with less weight.
        ("BTV", {"BTV": {"Ban Thường vụ": 0.5, "Biên tập viên": 0.5}}),
        ("ban thường vụ", {"ban thường vụ": {"BTV": 0.5}}),
        (
            "BCH",
            {"BCH": {"Ban Chấp hành": 0.33, "Bộ Chỉ huy": 0.33, "Ban Chỉ huy": 0.33}},
        ),
        ("ban chấp hành", {"ban chấp hành": {"BCH": 0.33}}),
        # Two letters of many readings are not looked for.
        (
            "TT",
            {
                "TT": {
                    "Thông tư": 0.25,
                    "Trung tâm": 0.25,
                    "Thị trấn": 0.25,
                    "Tổng thống": 0.25,
                }
            },
        ),
        ("thông tư", {}),
        # Other ways to write the same; TƯ is a word to the index.
        ("T.Ư", {"T Ư": {"Trung ương": 1, "TW": 1}}),
        ("tw", {"tw": {"Trung ương": 1, "T.Ư": 1}}),
        ("TƯ", {"TƯ": {"Trung ương": 1, "TW": 1, "T.Ư": 1}}),
        ("trung ương", {"trung ương": {"TW": 1, "T.Ư": 1}}),
        ("đầu tư", {}),
        ("GD&ĐT", widened("GD-ĐT")),
        (
            "GD-ĐT",
            {
                "GD ĐT": {
                    "Giáo dục và Đào tạo": 1,
                    "Giáo dục - Đào tạo": 1,
                    "GDĐT": 1,
                }
            },
        ),
        ("Liên hợp quốc", {"Liên hợp quốc": {"LHQ": 1, "Liên hiệp quốc": 1}}),
        # Abbreviations that are words: in capitals only, and never looked for.
        ("CA", {"CA": {"Công an": 1}}),
        ("ca sĩ", {}),
        ("công an", {}),
        ("CA phường", {"CA": {"Công an": 1}}),
        ("CA SĨ TRẺ", {}),
        ("CA TP.HCM", {"CA": {"Công an": 1}, "TP HCM": widened("TP.HCM")["TP HCM"]}),
        ("TU", {"TU": {"Tỉnh ủy": 0.5, "Thành ủy": 0.5}}),
        ("tu", {}),
        ("EU", {"EU": {"Liên minh châu Âu": 1, "Liên hiệp châu Âu": 1}}),
        ("eu", {}),
        ("liên minh châu Âu", {"liên minh châu Âu": {"EU": 1, "Liên hiệp châu Âu": 1}}),
        ("cia", {"cia": widened("CIA")["CIA"]}),
        ("WHO", {"WHO": {"Tổ chức Y tế Thế giới": 1}}),
        ("who", {}),
        ("tổ chức y tế thế giới", {"tổ chức y tế thế giới": {"WHO": 1}}),
        # Those that are no words need no capitals.
        ("tp Vinh", {"tp": {"Thành phố": 1}}),
        ("thành phố Vinh", {"thành phố": {"TP": 1}}),
        # The longest is taken: TS alone is two things, here it is one.
        ("TS", {"TS": {"Tiến sĩ": 0.5, "Thí sinh": 0.5}}),
        ("PGS.TS", {"PGS TS": {"Phó Giáo sư, Tiến sĩ": 1}}),
        ("thạc sỹ", {"thạc sỹ": {"ThS": 1, "Th.S": 1}}),
        ("thac si", {"thac si": {"ThS": 1, "Th.S": 1}}),
        # One way: what HCM abbreviates is mostly the city.
        ("HCM", {"HCM": {"Hồ Chí Minh": 1}}),
        ("Hồ Chí Minh", {}),
        # Two letters without their marks are not guessed; three are.
        ("CD", {}),
        ("NDT", {"NDT": {"Nhân dân tệ": 0.5, "Nhà đầu tư": 0.5}}),
        # Marks elsewhere say that none are missing here.
        ("hai quan", {"hai quan": {"HQ": 0.5}}),
        ("có hai quan chức", {}),
        ("18-NQ/TW", {"NQ": {"Nghị quyết": 1}, "TW": {"Trung ương": 1, "T.Ư": 1}}),
        # Provinces, from the new name to those merged into it.
        ("Tây Ninh", {"Tây Ninh": {"Long An": 0.3}}),
        ("tay ninh", {"tay ninh": {"Long An": 0.3}}),
        ("Long An", {}),
        ("tỉnh Long An", {}),
        ("tỉnh Tây Ninh", {"tỉnh Tây Ninh": {"Long An": 0.3}}),
        ("tây bắc", {}),
        ("Thanh Hóa", {}),
        (
            "TP Cần Thơ",
            {
                "TP Cần Thơ": {
                    "thành phố Cần Thơ": 1,
                    "Hậu Giang": 0.3,
                    "Sóc Trăng": 0.3,
                }
            },
        ),
        (
            "Phú Thọ",
            {"Phú Thọ": {"Vĩnh Phúc": 0.3, "tỉnh Hòa Bình": 0.3, "Vĩnh Phú": 0.3}},
        ),
        ("hòa bình", {}),
        ("dak lak", {"dak lak": {"Phú Yên": 0.3}}),
        ("Hà Nội", {"Hà Nội": {"HN": 1, "Hà Tây": 0.3}}),
        ("Huế", {}),
        ("thành phố Huế", {"thành phố Huế": {"TP Huế": 1, "Thừa Thiên Huế": 0.3}}),
        # Both kinds at once.
        (
            "TP.HCM",
            {
                "TP HCM": {
                    "Thành phố Hồ Chí Minh": 1,
                    "TPHCM": 1,
                    "TP Hồ Chí Minh": 1,
                    **HCM_CITY,
                }
            },
        ),
        (
            "thanh pho ho chi minh",
            {
                "thanh pho ho chi minh": {
                    "TP.HCM": 1,
                    "TPHCM": 1,
                    "TP Hồ Chí Minh": 1,
                    **HCM_CITY,
                }
            },
        ),
        ("br-vt", {"br vt": {"Bà Rịa - Vũng Tàu": 1, "BRVT": 1}}),
        ("", {}),
    ],
)
def test_what_a_query_is_widened_by(query: str, expected: dict) -> None:
    assert widened(query) == expected


def test_a_reading_has_the_syllables_of_what_it_shows_and_says_what_it_is() -> None:
    [run] = find_runs(["tp", "hcm"])
    for reading in run.readings:
        assert reading.syllables == tuple(syllables(reading.shown))
    assert [reading.kind for reading in run.readings] == [
        "spelled out",
        "abbreviation",
        "abbreviation",
        "province",
        "province",
    ]


# The data files.


def test_an_archive_has_a_few_hundred_abbreviations() -> None:
    assert 250 <= len(ABBREVIATIONS) <= 450


@pytest.mark.parametrize(
    "text", ["UBND Ủy ban nhân dân", "UBND =", "= Ủy ban", "A, = B C", "AB = C D | "]
)
def test_a_line_that_is_not_well_formed_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_abbreviations(text)


def test_an_earlier_name_needs_a_province_of_today() -> None:
    with pytest.raises(ValueError, match="Sài Gòn"):
        parse_provinces("Hà Nội =\nSài Gòn < Gia Định")


def test_everything_is_written_in_normal_form() -> None:
    for form in FORMS:
        assert unicodedata.is_normalized("NFC", form.shown)
        assert form.syllables == tuple(syllables(form.shown)), form
        # The mark of the tone stands where it belongs: nothing to normalise.
        assert form.shown.lower() == " ".join(
            normalise_syllable(part) for part in form.shown.split(" ")
        ), form


def test_every_reading_is_vietnamese_and_has_two_syllables_or_more() -> None:
    for one in ABBREVIATIONS:
        for spelling in (s for reading in one.readings for s in reading):
            assert len(spelling.syllables) >= 2, spelling
            for syllable in spelling.syllables:
                assert is_vietnamese_syllable(syllable), spelling


def test_no_abbreviation_is_there_twice_and_none_is_a_letter() -> None:
    writings = [writing.syllables for one in ABBREVIATIONS for writing in one.writings]
    assert len(set(writings)) == len(writings)
    assert min(len("".join(writing)) for writing in writings) >= 2
    for one in ABBREVIATIONS:
        spellings = [key(s.syllables) for reading in one.readings for s in reading]
        assert len(set(spellings)) == len(spellings), one


def test_abbreviations_have_the_initials_of_what_is_not_marked() -> None:
    for one in ABBREVIATIONS:
        spellings = [s for reading in one.readings for s in reading]
        for spelling in spellings:
            agreeing = [w for w in one.writings if _agree(w, spelling)]
            if spelling.is_marked:
                assert len(agreeing) < len(one.writings), spelling
            else:
                assert agreeing, spelling
        if not any(spelling.is_marked for spelling in spellings):
            for writing in one.writings:
                assert any(_agree(writing, s) for s in spellings), writing


def _agree(writing: Form, spelling: Form) -> bool:
    """Whether an abbreviation has the initials of a spelling.

    A capital is one letter, what small letters follow it belong to the same
    syllable (ThS, TT-Huế). *Và* may be left out.
    """
    pieces: list[str] = []
    for letter in filter(str.isalpha, writing.shown):
        if letter.isupper():
            pieces.append(letter.lower())
        else:
            pieces[-1] += letter
    without = [s for s in spelling.syllables if s != "và"]
    return any(
        len(pieces) == len(initials)
        and all(
            _toneless(initial).startswith(_toneless(piece))
            for piece, initial in zip(pieces, initials, strict=True)
        )
        for initials in (list(spelling.syllables), without)
    )


def _toneless(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text)
    bare = "".join(c for c in decomposed if c not in "\u0300\u0301\u0303\u0309\u0323")
    return unicodedata.normalize("NFC", bare)


THE_34 = """
    An Giang, Bắc Ninh, Cà Mau, Cao Bằng, Cần Thơ, Đà Nẵng, Đắk Lắk, Điện Biên,
    Đồng Nai, Đồng Tháp, Gia Lai, Hà Nội, Hà Tĩnh, Hải Phòng, Hồ Chí Minh, Huế,
    Hưng Yên, Khánh Hòa, Lai Châu, Lạng Sơn, Lào Cai, Lâm Đồng, Nghệ An,
    Ninh Bình, Phú Thọ, Quảng Ngãi, Quảng Ninh, Quảng Trị, Sơn La, Tây Ninh,
    Thái Nguyên, Thanh Hóa, Tuyên Quang, Vĩnh Long
"""
THE_29 = """
    Bà Rịa - Vũng Tàu, Bạc Liêu, Bắc Giang, Bắc Kạn, Bến Tre, Bình Dương,
    Bình Định, Bình Phước, Bình Thuận, Đắk Nông, Hà Giang, Hà Nam, Hải Dương,
    Hậu Giang, Hòa Bình, Kiên Giang, Kon Tum, Long An, Nam Định, Ninh Thuận,
    Phú Yên, Quảng Bình, Quảng Nam, Sóc Trăng, Thái Bình, Tiền Giang, Trà Vinh,
    Vĩnh Phúc, Yên Bái
"""


def _names(text: str) -> set[str]:
    return {" ".join(name.split()) for name in text.split(",")}


def test_the_63_provinces_are_parts_of_the_34() -> None:
    today = [province.names[0].shown for province in PROVINCES]
    assert len(today) == 34
    assert set(today) == _names(THE_34)
    merged = [
        names[0].shown.removeprefix("tỉnh ")
        for province in PROVINCES
        for names in province.merged
    ]
    # Huế was Thừa Thiên Huế before; the others kept the name of one part.
    assert sorted(merged) == sorted(_names(THE_29) | {"Thừa Thiên Huế"})
    before = {*merged, *today} - {"Huế"}
    assert len(before) == 63


def test_an_earlier_name_never_finds_a_province_of_today() -> None:
    today = {key(name.syllables) for one in PROVINCES for name in one.names}
    for province in PROVINCES:
        for names in (*province.merged, *province.gone):
            for name in names:
                for run in find_runs(typed_as(name.shown)):
                    assert all(r.kind != "province" for r in run.readings)
                    assert not today & {key(r.syllables) for r in run.readings}


# Rules that hold for whatever is typed.


def _readings(form: Form) -> dict[tuple[str, ...], float]:
    typed = typed_as(form.shown)
    runs = [run for run in find_runs(typed) if (run.start, run.end) == (0, len(typed))]
    return {r.syllables: r.weight for run in runs for r in run.readings}


def _is_looked_for(one: Abbreviation, writing: Form) -> bool:
    letters = "".join(writing.syllables)
    is_word = len(writing.syllables) == 1 and is_vietnamese_syllable(letters)
    is_vague = len(letters) == 2 and len(one.readings) >= 3
    return one.is_two_way and not is_word and not is_vague


def test_both_ways_but_where_the_rules_say_one() -> None:
    for one in ABBREVIATIONS:
        for writing, reading in product(one.writings, one.readings):
            for spelling in reading:
                there, back = _readings(writing), _readings(spelling)
                assert spelling.syllables in there, (writing, spelling)
                found = writing.syllables in back
                assert found == _is_looked_for(one, writing), (writing, spelling)
                if found:
                    assert back[writing.syllables] == pytest.approx(
                        1 / len(one.readings)
                    )


def test_the_index_is_never_asked_for_an_abbreviation_that_is_a_word() -> None:
    for form in FORMS:
        for syllables_of_reading in _readings(form):
            assert len(syllables_of_reading) > 1 or not is_vietnamese_syllable(
                syllables_of_reading[0]
            )


VOCABULARY = sorted({part for form in FORMS for part in typed_as(form.shown)})
WORDS = st.one_of(
    st.sampled_from(VOCABULARY),
    st.sampled_from(VOCABULARY).map(fold),
    st.sampled_from(VOCABULARY).map(str.upper),
    st.text("abcđâ1İßＡ", min_size=1, max_size=4),
)
QUERIES = st.one_of(
    st.lists(WORDS, max_size=12),
    st.lists(st.sampled_from([typed_as(form.shown) for form in FORMS]), max_size=4).map(
        lambda parts: [word for part in parts for word in part]
    ),
)


@pytest.mark.parametrize(
    ("syllable", "is_one", "may_be_one"),
    [
        ("nghiêng", True, True),
        ("quỳnh", True, True),
        ("gì", True, True),
        ("khuya", True, True),
        ("ưu", True, True),
        ("á", True, True),
        ("thuở", True, True),
        ("hoc", False, True),
        ("duong", False, True),
        ("hòc", False, False),
        ("cia", False, False),
        ("byt", False, False),
        ("ubnd", False, False),
        ("u23", False, False),
        ("", False, False),
    ],
)
def test_what_is_built_like_a_syllable(
    syllable: str, is_one: bool, may_be_one: bool
) -> None:
    assert is_vietnamese_syllable(syllable) == is_one
    assert may_be_vietnamese(syllable) == may_be_one


@given(QUERIES)
def test_runs_do_not_overlap_and_readings_are_other_than_what_was_typed(
    typed: list[str],
) -> None:
    end = 0
    for run in find_runs(typed):
        assert end <= run.start < run.end <= len(typed)
        end = run.end
        assert run.readings
        was_typed = tuple(normalise_syllable(s) for s in typed[run.start : run.end])
        readings = [key(reading.syllables) for reading in run.readings]
        assert key(was_typed) not in readings
        assert len(set(readings)) == len(readings)
        weights = [reading.weight for reading in run.readings]
        assert weights == sorted(weights, reverse=True)
        assert all(0 < weight <= 1 for weight in weights)
        for reading in run.readings:
            if reading.kind == "province":
                assert reading.weight <= PROVINCE_WEIGHT


@given(QUERIES)
def test_capitals_make_a_difference_to_abbreviations_that_are_words_only(
    typed: list[str],
) -> None:
    in_lower_case = [word.lower() for word in typed]
    covered = {at for run in find_runs(typed) for at in range(run.start, run.end)} - {
        at for run in find_runs(in_lower_case) for at in range(run.start, run.end)
    }
    marked = {w.syllables for a in ABBREVIATIONS for w in a.writings if w.is_marked}
    for at in covered:
        syllable = normalise_syllable(typed[at])
        assert may_be_vietnamese(syllable) or (syllable,) in marked


def test_i_and_y_are_one_for_every_syllable_of_the_files() -> None:
    for syllable in {s for form in FORMS for s in form.syllables} | {"quỳnh", "quí"}:
        other = other_i_or_y(syllable)
        expected = {syllable} if other is None else {syllable, other}
        assert {s for s in expected if _i_or_y(s) != min(expected)} == set()


def test_the_data_are_read_once() -> None:
    assert load() is load()
    assert folded_key(["thành", "phố"]) == ("thanh", "pho")


def test_no_run_is_too_long_to_be_looked_for() -> None:
    lookup = load()
    names = {*lookup.provinces, *lookup.folded_provinces}
    runs = {*lookup.abbreviations, *lookup.folded_abbreviations, *lookup.readings}
    runs |= names | lookup.folded_readings.keys()
    for before in (("thành", "phố"), ("thanh", "pho"), ("tp",), ("tỉnh",), ("tinh",)):
        runs |= {(*before, *name) for name in names}
    for run in runs:
        assert len(run) in lookup.run_lengths(run[0])
    assert lookup.run_lengths("quét") == []
