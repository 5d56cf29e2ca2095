"""Fields and dates of the query language, and what else words may be called."""

from __future__ import annotations

from datetime import date

import pytest

from search.errors import QueryError
from search.query import parse, parse_strict, parser, widening, widenings
from search.query.dates import DATE_WEIGHT, FIRST_YEAR
from search.query.expansions import Reading, Run
from search.query.fields import FIELD_NAMES
from search.query.nodes import Also, And, Word, words_of
from tests.query_trees import written

FIELD_SPELLINGS = [
    ("title:lũ", "title(lũ)"),
    ("Title: lũ", "title(lũ)"),
    ("tiêu đề:lũ", "title(lũ)"),
    ("TIÊU ĐỀ: lũ", "title(lũ)"),
    ("tieu de:lũ", "title(lũ)"),
    ("tiêu_đề:lũ", "title(lũ)"),
    ("tiêu-đề:lũ", "title(lũ)"),
    ("tiêuđề:lũ", "title(lũ)"),
    ("tiêu  đề: \n lũ", "title(lũ)"),
    ("tựa:lũ", "title(lũ)"),
    ("tựa đề：lũ", "title(lũ)"),
    ("tie\u0302u đe\u0302\u0300:lũ", "title(lũ)"),
    ("person:Mai", "person[mai]"),
    ("người:Mai", "person[mai]"),
    ("nguoi:Mai", "person[mai]"),
    ("author:Mai", "author[mai]"),
    ("tác giả:Mai", "author[mai]"),
    ("tacgia:Mai", "author[mai]"),
    ("source:vnexpress.net", "source[vnexpress net]"),
    ("Nguồn: VnExpress", "source[vnexpress]"),
]

NO_FIELDS = [
    ("http://vnexpress.net", '"http vnexpress net"'),
    ("18:30", '"18 30"'),
    ("TP: lũ", "(tp & lũ)"),
    ("tử:2020", '"tử 2020"'),
    ("title : lũ", "(title & lũ)"),
    ('"title:lũ"', '"title lũ"'),
    ("x-title:lũ", '"x title lũ"'),
    ("mục tiêu đề:lũ", "(mục & title(lũ))"),
]

FIELD_VALUES = [
    ("title:lũ lụt", "(title(lũ) & lụt)"),
    ('title:"lũ lụt"', 'title("lũ lụt")'),
    ("title:(lũ lụt)", "title(lũ & lụt)"),
    ("title:(lũ OR bão) Vinh", "(title(lũ | bão) & vinh)"),
    ("title:(lũ -bão)", "title(lũ & -bão)"),
    ("-title:lũ", "-title(lũ)"),
    ("title:18-NQ/TW", "title(#18-nq-tw[18|nq|tw])"),
    ("title:ngh*", "title(ngh*)"),
    ("title:2020", "title(2020)"),
    ("title:17/8/2020", 'title("17 8 2020")'),
    ("title: – lũ", "title(lũ)"),
    ('person:"trương thị mai" lũ', "(person[trương thị mai] & lũ)"),
    ("person:(trương thị mai)", "person[trương thị mai]"),
    ("person:(Mai OR Trương Thị)", "(person[mai] | person[trương thị])"),
    ("person:(Mai -Thị)", "(person[mai] & -person[thị])"),
    (
        'person:("Thị Mai" "Lê Hà" Bình)',
        "(person[bình] & person[thị mai] & person[lê hà])",
    ),
    ("-person:Mai", "-person[mai]"),
    ("source:2020", "source[2020]"),
    ("author:18-NQ/TW", "author[18 nq tw]"),
]

NAMES_WITHOUT_QUOTES = [
    ("người:Trương Thị Mai", "person[trương thị mai]"),
    ("người: Trương Thị Mai họp", "(person[trương thị mai] & họp)"),
    ("người:Trương Thị Mai, Vinh", "(person[trương thị mai] & vinh)"),
    ("người:TRƯƠNG THỊ MAI họp", "(person[trương thị mai] & họp)"),
    ("người:Trương Thị Mai UBND", "(person[trương thị mai] & ubnd)"),
    ("người:Y Thanh Hà Niê Kđăm", "person[y thanh hà niê kđăm]"),
    ("người:trương thị mai", "(person[trương] & thị & mai)"),
    ("người:Mai OR Bình", "(person[mai] | bình)"),
    ("người:Mai -Bình", "(person[mai] & -bình)"),
    ('người:Mai "Bình"', '(person[mai] & "bình")'),
    ("người:Mai (Bình)", "(person[mai] & bình)"),
    ("người:Mai người:Bình", "(person[mai] & person[bình])"),
    ("nguồn:VnExpress Vinh", "(source[vnexpress] & vinh)"),
    ("nguồn:Tuổi Trẻ lũ", "(source[tuổi trẻ] & lũ)"),
    ("title:Hội Nghị", "(title(hội) & nghị)"),
]

