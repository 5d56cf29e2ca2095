"""What a reader expects of an engine: order, facets, generations."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.analysis.names import person_key
from search.searcher import Searcher
from tests.helpers import (
    build_index,
    found_ids,
    make_article,
    search,
    searcher_over,
)

QUERIES = [
    ("Ban Tổ chức Trung ương", ["to-chuc", "lu-lut"]),
    ("ban to chuc trung uong", ["to-chuc", "lu-lut"]),
    ('"ban to chuc trung uong"', ["to-chuc"]),
    ("chó", ["con-cho"]),
    ("duong", ["truong-hoc"]),
    ("lũ -trường", ["lu-lut"]),
    ("18-NQ/TW", ["to-chuc"]),
    ("bão", []),
    ("được mùa bão", ["mua-vang"]),
]


@pytest.mark.parametrize(("query", "ids"), QUERIES)
def test_a_query_finds_what_a_reader_expects_best_first(
    searcher: Searcher, query: str, ids: list[str]
) -> None:
    assert found_ids(searcher, query) == ids


def test_words_that_stand_together_rank_above_words_that_do_not(
    tmp_path: Path,
) -> None:
    apart = "tổ ong của ông thủ lĩnh có chức vụ"
    together = "ông thủ lĩnh của tổ chức có vụ ong"
    articles = [make_article("a", "Tin", apart), make_article("b", "Tin", together)]
    assert found_ids(searcher_over(tmp_path / "i", articles), "tổ chức") == ["b", "a"]


def test_the_spelling_that_was_typed_ranks_above_its_neighbours(tmp_path: Path) -> None:
    articles = [
        make_article("ban-hoa", "Tin", "bàn hoa ở chợ"),
        make_article("ban-do", "Tin", "ban hoa ở chợ"),
    ]
    searcher = searcher_over(tmp_path / "i", articles)
    assert found_ids(searcher, "ban ở chợ") == ["ban-do", "ban-hoa"]


RANKED = [
    ("quoted", '"bác sỹ"', "gặp bác sỹ nhé", "gặp bác sĩ nhé"),
    ("plain, however often", "bác sỹ", "gặp bác sỹ nhé", "bác sĩ bác sĩ bác sĩ bác sĩ"),
    ("prefix", "ban* họp", "ban họp", "bàn họp"),
    ("neighbours", "ban tổ chức", "ban tổ chức", "bàn tổ chức"),
    ("province", "An Giang", "hôm qua tại An Giang có mưa", "Kiên Giang, Kiên Giang"),
    ("abbreviation", "BTV", "BTV đã viết bài này", "Biên tập viên, biên tập viên"),
    ("day in the text", "lũ 17/8/2020", "ngày 17/8/2020 có lũ", "hôm nay lại có lũ về"),
    ("day with zeros", "17/8/2020", "ngày 17/08/2020", "hôm ấy"),
]


@pytest.mark.parametrize(("_why", "query", "first", "second"), RANKED)
def test_what_was_typed_ranks_above_what_it_may_also_be(
    tmp_path: Path, _why: str, query: str, first: str, second: str
) -> None:
    articles = [
        make_article("first", "Tin", first, "2019-01-01"),
        # Newer, so that equal scores would put it first.
        make_article("second", "Tin", second, "2020-08-17"),
        *[make_article(f"other-{n}", "Tin", "chuyện khác") for n in range(5)],
    ]
    ids = found_ids(searcher_over(tmp_path / "i", articles), query)
    assert ids == ["first", "second"]


def test_a_person_whom_an_article_spells_in_two_ways_counts_once(
    tmp_path: Path,
) -> None:
    persons = ["Huỳnh Thanh Hùng", "Hùynh Thanh Hùng"]
    articles = [make_article("a", "Tin", persons=persons), make_article("b", "Tin")]
    found = search(searcher_over(tmp_path / "i", articles), "tin")
    assert [person.count for person in found.facets.persons] == [1]


def test_equal_scores_are_ordered_by_date_and_then_by_id(tmp_path: Path) -> None:
    days = {
        "b": "2020-01-01",
        "c": "2021-01-01",
        "a": "2020-01-01",
        "e": None,
        "d": None,
    }
    articles = [make_article(id_, "Lũ", "lũ", day) for id_, day in days.items()]
    searcher = searcher_over(tmp_path / "i", articles)
    assert found_ids(searcher, "lũ") == ["c", "a", "b", "d", "e"]
    assert found_ids(searcher, "lũ", sort="oldest") == ["a", "b", "c", "d", "e"]
    pages = [found_ids(searcher, "lũ", page=n, per_page=1) for n in range(1, 6)]
    assert sum(pages, []) == ["c", "a", "b", "d", "e"]


def test_choosing_a_person_gives_as_many_articles_as_the_facet_says(
    tmp_path: Path,
) -> None:
    both = [make_article(f"m{n}", "Tin", "lũ lụt") for n in range(10)]
    both += [
        make_article(f"n{n}", "Tin", "lũ lụt", persons=["Lê An"]) for n in range(2)
    ]
    one = [make_article(f"l{n}", "Tin", "lũ", persons=["Lê An"]) for n in range(5)]
    searcher = searcher_over(tmp_path / "i", [*both, *one])
    (facet,) = search(searcher, "lũ lụt").facets.persons
    chosen = search(searcher, "lũ lụt", persons=("Lê An",))
    assert (facet.count, chosen.total, chosen.complete) == (2, 2, 2)


def test_an_explanation_tells_words_and_neighbours_apart(tmp_path: Path) -> None:
    articles = [make_article("a", "Tổ chức", "tổ chức lũ"), make_article("b")]
    searcher = searcher_over(tmp_path / "i", articles)
    (hit,) = search(searcher, "tổ chức l*", explain=True).hits
    told = [(p.kind, p.text, p.title_freq, p.body_freq) for p in hit.explanation]
    assert told == [
        ("word", "tổ", 1.0, 1.0),
        ("word", "chức", 1.0, 1.0),
        ("pair", "tổ chức", 1.0, 1.0),
    ]
    assert sum(part.score for part in hit.explanation) == pytest.approx(hit.score)


def test_many_prefixes_are_cut_and_it_is_said(searcher: Searcher) -> None:
    results = search(searcher, " ".join(f"t{letter}*" for letter in "aeiouăâêô"))
    assert [problem.params for problem in results.problems] == [{"n": 8}]


def test_a_rare_spelling_does_not_count_as_a_rare_word(tmp_path: Path) -> None:
    bodies = ["ban họp ở xã", "bạn họp ở xã", "bẳn họp ở xã", *["ban tin"] * 20]
    articles = [make_article(str(n), "Tin", body) for n, body in enumerate(bodies)]
    searcher = searcher_over(tmp_path / "i", articles)
    assert found_ids(searcher, "ban hop") == ["0", "1", "2"]


def test_what_is_excluded_adds_nothing_to_the_score(searcher: Searcher) -> None:
    alone = search(searcher, "lúa").hits[0].score
    assert search(searcher, "lúa -bão").hits[0].score == alone
    only_excluded = search(searcher, "-lúa")
    assert {hit.score for hit in only_excluded.hits} == {0.0}
    assert [h.id for h in only_excluded.hits] == [
        id_ for id_ in found_ids(searcher, "") if id_ != "mua-vang"
    ]


def test_an_empty_query_lists_every_article_newest_first(searcher: Searcher) -> None:
    results = search(searcher, "")
    assert [hit.id for hit in results.hits] == [
        "mua-vang",
        "truong-hoc",
        "lu-lut",
        "to-chuc",
        "con-cho",
    ]
    assert {hit.score for hit in results.hits} == {0.0}


def test_pages_cut_the_same_order_into_pieces(searcher: Searcher) -> None:
    whole = found_ids(searcher, "")
    pieces = [found_ids(searcher, "", page=n, per_page=2) for n in (1, 2, 3, 4)]
    assert pieces == [whole[:2], whole[2:4], whole[4:], []]


def test_a_person_is_counted_over_spellings_and_shown_in_the_commonest(
    tmp_path: Path,
) -> None:
    articles = [
        make_article(str(n), persons=[name])
        for n, name in enumerate(["Vũ Hòa", "Vũ Hoà", "Vũ Hòa", "VŨ HÒA", "Vũ Hoa"])
    ]
    searcher = searcher_over(tmp_path / "i", articles)
    assert [(p.name, p.count) for p in search(searcher, "").facets.persons] == [
        ("Vũ Hòa", 4),
        ("Vũ Hoa", 1),
    ]
    assert search(searcher, "", persons=("vũ hoà",)).total == 4


def test_a_person_typed_without_marks_is_everybody_so_spelled(
    searcher: Searcher,
) -> None:
    results = search(searcher, "", persons=("tran van binh",))
    assert {hit.id for hit in results.hits} == {"lu-lut", "con-cho"}
    (selected,) = [p for p in results.facets.persons if p.is_selected]
    assert person_key(selected.name) == person_key("Trần Văn Bình")


def test_a_person_whom_nobody_names_stays_listed_to_be_taken_back(
    searcher: Searcher,
) -> None:
    results = search(searcher, "", persons=("Không Có Ai",))
    assert results.total == 0
    selected = [(p.name, p.count) for p in results.facets.persons if p.is_selected]
    assert selected == [("Không Có Ai", 0)]


def test_a_new_generation_answers_the_next_request(tmp_path: Path) -> None:
    searcher = searcher_over(tmp_path / "i", [make_article("cũ", "Tin cũ")])
    assert found_ids(searcher, "tin") == ["cũ"]
    build_index(tmp_path / "i", [make_article("mới", "Tin mới")])
    results = search(searcher, "tin")
    assert ([hit.id for hit in results.hits], results.generation) == (["mới"], 2)
