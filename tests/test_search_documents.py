"""Official documents that a text cites: which, when, where."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.extract.wordlists import entries
from search.documents import CitedDocument, documents_cited
from search.documents.finding import MAX_READ
from search.documents.forms import FORMS, NOT_CITED
from search.documents.kinds import KINDS
from search.documents.mention import Mention
from search.documents.short import identities
from search.query import parse
from search.query.nodes import wanted
from tests.strategies import texts


def titles(text: str) -> list[str]:
    return [found.title for found in documents_cited(text)]


@pytest.mark.parametrize(("form", "example", "title"), FORMS, ids=lambda text: text)
def test_each_form_finds_the_document_of_its_example(form, example, title):
    text = example.replace("[", "").replace("]", "")
    start, end = example.index("["), example.index("]") - 1
    [found] = [one for one in documents_cited(text) if one.title == title]
    assert found.mentions == ((start, end),)


@pytest.mark.parametrize(("what", "example"), NOT_CITED, ids=lambda text: text)
def test_what_only_looks_like_a_citation_is_none(what, example):
    assert titles(example) == []


def test_kinds_are_those_by_which_official_pages_are_told():
    # The words of laws that are kept apart: "bộ luật" stands above no page, and
    # "văn bản" is said of any kind.
    known = {*entries("document_kinds"), "bộ luật", "văn bản"}
    assert {kind.name.lower() for kind in KINDS} <= known


def test_a_document_is_one_entry_however_often_and_however_it_is_written():
    text = (
        "Theo Nghị định 100, tức Nghị định số 100/2019/NĐ-CP ngày 30/12/2019 của Chính "
        "phủ, và 100/2019/ND-CP; Chỉ thị 05-CT/TƯ. Nghị định 100 và Chỉ thị số 5-CT/TW."
    )
    decree, order = documents_cited(text)
    assert (decree.kind, decree.number) == ("Nghị định", "100/2019/NĐ-CP")
    assert decree.day == date(2019, 12, 30)
    assert [text[start:end] for start, end in decree.mentions] == [
        "Nghị định 100",
        "Nghị định số 100/2019/NĐ-CP",
        "Nghị định 100",
    ]
    assert (order.number, len(order.mentions)) == ("05-CT/TƯ", 2)


def test_a_short_number_that_may_mean_two_documents_stays_by_itself():
    assert titles(
        "Nghị quyết 18, Nghị quyết 18-NQ/TW và Nghị quyết 18/2020/NQ-HĐND"
    ) == [
        "Nghị quyết 18",
        "Nghị quyết 18-NQ/TW",
        "Nghị quyết 18/2020/NQ-HĐND",
    ]


def test_a_law_without_year_is_the_one_that_is_cited_with_its_year():
    text = "Luật đất đai nêu… Luật Đất đai năm 2013, Luật Đất đai 2013, Bộ luật Dân sự"
    land, civil = documents_cited(text)
    assert (land.title, len(land.mentions)) == ("Luật Đất đai năm 2013", 3)
    assert civil.title == "Bộ luật Dân sự"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Nghị quyết số 18-NQ/TW ngày 25/10/2017", date(2017, 10, 25)),
        ("Nghị quyết 18-NQ/TW, ngày 25-10-2017", date(2017, 10, 25)),
        ("Quyết định số 99 (ngày 5 tháng 3 năm 2020)", date(2020, 3, 5)),
        ("Chỉ thị 16 của Thủ tướng ngày 31/3/2020", date(2020, 3, 31)),
        ("Nghị quyết 18-NQ/TW được học tập ngày 5/1/2018", None),
        ("Nghị quyết 18-NQ/TW. Ngày 5/1/2018, huyện họp", None),
        ("Chỉ thị 16-CT/TW của Ban Bí thư về việc này ngày 5/1/2018", None),
        ("Chỉ thị 16-CT/TW và Quyết định 7-QĐ/TU ngày 5/1/2018", None),
    ],
)
def test_the_day_is_the_one_stated_beside_the_number(text, day):
    assert documents_cited(text)[0].day == day


@pytest.mark.parametrize(
    "title",
    ["Nghị quyết 18-NQ/TW", "Nghị định 100", "Luật Đất đai 2013", "39/2019/QH14"],
)
def test_the_query_of_a_document_looks_for_it_and_has_no_mistake(title):
    [found] = documents_cited(f"Theo {title}.")
    query, problems = parse(found.query)
    assert not problems
    assert list(wanted(query))


def test_a_name_with_quotes_cannot_come_into_a_query():
    found = documents_cited('Luật "Đất đai" 2013 và Luật Đất" đai 2013')
    assert all(one.query.count('"') % 2 == 0 for one in found)


_PIECES = st.sampled_from(
    [
        "nghị quyết ",
        "Luật ",
        "số ",
        "18-NQ/TW",
        "Đất đai ",
        "năm 2013",
        " của ",
        "ngày ",
    ]
    + ["ngày ", "25/10/2017", "100", "/", "-", "–", " ", "\n", "(", ")", ",", "QĐ", "İ"]
)


def plain_identities(mentions: list[Mention]) -> list[tuple]:
    """Compare each short mention with each full one: slow and obvious."""

    def is_of(short: Mention, full: Mention) -> bool:
        if short.day and full.day and short.day != full.day:
            return False
        if short.number is None or full.number is None:
            year = full.key.rpartition("-")[2]
            return short.number is full.number and f"{short.key}-{year}" == full.key
        return short.kind == full.kind and full.key.startswith(f"{short.key}-")

    def identity(one: Mention) -> tuple:
        full = {other.key for other in mentions if other.is_full and is_of(one, other)}
        if one.is_full or (one.number is None and len(full) != 1):
            return (one.key,)
        return tuple(full) if len(full) == 1 else (one.kind, one.key)

    return list(map(identity, mentions))


_NUMBERS = ["10", "010", "10/2005", "10-NQ/TW", "10/2005/NQ-CP", "10/2005/NĐ-CP", "7"]
_NAMES = ["Luật Đất đai", "Luật Đất đai năm 2013", "Luật Đất đai 2003", "Luật Đất"]
_MENTIONS = st.one_of(
    st.builds(
        Mention,
        st.sampled_from(["Nghị quyết", "Nghị định", None]),
        st.sampled_from(_NUMBERS),
        *(st.none(), st.just(0), st.just(1)),
        st.sampled_from([None, date(2005, 1, 1), date(2005, 2, 2)]),
    ),
    st.builds(
        Mention,
        *(st.just("Luật"), st.none()),
        st.sampled_from(_NAMES),
        *(st.just(0), st.just(1)),
        st.sampled_from([None, date(2013, 1, 1), date(2013, 2, 2)]),
    ),
)


@given(st.lists(_MENTIONS, max_size=12))
def test_a_short_mention_means_the_one_document_it_can_mean(mentions):
    assert identities(mentions) == plain_identities(mentions)


@given(st.one_of(texts(), st.text(), st.lists(_PIECES).map("".join)))
def test_mentions_are_in_the_text_and_none_lies_over_another(text):
    found = documents_cited(text)
    ranges = sorted(span for one in found for span in one.mentions)
    assert all(0 <= start < end <= len(text) for start, end in ranges)
    assert all(a[1] <= b[0] for a, b in zip(ranges, ranges[1:], strict=False))
    assert all((one.number is None) != (one.name is None) for one in found)
    firsts = [one.mentions[0] for one in found]
    assert firsts == sorted(firsts)
    assert all(one.query and '""' not in one.query for one in found)


def test_what_comes_very_late_in_a_text_is_not_read():
    text = f"Chỉ thị 5-CT/TW. {' ' * MAX_READ}Chỉ thị 6-CT/TW."
    assert titles(text) == ["Chỉ thị 5-CT/TW"]


def test_a_document_is_called_by_its_kind_and_number_or_by_its_name():
    places = ((0, 1),)
    assert CitedDocument(None, "39/2019/QH14", None, None, places).title == (
        "39/2019/QH14"
    )