DATES = [
    ("from:2020", "2020-01-01.."),
    ("Từ: 08/2020", "2020-08-01.."),
    ("tu:17/8/2020", "2020-08-17.."),
    ("to:2020-08", "..2020-08-31"),
    ("đến:2020-08-17", "..2020-08-17"),
    ("den:17.8.2020", "..2020-08-17"),
    ("date:17-8-2020", "2020-08-17"),
    ("ngày:2020,", "2020-01-01..2020-12-31"),
    ('ngay:"08/2020"', "2020-08-01..2020-08-31"),
    ("lũ from:2019 to:2020 Vinh", "(lũ & vinh & 2019-01-01..2020-12-31)"),
    ("(từ:2019) đến:2020", "2019-01-01..2020-12-31"),
    ("date:2020 from:08/2020", "2020-08-01..2020-12-31"),
    ("date:2019 OR date:2021", "(2019-01-01..2019-12-31 | 2021-01-01..2021-12-31)"),
    ("lũ -date:2020", "(lũ & -2020-01-01..2020-12-31)"),
]

BARE_DATES = [
    ("2020", "2020~2020-01-01..2020-12-31"),
    ("lũ 08/2020", '(lũ & "08 2020"~2020-08-01..2020-08-31)'),
    ("17/8/2020,", '"17 8 2020"~2020-08-17'),
    ("2020-08", '"2020 08"~2020-08-01..2020-08-31'),
    ("2020-08-17", '"2020 08 17"~2020-08-17'),
    ("31/2/2020", '"31 2 2020"'),
    ('"2020"', '"2020"'),
    ("-2020", "-2020"),
    ("(2020 lũ) OR bão", "((2020~2020-01-01..2020-12-31 & lũ) | bão)"),
    (str(FIRST_YEAR - 1), str(FIRST_YEAR - 1)),
    (str(date.today().year + 2), str(date.today().year + 2)),
    ("12/1234", '"12 1234"'),
]


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        *FIELD_SPELLINGS,
        *NO_FIELDS,
        *FIELD_VALUES,
        *NAMES_WITHOUT_QUOTES,
        *DATES,
        *BARE_DATES,
    ],
)
def test_a_field_or_date_is_read_as_its_rule_says(text: str, tree: str) -> None:
    query, problems = parse(text)
    assert written(query) == tree
    assert problems == []


def test_every_field_name_is_read_with_and_without_marks() -> None:
    for field, names in FIELD_NAMES.items():
        for name in names:
            trees = {
                written(parse(f"{spelling}:2020")[0])
                for spelling in (name, name.upper(), name.replace(" ", ""))
            }
            assert len(trees) == 1, field
            assert trees != {f'"{name} 2020"'}


def test_the_grammar_names_every_field() -> None:
    quoted = {f'"{name}"' for names in FIELD_NAMES.values() for name in names}
    assert [name for name in quoted if name not in (parser.__doc__ or "")] == []


PROBLEMS = [
    ("title:", "nothing", "“title:” needs something after it", 0),
    ("lũ tiêu đề: OR bão", "(lũ | bão)", "“tiêu đề:” needs something", 3),
    ("title:-lũ", "-lũ", "“title:” needs something", 0),
    ("from:(2020)", "2020~2020-01-01..2020-12-31", "“from:” needs something", 0),
    ("lũ từ:hôm qua", "(lũ & qua)", "“hôm” is no date such as 17/8/2020", 6),
    ("from:8/17/2020", "nothing", "“8/17/2020” is no date", 5),
    ('lũ from:""', "lũ", "between the quotes", 8),
    ('from:"2020', "2020-01-01..", "closing quotation", 5),
    ("lũ từ:2021 đến:2020", "lũ", "the dates exclude each other", 11),
    ("date:2019 date:2020", "nothing", "the dates exclude each other", 10),
    ("title:(lũ person:Mai)", "title(lũ & mai)", "inside another", 10),
    ("title:title:lũ", "title(lũ)", "needs something", 0),
    ("person:(-title:Mai OR Bình)", "(-person[mai] | person[bình])", "inside", 9),
    ("person:Trư* lũ", "(person[trư] & lũ)", "not in names", 7),
    ('title:""', "nothing", "between the quotes", 6),
]


