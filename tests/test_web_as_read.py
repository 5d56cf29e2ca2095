"""What the indexer read, and why: in JSON and on an article's page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.decisions import Decision, Reason, write_decisions
from search.decisions import decisions_of
from search.searcher import open_searcher
from search.types import SearchRequest
from tests.helpers import ROOT, reindex_pages
from tests.web_fakes import (
    HOSTILE,
    FakeSearcher,
    make_article,
    make_client,
    page_of,
    texts,
)
from web.language.catalogue import load_catalogue
from web.language.decisions import decision_text, reason_text

ARTICLE = "/articles/bao-tinh/001.html"


def rows(page) -> dict[str, str]:
    """The rows of the part about reading: what is told of what."""
    shown = "//details[@class='as-read']"
    names = texts(page, f"{shown}//dt")
    return dict(zip(names, texts(page, f"{shown}//dd"), strict=True))


def test_an_articles_page_tells_what_was_read_and_why():
    client = make_client(FakeSearcher())
    page = page_of(client.get(f"{ARTICLE}?lang=en"))
    assert texts(page, "//details[@class='as-read']/summary") == [
        "What the indexer read, and why"
    ]
    assert not page.xpath("//details[@class='as-read']/@open")
    told = rows(page)
    assert told["Title"].endswith("line 3: four words or more")
    assert told["Date of publication"] == (
        "17/08/2020 09:30 "
        "not 18/08/2020: line 1: a day of a visit may stand above the title "
        "line 4: read in: Thứ hai, 17/08/2020 09:30"
    )
    assert told["Byline"] == "Thu Hà"
    assert told["Taken for persons"] == (
        "Lê Văn An — Bí thư Tỉnh ủy a role beside it: Bí thư Tỉnh ủy "
        "Nguyễn Thị Bình — Chủ tịch UBND tỉnh"
    )
    assert told["Not taken for persons"] == "Trần Phú after “đường”"
    assert told["File"] == "bao-tinh/001.html"
    assert "Encoding" not in told


def test_it_is_told_in_the_readers_language():
    client = make_client(FakeSearcher())
    page = page_of(client.get(ARTICLE))
    assert texts(page, "//details[@class='as-read']/summary") == [
        "Máy đã đọc được gì, và vì sao"
    ]
    assert rows(page)["Không coi là tên người"] == "Trần Phú đứng sau “đường”"
    read = client.get(f"/api{ARTICLE}").json["read"]
    assert read[-1]["reasons"] == ["đứng sau “đường”"]


def test_json_gives_every_decision_in_a_stable_shape():
    client = make_client(FakeSearcher())
    read = client.get(f"/api{ARTICLE}?lang=en").json["read"]
    assert [one["about"] for one in read] == (
        "page title published published person person".split()
    )
    assert read[2] == {
        "about": "published",
        "line": 1,
        "text": "2020-08-18",
        "taken": False,
        "reasons": ["a day of a visit may stand above the title"],
    }


def test_an_encoding_that_was_converted_is_told():
    told = write_decisions([Decision("title", "Tin cũ", (Reason("headline"),))])
    article = make_article(1, "Tin cũ", converted_from="TCVN3", decisions=told)
    client = make_client(FakeSearcher([article]))
    told = rows(page_of(client.get(f"{ARTICLE}?lang=en")))
    assert told["Encoding"] == "Converted from TCVN3"
    assert (
        told["Date of publication"] == "date unknown" and told["Byline"] == "none found"
    )


def test_what_is_kept_of_a_hostile_page_is_text():
    searcher = FakeSearcher()
    url = "/articles/l%E1%BA%A1%2F..%2Fa%2F%2Fb%3Fc%3D1%23d%2541.html"
    client = make_client(searcher)
    response = client.get(f"{url}?lang=en")
    assert HOSTILE not in response.text
    assert response.text.count("&lt;script&gt;") > 20
    told = rows(page_of(response))
    assert told["Title"].count(HOSTILE) == 6
    [*_, last] = client.get(f"/api{url}").json["read"]
    # The last template has no values that fit it.
    assert last["reasons"] == [HOSTILE, f"%d{HOSTILE}"]


@pytest.mark.parametrize("kept", ["", "[", "[[1]]", '[["line","a",0,1]]', "\0"])
def test_an_article_whose_decisions_are_damaged_is_shown_without_them(kept: str):
    article = make_article(1, "Tin", decisions=kept)
    client = make_client(FakeSearcher([article]))
    assert rows(page_of(client.get(ARTICLE))) == {}
    assert client.get(f"/api{ARTICLE}").json["read"] == []


def test_a_template_that_no_catalogue_knows_is_shown_in_english():
    gettext = load_catalogue("vi").gettext
    word = Reason("after “%(word)s”", {"word": "đường"})
    unknown = Reason("as of %(year)d: %(why)s", {"year": 2031, "why": word})
    assert reason_text(gettext, unknown) == "as of 2031: đứng sau “đường”"
    assert reason_text(gettext, Reason("")) == ""
    assert reason_text(gettext, Reason("100 %")) == "100 %"
    decision = Decision("title", "Tin", (word, Reason("headline")), 3, taken=False)
    assert decision_text(str, decision) == "not Tin: line 3: after “đường”; headline"


def test_pages_and_json_tell_of_the_sample_corpus_what_its_index_keeps(
    tmp_path: Path,
):
    reindex_pages(tmp_path / "index", [ROOT / "corpus"])
    searcher = open_searcher(tmp_path / "index")
    client = make_client(searcher)
    hits = searcher.search(SearchRequest(per_page=100)).hits
    assert len(hits) > 30
    parts = set()
    for hit in hits:
        url = f"/articles/{hit.id}"
        kept = decisions_of(searcher.article(hit.id))
        answer = client.get(f"/api{url}?lang=en").json
        assert [
            (one["about"], one["text"], one["line"], one["taken"], one["reasons"])
            for one in answer["read"]
        ] == [
            (k.part, k.text, k.line, k.taken, list(map(str, k.reasons))) for k in kept
        ]
        told = json.dumps(rows(page_of(client.get(f"{url}?lang=en"))))
        shown = json.loads(told)
        for one in kept:
            parts.add((one.part, one.taken))
            if one.part == "person" and not one.taken:
                assert one.text in shown["Not taken for persons"]
    assert {("page", True), ("title", True), ("published", True)} < parts
    assert {("authors", True), ("person", True), ("person", False)} < parts
