"""Decisions about pages: written, kept with their articles, and read again."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import reading
from index.article import Article
from index.corpus import read_file
from index.corpus.page import RawPage
from index.decisions import (
    KEPT_PARTS,
    MAX_TEXT,
    Decision,
    Reason,
    parse_decisions,
    read_decisions,
    write_decisions,
)
from index.extract import extract_article
from index.extract.decisions import Trace
from index.extract.kept_decisions import (
    MOST_REASONS,
    MOST_TAKEN,
    MOST_TURNED_DOWN,
    kept_decisions,
)
from index.extract.persons.mentions import SHORT_FOR
from index.extract.persons.verdicts import IS_STREET, NO_EVIDENCE
from index.reading import extract_page, extract_with_decisions
from index.reindex import reindex
from index.repair import repair
from index.segments.stored import StoredArticles, StoredWriter, train_dictionary
from index.verify import verify
from search.searcher import open_searcher
from search.types import SearchRequest
from tests.helpers import ROOT, build_index, make_article
from tests.helpers import search as search_in

TEXTS = st.text(max_size=MAX_TEXT)
VALUES = st.recursive(
    TEXTS | st.integers(),
    lambda inner: st.builds(
        Reason, TEXTS, st.dictionaries(TEXTS, inner, min_size=1, max_size=2)
    ),
    max_leaves=3,
)
REASONS = st.builds(Reason, TEXTS, st.dictionaries(TEXTS, VALUES, max_size=2))
DECISIONS = st.lists(
    st.builds(
        Decision,
        st.sampled_from(KEPT_PARTS),
        TEXTS,
        st.lists(REASONS, max_size=3).map(tuple),
        st.none() | st.integers(1, 500_000),
        st.booleans(),
    ),
    max_size=5,
)


@given(DECISIONS)
def test_decisions_come_back_as_they_were_written(decisions: list[Decision]) -> None:
    assert list(parse_decisions(write_decisions(decisions))) == decisions


@given(DECISIONS)
def test_decisions_come_back_out_of_a_frame(
    tmp_path_factory: pytest.TempPathFactory, decisions: list[Decision]
) -> None:
    file = tmp_path_factory.mktemp("sto") / "a.sto"
    kept = replace(make_article("a"), decisions=write_decisions(decisions))
    writer = StoredWriter(b"")
    writer.add(kept)
    writer.write(file)
    fields = StoredArticles(file).fields(0)
    assert fields["title"] == kept.title
    assert list(read_decisions(fields["decisions"])) == decisions


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 2) | st.floats() | st.just("title"),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=2), inner),
)


@given(st.text() | JSON.map(json.dumps) | st.lists(JSON).map(lambda r: json.dumps([r])))
def test_whatever_else_is_kept_gives_no_decisions_and_no_error(text: str) -> None:
    for one in read_decisions(text):
        assert one.part in KEPT_PARTS and isinstance(one.text, str)
        str(one.line), [reason.template for reason in one.reasons]


@pytest.mark.parametrize(
    "text",
    [
        "[",
        "{}",
        "[1]",
        '[["title"]]',
        '[["line","a",0,1]]',
        '[["title",1,0,1]]',
        '[["title","a",-1,1]]',
        '[["title","a",true,1]]',
        '[["title","a",0,2]]',
        '[["title","a",0,1,2]]',
        '[["title","a",0,1,["%(a)s",{"a":null}]]]',
        '[["title","a",0,1,["%(a)s",["a"]]]]',
        '[["title","\\ud800",0,1]]',
        '[["title","a",0,1,["%(a)s",{"a":"\\udfff"}]]]',
        "[" * 100_000,
        '[["title","a",0,1,' + '["",{"a":' * 9 + "1" + "}]" * 9 + "]]",
        b"[]",
        None,
    ],
    ids=lambda text: str(text)[:30],
)
def test_what_is_no_list_of_decisions_is_refused_and_shown_as_none(text) -> None:
    with pytest.raises(ValueError):
        parse_decisions(text)
    assert read_decisions(text) == ()


def test_values_are_kept_as_texts_and_numbers_and_long_ones_are_cut() -> None:
    reason = Reason("%(a)s", {"a": "x" * 999, "b": 7, "c": None, "d": True})
    (told,) = parse_decisions(
        write_decisions([Decision("title", "y" * 999, (reason,))])
    )
    assert told.text == "y" * (MAX_TEXT - 1) + "…"
    assert told.reasons[0].params == {
        "a": "x" * (MAX_TEXT - 1) + "…",
        "b": 7,
        "c": "None",
        "d": "True",
    }


def test_half_a_character_is_kept_as_a_question_mark() -> None:
    reason = Reason("in %(a)s", {"a": "\udfff"})
    (told,) = parse_decisions(
        write_decisions([Decision("title", "a\ud800", (reason,))])
    )
    assert (told.text, told.reasons[0].params) == ("a?", {"a": "?"})


def weighed(name: str, *templates: str, taken: bool = False) -> Decision:
    return Decision("person", name, tuple(map(Reason, templates)), None, taken)


def test_of_names_turned_down_those_are_kept_that_a_reader_may_miss() -> None:
    missed = [
        weighed("Nguyễn Trãi", IS_STREET),
        weighed("Lê Minh", NO_EVIDENCE),
        weighed("Thanh Hà", NO_EVIDENCE),
        weighed("Some Like It Hot", NO_EVIDENCE, IS_STREET),
    ]
    plain = [weighed("Some Like It Hot", NO_EVIDENCE), weighed("Văn An", SHORT_FOR)]
    assert kept_decisions([*plain, *missed]) == missed


def test_a_page_of_names_keeps_the_first_of_them() -> None:
    taken = [weighed(f"Lê Văn {n}", "a", taken=True) for n in range(999)]
    denied = [weighed(f"Lê Thị {n}", IS_STREET) for n in range(999)]
    lines = [Decision("line", "x", ())] * 9
    kept = kept_decisions([*lines, *denied, *taken])
    assert kept == denied[:MOST_TURNED_DOWN] + taken[: MOST_TAKEN["person"]]
    many = weighed("Lê Văn An", *map(str, range(99)), taken=True)
    (one,) = kept_decisions([many])
    assert one.reasons == many.reasons[:MOST_REASONS]


LAYOUTS = sorted((ROOT / "tests" / "data" / "layouts").glob("*.txt"))
SAMPLES = sorted(
    file for file in (ROOT / "corpus").rglob("*.*") if file.suffix in (".txt", ".html")
)


def pages_of(files: list[Path]) -> list[RawPage]:
    pages = [p for file in files for p in read_file(file, f"kho/{file.name}")]
    return [page for page in pages if isinstance(page, RawPage)]


@pytest.mark.parametrize("page", pages_of([*LAYOUTS, *SAMPLES]), ids=lambda p: p.path)
def test_what_a_reindex_keeps_is_what_a_full_trace_tells(page: RawPage) -> None:
    trace = Trace()
    plain = extract_page(page, trace)
    read = extract_with_decisions(page)
    assert isinstance(plain, Article) and isinstance(read, Article)
    assert replace(read, decisions="") == plain == extract_page(page)
    told = {part: trace.about(part) for part in KEPT_PARTS}
    for one in parse_decisions(read.decisions):
        assert one in told[one.part]
    kept = parse_decisions(read.decisions)
    assert [one for one in kept if one.taken] == [
        one for one in trace.decisions if one.taken and one.part in KEPT_PARTS
    ]
    assert {p.name for p in read.persons} <= {one.text for one in kept}


def test_a_fault_in_telling_why_costs_no_article(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (page,) = pages_of(LAYOUTS[:1])
    expected = extract_page(page)

    def fail(*args: object) -> None:
        raise RuntimeError("no reason")

    with monkeypatch.context() as patch:
        patch.setattr(Trace, "note", fail)
        assert extract_with_decisions(page) == expected
    with monkeypatch.context() as patch:
        patch.setattr(reading, "write_decisions", fail)
        assert extract_with_decisions(page) == expected


def write_pages(root: Path, names: dict[str, str]) -> None:
    root.mkdir(exist_ok=True)
    for name, person in names.items():
        text = (
            f"Xã Mẫu Sơn làm đường số {name}\n\n05/06/2020 07:30\n\n"
            f"Sáng 5/6, đồng chí {person}, Bí thư Đảng ủy xã, đến đường Trần Phú thăm "
            "bà con đang góp công làm con đường mới nối hai bản xa nhất.\n\nHà Miên\n"
        )
        (root / f"{name}.txt").write_text(text, "utf-8")


def articles_in(index_dir: Path) -> dict[str, Article]:
    searcher = open_searcher(index_dir)
    hits = searcher.search(SearchRequest("đường", per_page=100)).hits
    articles = [searcher.article(hit.id) for hit in hits]
    return {article.path: article for article in articles}


def expected_in(root: Path) -> dict[str, str]:
    read = {}
    for file in sorted(root.glob("*.txt")):
        for page in read_file(file, f"{root.name}/{file.name}"):
            trace = Trace()
            extract_article(page, trace)
            read[page.path] = write_decisions(kept_decisions(trace.decisions))
    return read


def told_in(index_dir: Path) -> dict[str, str]:
    return {path: one.decisions for path, one in articles_in(index_dir).items()}


def test_an_index_keeps_decisions_through_updates_merges_and_repairs(
    tmp_path: Path,
) -> None:
    root, index_dir = tmp_path / "kho", tmp_path / "index"
    write_pages(root, {"1": "Lò Văn Mẫu", "2": "Vi Thị Lụa"})
    reindex([root], index_dir, n_workers=1)
    assert told_in(index_dir) == expected_in(root)
    person = [
        (one.text, one.taken, str(one.reasons[0]))
        for one in parse_decisions(told_in(index_dir)["kho/1.txt"])
        if one.part == "person"
    ]
    assert person == [
        ("Mẫu Sơn", False, "after “xã”"),
        ("Lò Văn Mẫu", True, "a word of address or an age beside it"),
        ("Trần Phú", False, "after “đường”"),
    ]
    # One page is read anew, one comes, one stays as it was stored; then the
    # segments of all these are merged.
    for number in range(3, 9):
        write_pages(root, {"2": f"Hà Văn {chr(62 + number)}n", str(number): "Lô Thị Ý"})
        reindex([root], index_dir, n_workers=1)
    expected = expected_in(root)
    assert told_in(index_dir) == expected and len(expected) == 8
    assert verify(index_dir, 1).is_whole
    newest = max((index_dir / "generations").iterdir())
    assert 1 <= len(list(newest.glob("*.sto"))) < 7
    ledger = newest / "pages.jsonl.zst"
    ledger.write_bytes(ledger.read_bytes()[:-1] + b"?")
    repair(index_dir)
    assert told_in(index_dir) == expected


def test_segments_of_other_dictionaries_are_merged_with_their_decisions(
    tmp_path: Path,
) -> None:
    told = write_decisions([Decision("title", "Tin", (Reason("headline"),), 2)])
    many = [
        replace(make_article(f"a{n}", f"Tin {n}", "Cơn bão. " * n), decisions=told)
        for n in range(300)
    ]
    assert train_dictionary(many, 10**6)
    build_index(tmp_path / "index", many[:5])
    build_index(tmp_path / "index", many[5:9], removed=["a1"])
    searcher = open_searcher(tmp_path / "index")
    for hit in search_in(searcher, "tin").hits:
        assert searcher.article(hit.id).decisions == told


def test_damaged_decisions_are_found_by_verify_and_cost_no_article(
    tmp_path: Path,
) -> None:
    articles = [
        replace(make_article("a"), decisions='[["title","Tin",0,'),
        replace(make_article("b"), decisions="[1]"),
        make_article("c"),
    ]
    build_index(tmp_path / "index", articles)
    searcher = open_searcher(tmp_path / "index")
    for article in articles:
        found = searcher.article(article.id)
        assert found.title == "Tin" and read_decisions(found.decisions) == ()
    told = [
        str(one.params.get("what"))
        for one in verify(tmp_path / "index", 1).live.findings
    ]
    assert sorted(one for one in told if "decisions" in one) == [
        "decisions (a)",
        "decisions (b)",
    ]