@pytest.mark.parametrize(("text", "tree", "message", "offset"), PROBLEMS)
def test_a_field_that_cannot_be_used_is_named(
    text: str, tree: str, message: str, offset: int
) -> None:
    query, problems = parse(text)
    assert written(query) == tree
    assert [problem.offset for problem in problems] == [offset]
    assert message in problems[0].message
    with pytest.raises(QueryError, match=r"\w"):
        parse_strict(text)


@pytest.fixture
def few_expansions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Expansions that stay as they are when the data grow."""
    table = {
        ("ubnd",): "ủy ban",
        ("ủy", "ban"): "ubnd",
        ("tp", "hcm"): "Sài Gòn",
        ("hcm",): "Hồ Chí Minh",
        ("2020",): "hai nghìn",
    }

    def find_runs(typed):
        lowered = [syllable.lower() for syllable in typed]
        for start in range(len(typed)):
            for end in (start + 2, start + 1):
                if shown := table.get(tuple(lowered[start:end])):
                    syllables = tuple(shown.lower().split())
                    reading = Reading(syllables, 0.4, "abbreviation", shown)
                    yield Run(start, min(end, len(typed)), (reading,))
                    break

    monkeypatch.setattr(widening, "find_runs", find_runs)


WIDENED = [
    ("UBND xã", '(ubnd~"ủy ban" & xã)'),
    ("ủy ban xã", "(ủy~ubnd & ban~ubnd & xã)"),
    ("ủy, ban", "(ủy & ban)"),
    ("ủy - ban", "(ủy~ubnd & ban~ubnd)"),
    ("ủy OR ban", "(ủy | ban)"),
    ("ủy (ban)", "(ủy & ban)"),
    ("(xã UBND) OR lũ", '((xã & ubnd~"ủy ban") | lũ)'),
    ("TP.HCM", '"tp hcm"~"sài gòn"'),
    ("TP HCM", '(tp~"sài gòn" & hcm~"sài gòn")'),
    ("Q1-HCM", '"q1 hcm"'),
    ("title:UBND", 'title(ubnd~"ủy ban")'),
    ("title:(ủy ban)", "title(ủy~ubnd & ban~ubnd)"),
    ('"UBND"', '"ubnd"'),
    ("-UBND", "-ubnd"),
    ("-(UBND xã)", "-(ubnd & xã)"),
    ("-title:UBND", "-title(ubnd)"),
    ("person:UBND", "person[ubnd]"),
    ("nguồn:(UBND)", "source[ubnd]"),
    ("ubnd*", "ubnd*"),
    ("2020", "2020~2020-01-01..2020-12-31"),
]


@pytest.mark.usefixtures("few_expansions")
@pytest.mark.parametrize(("text", "tree"), WIDENED)
def test_plain_words_are_widened_and_nothing_else(text: str, tree: str) -> None:
    assert written(parse(text)[0], readings=True) == tree


@pytest.mark.usefixtures("few_expansions")
def test_readings_stand_where_their_run_was_typed() -> None:
    query, _ = parse("xã ủy ban 17/8/2020")
    assert isinstance(query, And)
    _, first, second, dated = query.children
    assert isinstance(first, Also) and isinstance(second, Also)
    assert first.readings == second.readings
    (reading,) = first.readings
    assert reading.query == Word("ubnd", 3, 9, is_exact=True)
    assert (reading.weight, reading.shown) == (0.4, "ubnd")
    assert isinstance(dated, Also)
    *spelled, published = dated.readings
    assert [[w.syllable for w in r.query.words] for r in spelled] == [
        ["17", "08", "2020"],
        ["2020", "08", "17"],
    ]
    assert (published.weight, published.shown) == (DATE_WEIGHT, "")
    typed = [word.syllable for word in words_of(query)]
    assert typed == ["xã", "ủy", "ban", "17", "8", "2020"]


@pytest.mark.usefixtures("few_expansions")
def test_what_is_searched_besides_is_told_once() -> None:
    text = "Ủy ban TP.HCM 2020 (Ủy ban OR title:UBND) -HCM"
    assert widenings(parse(text)[0], text) == (
        ("Ủy ban", ("ubnd",)),
        ("TP.HCM", ("Sài Gòn",)),
        ("UBND", ("ủy ban",)),
    )
    assert widenings(parse("lũ")[0], "lũ") == ()


def test_the_expansions_of_the_project_are_used() -> None:
    text = "UBND xã"
    ((typed, readings),) = widenings(parse(text)[0], text)
    assert typed == "UBND"
    assert "ủy ban nhân dân" in [reading.lower() for reading in readings]
